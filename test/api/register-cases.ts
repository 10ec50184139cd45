/** A register of the API: what makes a row, what changes it, and what it shows then. */
export interface RegisterCase {
  readonly path: string;
  readonly singular: string;
  readonly plural: string;
  readonly body: object;
  readonly change: object;
  readonly shows: object;
  /** The field that names a row in a path. */
  readonly key:
    | 'number'
    | 'code'
    | 'month'
    | 'id'
    | 'unit_id'
    | 'language'
    | 'currency'
    | 'location_id'
    | 'group_id'
    | 'item_id';
}

/** Every register of the API. Customer 1001 and supplier 5001 have to be there, with their groups. */
export const registers: readonly RegisterCase[] = [
  {
    path: '/api/customer-groups',
    singular: 'customer_group',
    plural: 'customer_groups',
    body: { number: 77, name: 'Håndværkere' },
    change: { name: 'Murere' },
    shows: { number: 77, name: 'Murere' },
    key: 'number',
  },
  {
    path: '/api/product-groups',
    singular: 'product_group',
    plural: 'product_groups',
    body: { number: 77, name: 'Træ', vat_domestic: 25, has_inventory: true },
    change: { vat_domestic: '12.5' },
    shows: { name: 'Træ', vat_domestic: '12.5', vat_eu: '0' },
    key: 'number',
  },
  {
    path: '/api/units',
    singular: 'unit',
    plural: 'units',
    body: { number: 77, name: 'Kasse', abbreviation: 'ks' },
    change: { abbreviation: null },
    shows: { name: 'Kasse', abbreviation: null },
    key: 'number',
  },
  {
    path: '/api/payment-terms',
    singular: 'payment_term',
    plural: 'payment_terms',
    body: { number: 77, name: 'Lb. md. 20', type: 'end-of-month', maturity_days: 20 },
    change: { maturity_days: 30, translations: { sv: { name: 'Löpande månad' } } },
    shows: {
      translations: { sv: { name: 'Löpande månad' } },
      type: 'end-of-month',
      maturity_days: 30,
      type_translated: 'End of month',
    },
    key: 'number',
  },
  {
    path: '/api/layouts',
    singular: 'layout',
    plural: 'layouts',
    body: { number: 77, name: 'Dansk std.' },
    change: { name: 'Dansk' },
    shows: { number: 77, name: 'Dansk' },
    key: 'number',
  },
  {
    path: '/api/employees',
    singular: 'employee',
    plural: 'employees',
    body: { number: 77, name: 'Åse Nørgård', initials: 'ÅN' },
    change: {
      is_barred: true,
      locale: 'nb',
      job_title: 'Indkøber',
      should_notify: true,
      default_location_id: 1,
    },
    shows: {
      name: 'Åse Nørgård',
      is_barred: true,
      locale: 'nb',
      job_title: 'Indkøber',
      should_notify: true,
      default_location: { number: 1, name: 'Hovedlager' },
    },
    key: 'number',
  },
  {
    path: '/api/currencies',
    singular: 'currency',
    plural: 'currencies',
    body: { code: 'EUR', rate: 746.05 },
    change: { rate: '745.9' },
    shows: { code: 'EUR', rate: '745.9', is_base: false },
    key: 'code',
  },
  {
    path: '/api/customers',
    singular: 'customer',
    plural: 'customers',
    body: {
      number: 77,
      name: 'Jõe OÜ',
      customer_group_id: '1',
      vat_zone: 2,
      payment_terms_id: 1,
      ean: '5798000893450',
    },
    change: { city: 'Tartu', ean: null },
    shows: { number: '77', vat_zone: 'eu', city: 'Tartu', ean: null },
    key: 'number',
  },
  {
    path: '/api/customers/1001/contacts',
    singular: 'contact',
    plural: 'contacts',
    body: { name: 'Jón', email: 'jon@example.com' },
    change: { phone: '+45 12345678' },
    shows: { name: 'Jón', phone: '+45 12345678' },
    key: 'number',
  },
  {
    path: '/api/customers/1001/addresses',
    singular: 'address',
    plural: 'addresses',
    body: { name: 'Lager', street: 'Industrivej 9', zipcode: '9000', is_default: true },
    change: { city: 'Aalborg' },
    shows: { zipcode: '9000', city: 'Aalborg', is_default: true },
    key: 'number',
  },
  {
    path: '/api/supplier-groups',
    singular: 'supplier_group',
    plural: 'supplier_groups',
    body: { number: 77, name: 'Fragtmænd' },
    change: { name: 'Vognmænd' },
    shows: { number: 77, name: 'Vognmænd' },
    key: 'number',
  },
  {
    path: '/api/suppliers',
    singular: 'supplier',
    plural: 'suppliers',
    body: {
      number: 77,
      name: 'Örebro Trä AB',
      supplier_group_id: '1',
      vat_zone: 2,
      payment_terms_id: 1,
      payment_type: 'international-transfer',
      iban: 'SE4550000000058398257466',
      bic: 'ESSESESS',
      email_purchase_orders: 'order@example.com',
    },
    change: { zipcode: '70000', city: 'Örebro', bic: null },
    shows: {
      number: '77',
      vat_zone: 'eu',
      zipcode: '70000',
      iban: 'SE4550000000058398257466',
      bic: null,
      supplier_group: { number: 1, name: 'Tømmerhandlere' },
    },
    key: 'number',
  },
  {
    path: '/api/suppliers/5001/addresses',
    singular: 'address',
    plural: 'addresses',
    body: { name: 'Lager', street: 'Industrivej 9', zipcode: '9000', is_default: true },
    change: { city: 'Aalborg' },
    shows: { zipcode: '9000', city: 'Aalborg', is_default: true },
    key: 'number',
  },
  {
    path: '/api/suppliers/5001/contacts',
    singular: 'contact',
    plural: 'contacts',
    body: { name: 'Åsa', email: 'asa@example.com' },
    change: { phone: '+46 12345678' },
    shows: { name: 'Åsa', phone: '+46 12345678' },
    key: 'number',
  },
  {
    path: '/api/delivery-terms',
    singular: 'delivery_term',
    plural: 'delivery_terms',
    body: { number: 77, name: 'EXW', description: 'Ab Werk' },
    change: { translations: { da: { name: 'Ab fabrik', description: null } } },
    shows: { name: 'EXW', translations: { da: { name: 'Ab fabrik', description: null } } },
    key: 'number',
  },
  {
    path: '/api/projects',
    singular: 'project',
    plural: 'projects',
    body: { number: 77, name: 'Molebyggeri' },
    change: { is_barred: true },
    shows: { number: 77, description: null, is_barred: true },
    key: 'number',
  },
  {
    path: '/api/bank-accounts',
    singular: 'bank_account',
    plural: 'bank_accounts',
    body: { number: 77, name: 'Drift', account_number: '0001234567', iban: 'DK5000400440116243' },
    change: { is_default: true, account_number: null },
    shows: { name: 'Drift', account_number: null, currency: 'DKK', is_default: true },
    key: 'number',
  },
  {
    path: '/api/fields',
    singular: 'field',
    plural: 'fields',
    body: { name: 'Farve', for: 'product', type: 'dropdown', options: ['Rød', 'Blå'] },
    change: { options: ['Rød', 'Blå', 'Grøn'], use_in_layouts: true },
    shows: { for: 'product', type: 'dropdown', options: ['Rød', 'Blå', 'Grøn'], use_in_layouts: true },
    key: 'id',
  },
];
