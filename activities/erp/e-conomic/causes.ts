import type { Blocked } from '../adapter.ts';
import type { EconomicCalls } from './calls.ts';
import { pathSegment } from './filter.ts';
import { customerSchema, productSchema } from './schemas.ts';

/** Reads the records that a cause names and says whether it still stands. Throws `ErpReadError`. */
export async function readCause(calls: EconomicCalls, cause: Blocked): Promise<'stands' | 'gone' | 'untold'> {
  const { product, customer } = cause.params;
  switch (cause.blocked) {
    case 'ProductBarred': {
      const path = `/products/${pathSegment(String(product))}`;
      return (await calls.readIfThere(productSchema, path))?.barred === true ? 'stands' : 'gone';
    }
    case 'CustomerBarred': {
      const path = `/customers/${pathSegment(String(customer))}`;
      return (await calls.readIfThere(customerSchema, path))?.barred === true ? 'stands' : 'gone';
    }
    default:
      return 'untold';
  }
}
