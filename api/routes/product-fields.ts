import type { z } from 'zod';
import { camelFields } from '../case.ts';
import { queryBoolean, queryInteger, queryText } from '../lists.ts';
import type { productBody } from '../schemas/products.ts';

/** What the routes of products and BOMs have in common: the fields of an item, and how its lists are filtered. */

type Body = z.output<typeof productBody>;

/** The request's fields under the domain's names. */
export function itemFieldsOf<T extends Partial<Body>>(body: T) {
  const {
    group_id,
    unit_id,
    default_location_id,
    default_supplier_id,
    department_id,
    batch_control,
    serial_numbers,
    physical,
    ...rest
  } = body;
  return {
    ...camelFields(rest),
    ...camelFields(physical ?? {}),
    groupNumber: group_id as T['group_id'],
    unitNumber: unit_id,
    defaultLocationNumber: default_location_id,
    defaultSupplierNumber: default_supplier_id,
    departmentNumber: department_id,
    hasBatchControl: batch_control?.is_active,
    hasSerialNumbers: serial_numbers?.is_active,
  };
}

/** What the domain's refusals call otherwise. */
export const itemFieldNames: Readonly<Record<string, string>> = {
  group_number: 'group_id',
  unit_number: 'unit_id',
  default_location_number: 'default_location_id',
  default_supplier_number: 'default_supplier_id',
  department_number: 'department_id',
  has_batch_control: 'batch_control.is_active',
  has_serial_numbers: 'serial_numbers.is_active',
  ...Object.fromEntries(
    ['weight', 'weight_unit', 'height', 'width', 'depth', 'size', 'size_unit'].map((name) => [
      name,
      `physical.${name}`,
    ]),
  ),
};

const number = () => queryInteger(1, 999_999_999).optional();

/** How lists of items are filtered and sorted. */
export const itemList = {
  filters: {
    number: queryText(25).optional(),
    name: queryText().optional(),
    barcode: queryText().optional(),
    'simple_filter[ean]': queryText().optional().describe('The barcode.'),
    'simple_filter[number]': queryText(25).optional().describe('Part of the number.'),
    is_barred: queryBoolean().optional(),
    group_id: number(),
    unit_id: number(),
    default_location_id: number(),
    default_supplier_id: queryText(9).optional(),
  },
  filterNames: {
    group_id: 'groupNumber',
    unit_id: 'unitNumber',
    default_location_id: 'defaultLocationNumber',
    default_supplier_id: 'defaultSupplierNumber',
    'simple_filter[ean]': 'ean',
    'simple_filter[number]': 'numberPart',
  },
  sortable: ['number', 'name', 'sales_price', 'created_at', 'updated_at'],
} as const;
