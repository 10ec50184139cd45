import type { RegisterCase } from './register-cases.ts';
import { expecting } from './support.ts';
import type { ApiClient } from './support.ts';

/** What the rows of `itemCases` refer to, beside `seedRegisters`. */
export async function seedItems(ours: ApiClient): Promise<void> {
  await expecting(201, ours.post('/api/locations', { number: 1, name: 'Hovedlager' }));
  await expecting(201, ours.post('/api/currencies', { code: 'SEK', rate: '64.5' }));
  await expecting(201, ours.post('/api/lots', { number: 'L-1', name: 'Bænk', group_id: 1 }));
  await expecting(201, ours.post('/api/units', { number: 2, name: 'Kasse' }));
  await expecting(201, ours.post('/api/products', { number: 'A-2', name: 'Bolt', group_id: 1, unit_id: 1 }));
}

export const itemCases: readonly RegisterCase[] = [
  {
    path: '/api/locations',
    singular: 'location',
    plural: 'locations',
    body: { number: 77, name: 'Reol A-01', barcode: 'A-01', parent_id: 1 },
    change: { is_blocked: true },
    shows: { parent_id: 1, nest_list: [1, 77], nesting_level: 1, toplevel_parent_id: 1, is_blocked: true },
    key: 'number',
  },
  {
    path: '/api/products',
    singular: 'product',
    plural: 'products',
    body: { number: 'ÆØ/12 #1', name: 'Fyrreplanke', group_id: 1, unit_id: 1, sales_price: 34.5 },
    change: {
      is_barred: true,
      physical: { weight: '1.25', weight_unit: 'kg', size: 2 },
      default_location_id: 1,
      default_supplier_id: '5001',
      batch_control: { is_active: true },
      department_id: 4,
    },
    shows: {
      number: 'ÆØ/12 #1',
      type: 'product',
      sales_price: '34.5',
      is_barred: true,
      cost_price: null,
      is_convertable: true,
      default_location: {
        number: 1,
        name: 'Hovedlager',
        parent_id: null,
        toplevel_parent_id: null,
        nesting_level: 0,
        nest_list: [1],
        children_count: 0,
      },
      batch_control: { is_active: true },
      serial_numbers: { is_active: false },
      default_supplier_id: '5001',
      department_id: 4,
    },
    key: 'number',
  },
  {
    path: '/api/products/A-2/units',
    singular: 'product_unit',
    plural: 'product_units',
    body: { unit_id: 2, quantity: 12, barcode: '5701' },
    change: { sales_price: '99.5', is_default_sales: true },
    shows: { unit_id: 2, quantity: '12', sales_price: '99.5', cost_price: null, is_default_sales: true },
    key: 'unit_id',
  },
  {
    path: '/api/products/A-2/translations',
    singular: 'product_translation',
    plural: 'product_translations',
    body: { language: 'sv', name: 'Bult' },
    change: { description: 'Förzinkad' },
    shows: { language: 'sv', name: 'Bult', description: 'Förzinkad' },
    key: 'language',
  },
  {
    path: '/api/products/L-1/prices',
    singular: 'product_price',
    plural: 'product_prices',
    body: { currency: 'SEK', sales_price: 12.5 },
    change: { sales_price: '13' },
    shows: { currency: 'SEK', sales_price: '13' },
    key: 'currency',
  },
  {
    path: '/api/products/A-2/locations',
    singular: 'product_location',
    plural: 'product_locations',
    body: { location_id: 1, min_stock: 5 },
    change: { max_stock: '20.5' },
    shows: {
      location_id: 1,
      location: { number: 1, name: 'Hovedlager' },
      min_stock: '5',
      max_stock: '20.5',
    },
    key: 'location_id',
  },
  {
    path: '/api/customers/1001/discount-groups',
    singular: 'discount_group',
    plural: 'discount_groups',
    body: { group_id: 1, percentage: 10 },
    change: { percentage: '12.5' },
    shows: { group_id: 1, percentage: '12.5' },
    key: 'group_id',
  },
  {
    path: '/api/customers/1001/prices',
    singular: 'price',
    plural: 'prices',
    body: { item_id: 'L-1', sales_price: 80 },
    change: { sales_price: '75.5' },
    shows: {
      item_id: 'L-1',
      item: { number: 'L-1', name: 'Bænk' },
      sales_price: '75.5',
      regular_sales_price: '0',
      is_custom_sales_price: true,
      discount_percentage: '0',
      price_source: 'customer',
    },
    key: 'item_id',
  },
  {
    path: '/api/lots',
    singular: 'lot',
    plural: 'lots',
    body: { number: 'BORD 1/2', name: 'Havebord', group_id: 1, recommended_cost_price: 12.5 },
    change: { adjust_to_zero: true, default_location_id: 1 },
    shows: {
      number: 'BORD 1/2',
      type: 'lot',
      adjust_to_zero: true,
      expected_cost_method: 'typed',
      recommended_cost_price: '12.5',
    },
    key: 'number',
  },
  {
    path: '/api/lots/L-1/lines',
    singular: 'lot_line',
    plural: 'lot_lines',
    body: { item_id: 'A-1', quantity: 2 },
    change: { quantity: '2.5' },
    shows: { item_id: 'A-1', item: { number: 'A-1', name: 'Skrue', type: 'product' }, quantity: '2.5' },
    key: 'number',
  },
  {
    path: '/api/collections',
    singular: 'collection',
    plural: 'collections',
    body: { number: 'PAKKE 1', name: 'Pakke', lines: [{ item_id: 'A-1', quantity: 2 }] },
    change: { lines: [{ item_id: 'L-1', quantity: '0.5' }] },
    shows: { number: 'PAKKE 1', lines: [{ item_id: 'L-1', name: 'Bænk', quantity: '0.5' }] },
    key: 'number',
  },
  {
    path: '/api/adjustment-categories',
    singular: 'adjustment_category',
    plural: 'adjustment_categories',
    body: { number: 77, name: 'Messe' },
    change: { name: 'Messer' },
    shows: { number: 77, name: 'Messer' },
    key: 'number',
  },
];
