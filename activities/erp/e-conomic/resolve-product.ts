import type { ProductForErp, RegisterForErp } from '../../../domain/erp/documents.ts';
import { pathSegment } from './filter.ts';
import { productAsRead, productFields, productHash } from './mappers/product.ts';
import { createOf, requiredId, type Resolved, type ResolveContext, updateOf } from './resolve.ts';
import { productSchema } from './schemas.ts';

/** By number. Throws `ErpReadError`. */
export async function resolveProduct(
  { calls, settings, links }: ResolveContext,
  register: Extract<RegisterForErp, { kind: 'product' }>,
): Promise<Resolved> {
  const { product } = register;
  const { number, unit, group } = product;
  const references = {
    groupNumber: requiredId(links, 'product-group', String(group.number)),
    unitNumber: unit === null ? undefined : requiredId(links, 'unit', String(unit.number)),
  };
  const fields = (): Record<string, unknown> => productFields(product, references, settings);
  const path = `/products/${pathSegment(number)}`;
  const expected = { group: `${group.number} ${group.name}`, number };
  const read = await calls.readIfThere(productSchema, path);
  if (read === undefined) {
    return createOf(
      register,
      { kind: 'create-product', method: 'POST', path: '/products', reference: number, expected },
      fields,
    );
  }
  if (settings.productOwner === 'e-conomic') return { theirId: read.productNumber };
  const link = links.find(({ kind, ourKey }) => kind === 'product' && ourKey === number);
  if (read.barred === true && !product.isBarred && !opensProduct(product, link?.contentHash)) {
    return { blocked: 'ProductBarred', params: { product: number } };
  }
  return updateOf(
    register,
    { kind: 'update-product', method: 'PUT', path, reference: number, expected, theirId: read.productNumber },
    productAsRead(read),
    fields,
  );
}

/**
 * Whether an update opens what is barred there: only where ours was barred when it was sent last and is not now. Else a
 * bookkeeper barred it, and that is not ours to undo.
 */
export function opensProduct(product: ProductForErp, sentHash: string | undefined): boolean {
  return !product.isBarred && sentHash === productHash({ ...product, isBarred: true });
}
