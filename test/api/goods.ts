import { expecting } from './support.ts';
import type { ApiClient } from './support.ts';

/** A document, as far as these tests look at it. */
export interface Made {
  readonly number: number;
  readonly version: number;
  readonly lines: readonly { readonly id: string }[];
}

/** Makes or moves on a document; answers it. */
export async function does(ours: ApiClient, path: string, body: object = {}, status = 201): Promise<Made> {
  const response = await expecting(status, ours.post(path, body));
  const [document] = Object.values(response.body as Record<string, Made>);
  if (document === undefined) throw new Error(`${path} answers no document.`);
  return document;
}

/** Places, a supplier, items with and without batches and serial numbers, a BOM, and some stock. */
export async function seedStock(ours: ApiClient): Promise<void> {
  for (const [number, name] of [
    [1, 'Lager'],
    [2, 'Butik'],
    [3, 'Lastbil'],
  ] as const)
    await expecting(201, ours.post('/api/locations', { number, name }));
  await expecting(201, ours.post('/api/supplier-groups', { number: 1, name: 'Træ' }));
  const supplier = { number: '2001', name: 'Fyr A/S', supplier_group_id: 1, vat_zone: 'domestic' };
  await expecting(201, ours.post('/api/suppliers', { ...supplier, payment_terms_id: 1 }));
  const group = { number: 2, name: 'Timer', vat_domestic: '25', has_inventory: false };
  await expecting(201, ours.post('/api/product-groups', group));
  const product = { group_id: 1, sales_price: '10' };
  const batches = { number: 'BATCH', name: 'Maling', batch_control: { is_active: true } };
  await expecting(201, ours.post('/api/products', { ...product, ...batches }));
  const serials = { number: 'SERIAL', name: 'Motor', serial_numbers: { is_active: true } };
  await expecting(201, ours.post('/api/products', { ...product, ...serials }));
  await expecting(201, ours.post('/api/lots', { ...product, number: 'SET', name: 'Sæt' }));
  await expecting(201, ours.post('/api/lots/SET/lines', { item_id: 'A-1', quantity: '2' }));
  const lines = [
    { item_id: 'A-1', adjust_quantity: 10 },
    { item_id: 'BATCH', adjust_quantity: 2, tracking: [{ number: 'B1', quantity: 2 }] },
  ];
  const { number } = await does(ours, '/api/inventory-adjustments', { lines });
  await does(ours, `/api/inventory-adjustments/${number}/book`, {}, 200);
}

/** A body of a document to the customer. */
export const sale = (item: string, quantity: number): object => ({
  customer_id: '1001',
  lines: [{ item_id: item, quantity }],
});
/** A body of a document from the supplier. */
export const purchase = (item: string, quantity: number): object => ({
  supplier_id: '2001',
  lines: [{ item_id: item, quantity, line_price: '4' }],
});

/** A shipment of a booked order. */
export async function shipment(ours: ApiClient, item: string, quantity: number): Promise<Made> {
  const { number } = await does(ours, '/api/orders', sale(item, quantity));
  await does(ours, `/api/orders/${number}/book`, {}, 200);
  return does(ours, `/api/orders/${number}/create-shipment`);
}

/** A receipt of a sent purchase order. */
export async function receipt(ours: ApiClient, item: string, quantity: number): Promise<Made> {
  const { number } = await does(ours, '/api/purchase-orders', purchase(item, quantity));
  await does(ours, `/api/purchase-orders/${number}/book`, {}, 200);
  return does(ours, `/api/purchase-orders/${number}/create-receipt`);
}
