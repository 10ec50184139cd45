import { CustomerGroup } from './customers/customer-group.entity.ts';

/** Every entity of the database, in one place: what is not here has no table. */
export const entities = [CustomerGroup];
