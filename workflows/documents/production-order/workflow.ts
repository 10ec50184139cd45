import { productionLife } from '../../../domain/production-orders/production-order.lifecycle.ts';
import type { DocumentRef } from '../contract.ts';
import { documentLife } from '../document-run.ts';

/** The life of a production order: not started → started → finished, or cancelled. */
export async function productionOrderWorkflow(ref: DocumentRef): Promise<void> {
  await documentLife('production-order', productionLife, ref);
}
