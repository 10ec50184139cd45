import type { ApiScope } from '../agreements/api-key.entity.ts';

/**
 * What people may do, as data. A right is `<resource>:<action>`: the resource is the chapter of the API in which an endpoint
 * stands, the action is what an API key needs a scope for. A role gives actions on areas, an area is a set of resources.
 */

export type RightAction = ApiScope;
/** E.g. `customer-invoices:book`. */
export type Right = `${string}:${RightAction}`;

/** Areas with their resources. A resource that stands in none is the administrators' alone. */
export const areas = {
  account: ['self', 'settings', 'saved-filters'],
  sales: [
    'customers',
    'customer-groups',
    'customer-invoices',
    'offers',
    'orders',
    'order-shipments',
    'shipments',
  ],
  purchase: [
    'suppliers',
    'supplier-groups',
    'purchase-orders',
    'purchase-order-receipts',
    'receipts',
    'supplier-invoices',
  ],
  items: ['products', 'product-groups', 'units', 'lots', 'items', 'collections'],
  stock: [
    'locations',
    'inventory',
    'adjustment-categories',
    'inventory-adjustments',
    'inventory-movements',
    'batches',
    'serial-numbers',
    'stock-counts',
    'inventory-counts',
    'production-orders',
    'reports',
  ],
  lists: [
    'payment-terms',
    'delivery-terms',
    'layouts',
    'employees',
    'currencies',
    'vat-zones',
    'fields',
    'bank-accounts',
    'projects',
  ],
  transfers: ['integrations', 'transfers', 'issues', 'workflows', 'deliveries', 'notifications', 'webhooks'],
  // An import writes every register, whatever the rights on that: so it is administration, too.
  administration: ['number-series', 'users', 'api-keys', 'imports'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type Area = keyof typeof areas;

export const roles = [
  'admin',
  'sales',
  'purchase',
  'warehouse',
  'bookkeeper',
  'read-only',
  'support',
] as const;
export type Role = (typeof roles)[number];

const read = ['read'] as const;
const write = ['read', 'write'] as const;
const book = ['read', 'write', 'book'] as const;

/** What each role but `admin` gives, by area; nothing where an area is missing. `admin` gives everything. */
export const rightsOfRoles: Readonly<
  Record<Exclude<Role, 'admin'>, Readonly<Partial<Record<Area, readonly RightAction[]>>>>
> = {
  sales: { account: read, sales: book, items: read, stock: read, lists: read, transfers: read },
  purchase: { account: read, purchase: book, items: write, stock: read, lists: read, transfers: read },
  warehouse: { account: read, sales: read, purchase: read, items: read, stock: book, lists: read },
  bookkeeper: {
    account: read,
    sales: book,
    purchase: book,
    items: write,
    stock: read,
    lists: write,
    transfers: ['read', 'support'],
    administration: read,
  },
  'read-only': {
    account: read,
    sales: read,
    purchase: read,
    items: read,
    stock: read,
    lists: read,
    transfers: read,
    administration: read,
  },
  support: {
    account: read,
    sales: read,
    purchase: read,
    items: read,
    stock: read,
    lists: read,
    transfers: ['read', 'support'],
    administration: read,
  },
};

/** Single rights beside those of the areas: whoever ships and receives books the documents that do it. */
export const moreRights: Readonly<Partial<Record<Role, readonly Right[]>>> = {
  warehouse: ['order-shipments', 'shipments', 'purchase-order-receipts', 'receipts'].flatMap(
    (resource): Right[] => [`${resource}:write`, `${resource}:book`],
  ),
};

/** The right to do this with a resource. */
export const rightTo = (resource: string, action: RightAction): Right => `${resource}:${action}`;

/** Whether the resource stands in an area, so that roles other than `admin` can give rights on it. */
export const isKnownResource = (resource: string): boolean =>
  Object.values(areas).some((resources) => (resources as readonly string[]).includes(resource));

const expanded = new Map<Role, ReadonlySet<Right>>(
  roles.map((role) => [role, new Set(role === 'admin' ? [] : rightsOf(role))]),
);

function rightsOf(role: Exclude<Role, 'admin'>): Right[] {
  const byArea = Object.entries(rightsOfRoles[role]) as [Area, readonly RightAction[]][];
  return [
    ...byArea.flatMap(([area, actions]) =>
      areas[area].flatMap((resource) => actions.map((action) => rightTo(resource, action))),
    ),
    ...(moreRights[role] ?? []),
  ];
}

/** Whether one of the roles gives the right; `admin` gives every one. */
export const mayDo = (own: readonly Role[], right: Right): boolean =>
  own.some((role) => role === 'admin' || expanded.get(role)?.has(right) === true);

/** The roles that give a right, `admin` first: what a refusal names. */
export const rolesWith = (right: Right): readonly Role[] => roles.filter((role) => mayDo([role], right));
