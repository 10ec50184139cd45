import type { StandInRequest } from '../control/stand-in.ts';
import type { Context } from './context.ts';
import { customerRoutes } from './customer-routes.ts';
import { notFound, notModelled, Refusal } from './errors.ts';
import { decodeIdentifier } from './identifiers.ts';
import { invoiceRoutes } from './invoice-routes.ts';
import { parseBody } from './numbers.ts';
import { readOnlyRoutes } from './read-only-routes.ts';
import { registerRoutes } from './register-routes.ts';
import { type Reply, Router } from './routes.ts';

const router = new Router([...readOnlyRoutes, ...registerRoutes, ...customerRoutes, ...invoiceRoutes]);

/** Roots of the real surface; what lies under them and is not routed here is not modelled. */
const realRoots = new Set([
  'accounting-years',
  'accounts',
  'app-roles',
  'app-settings',
  'currencies',
  'customer-groups',
  'customers',
  'departmental-distributions',
  'departments',
  'echo',
  'employees',
  'entries',
  'invoices',
  'journals',
  'journals-experimental',
  'languages',
  'layouts',
  'modules',
  'orders',
  'payment-terms',
  'payment-types',
  'product-groups',
  'products',
  'quotes',
  'returnhttp500',
  'self',
  'supplier-groups',
  'suppliers',
  'units',
  'vat-accounts',
  'vat-types',
  'vat-zones',
  'vouchers',
]);

const contentTypeRefusal = () =>
  new Refusal(415, 'Unsupported media type.', {
    developerHint: 'Send application/json.',
  });

const acceptRefusal = () =>
  new Refusal(406, 'Not acceptable.', { developerHint: 'Accept application/json or */*.' });

/** Anything that JSON fits; a PDF too is asked for without `application/pdf`. */
const acceptsJson = (accept: string | undefined) =>
  accept === undefined || accept === '' || /\*\/\*|application\/(\*|json)/i.test(accept);

function bodyOf(request: StandInRequest) {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) throw contentTypeRefusal();
  try {
    return parseBody(request.body);
  } catch {
    throw new Refusal(400, 'Could not parse the request body.', {
      developerHint: 'The body must be valid JSON.',
    });
  }
}

/** Answers on the legacy surface; throws `Refusal`. */
export function legacy(request: StandInRequest, context: Context): Reply {
  if (!acceptsJson(request.headers['accept'])) throw acceptRefusal();
  const url = new URL(request.path, context.restUrl);
  const segments = url.pathname.split('/').filter((segment) => segment !== '');
  const match = router.find(segments);
  if (match === null) {
    if (realRoots.has(segments[0]?.toLowerCase() ?? ''))
      throw notModelled(`${request.method} ${url.pathname}`);
    throw notFound();
  }
  const { route, identifiers } = match;
  const handler = Object.entries(route.methods).find(([method]) => method === request.method)?.[1];
  if (handler === undefined) {
    if (route.unmodelled?.includes(request.method) === true) {
      throw notModelled(`${request.method} ${url.pathname}`);
    }
    throw new Refusal(405, 'Method not allowed.', {
      developerHint: `This resource supports ${Object.keys(route.methods).join(', ')}.`,
    });
  }
  return handler({
    context,
    parameters: identifiers.map(decodeIdentifier),
    query: url.searchParams,
    address: `${context.restUrl}${url.pathname.replace(/\/$/, '')}`,
    body: () => bodyOf(request),
  });
}
