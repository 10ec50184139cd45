import type { z } from 'zod';
import {
  createLocation,
  deleteLocation,
  findLocation,
  listLocations,
  updateLocation,
} from '../../domain/locations/location.service.ts';
import { camelFields } from '../case.ts';
import type { Endpoint } from '../endpoint.ts';
import { queryBoolean, queryInteger, queryText } from '../lists.ts';
import { pathNumber } from '../schemas/common.ts';
import { locationBody, locationRow } from '../schemas/locations.ts';
import { locationView } from '../views/locations.ts';
import { withStamps } from '../views/registers.ts';
import { registerEndpoints } from './register.ts';

/** The request's fields under the domain's names. */
function fieldsOf<T extends Partial<z.output<typeof locationBody>>>(body: T) {
  const { parent_id, ...rest } = body;
  return { ...camelFields(rest), parentNumber: parent_id };
}

const number = () => queryInteger(1, 999_999_999).optional();

export const locationEndpoints: readonly Endpoint[] = registerEndpoints({
  path: '/api/locations',
  tag: 'locations',
  singular: 'location',
  plural: 'locations',
  what: 'location',
  key: 'number',
  rowPath: pathNumber,
  body: locationBody,
  bodyExample: { number: 12, name: 'Reol A-01', barcode: 'A-01', parent_id: 1 },
  row: locationRow,
  filters: {
    number: number(),
    name: queryText().optional(),
    barcode: queryText().optional(),
    parent_id: number(),
    is_blocked: queryBoolean().optional(),
    is_default: queryBoolean().optional(),
  },
  filterNames: { parent_id: 'parentNumber' },
  sortable: ['number', 'name', 'created_at', 'updated_at'],
  list: listLocations,
  find: (em, path) => findLocation(em, path.number),
  create: (em, body, actor) => createLocation(em, fieldsOf(body), actor),
  update: (em, path, body, options, actor) => updateLocation(em, path.number, fieldsOf(body), options, actor),
  remove: (em, path, options) => deleteLocation(em, path.number, options),
  view: withStamps(locationView),
  fieldNames: { parent_number: 'parent_id' },
});
