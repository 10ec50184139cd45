import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '../errors.ts';
import { checkFields, given, invalidField, price } from '../field-rules.ts';
import type { Rule } from '../field-rules.ts';
import { listDeep } from '../lists.ts';
import type { DeepListQuery, DeepListResult } from '../lists.ts';
import { findRow, register, removeRow, storeChange, storeNew } from '../registers.ts';
import type { Actor, ChangeOptions } from '../registers.ts';
import { agreementOf } from '../tenant.ts';
import { bomLevelsMax } from './bom.ts';
import { LotLine } from './lot-line.entity.ts';
import { lotRegister } from './lot.service.ts';
import type { Product } from './product.entity.ts';
import { referToOpenItem } from './product.service.ts';

/** Fields of a BOM's line that people type. */
export interface LotLineFields {
  /** A product or a BOM, not barred; never the BOM itself, nor one that it goes into. */
  readonly componentNumber: string;
  /** Standard units of it in one standard unit of the BOM: more than 0, up to 15 digits and 4 decimals. */
  readonly quantity: string;
}

export type LotLinePatch = { readonly [K in keyof LotLineFields]?: LotLineFields[K] | undefined };

const lineRegister = register(LotLine, 'Line');

const quantity: Rule = (value) => price(value) ?? (Number(value) === 0 ? 'must be more than 0' : undefined);

/** Rules of a line's fields. */
export const lotLineRules = { quantity };

/** Adds a line to a BOM, behind the others. Throws `NotFound` (BOM), `InvalidInput`, `ReferenceNotFound` and `Barred`. */
export async function createLotLine(
  em: EntityManager,
  lotNumber: string,
  input: LotLineFields,
  actor: Actor,
): Promise<LotLine> {
  await lockLots(em);
  const lot = await findRow(em, lotRegister, lotNumber);
  checkFields(input, lotLineRules);
  const component = await placed(em, lot, input.componentNumber);
  const [last] = await em.find(LotLine, { lot }, { orderBy: { number: 'desc' }, limit: 1 });
  const row = em.create(LotLine, {
    lot,
    component,
    number: (last?.number ?? 0) + 1,
    quantity: input.quantity,
    changedBy: actor,
  });
  await storeNew(em, lineRegister, row);
  await em.populate(row, ['component.unit']);
  return row;
}

/** With its component. Throws `NotFound`. */
export async function findLotLine(em: EntityManager, lotNumber: string, number: number): Promise<LotLine> {
  const row = await em.findOne(
    LotLine,
    { lot: { number: lotNumber }, number },
    { populate: ['component', 'component.unit', 'lot'] },
  );
  if (row !== null) return row;
  throw new DomainError('NotFound', { what: `Line ${number} of BOM ${lotNumber}` });
}

/** The first line of a BOM with that item in it, for who names lines so. Throws `NotFound`. */
export async function findLineOfComponent(
  em: EntityManager,
  lotNumber: string,
  componentNumber: string,
): Promise<LotLine> {
  const row = await em.findOne(
    LotLine,
    { lot: { number: lotNumber }, component: { number: componentNumber } },
    { orderBy: { number: 'asc' } },
  );
  if (row !== null) return row;
  throw new DomainError('NotFound', { what: `Line of BOM ${lotNumber} with item ${componentNumber}` });
}

/** Changes the fields that are given. Throws `NotFound`, `InvalidInput`, `ReferenceNotFound`, `Barred`, `EditConflict`. */
export async function updateLotLine(
  em: EntityManager,
  lotNumber: string,
  number: number,
  patch: LotLinePatch,
  options: ChangeOptions,
  actor: Actor,
): Promise<LotLine> {
  await lockLots(em);
  const row = await findLotLine(em, lotNumber, number);
  checkFields(patch, lotLineRules, { isPatch: true });
  const { componentNumber, ...own } = patch;
  const change = given({
    ...own,
    component: componentNumber === undefined ? undefined : await placed(em, row.lot, componentNumber),
  });
  await storeChange(em, lineRegister, row, change, actor, { ...options, key: number });
  await em.populate(row, ['component.unit']);
  return row;
}

/** Takes a line from a BOM. Throws `NotFound` and `EditConflict`. */
export async function deleteLotLine(
  em: EntityManager,
  lotNumber: string,
  number: number,
  options: ChangeOptions = {},
): Promise<void> {
  await removeRow(em, lineRegister, await findLotLine(em, lotNumber, number), { ...options, key: number });
}

/** The lines of a BOM in their order. Throws `NotFound` (BOM). */
export async function listLotLines(
  em: EntityManager,
  lotNumber: string,
  query?: DeepListQuery,
): Promise<DeepListResult<LotLine>> {
  const lot = await findRow(em, lotRegister, lotNumber);
  return listDeep(
    em,
    {
      entity: LotLine,
      order: ['number', 'createdAt', 'updatedAt'],
      filters: { componentNumber: (value) => ({ component: { number: value } }) },
      where: { lot: lot.id },
      populate: ['component', 'component.unit'],
    },
    query,
  );
}

/** Whoever changes recipes waits for whoever does so already: two lines at once could close a circle. */
export const lockLots = (em: EntityManager): Promise<unknown> =>
  em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`lot_line:${agreementOf(em)}`]);

/** The item that goes into a BOM. Throws `InvalidInput` where it would go into itself, or be nested too deep. */
async function placed(em: EntityManager, lot: Product, componentNumber: string): Promise<Product> {
  const component = await referToOpenItem(em, componentNumber, 'componentNumber');
  const [row] = await em.execute<{ above: number; below: number; circular: boolean }[]>(
    `with recursive up as (
       select ?::uuid as id, 1 as levels
       union all
       select l.lot_id, up.levels + 1 from lot_line l join up on l.component_id = up.id
     ), down as (
       select ?::uuid as id, 0 as levels
       union all
       select l.component_id, down.levels + 1 from lot_line l join down on l.lot_id = down.id)
     select (select max(levels) from up) as above, (select max(levels) from down) as below,
       exists (select 1 from up where id = ?) as circular`,
    [lot.id, component.id, component.id],
  );
  if (row?.circular === true)
    throw invalidField('componentNumber', `must not be BOM ${lot.number} itself, nor one that it goes into`);
  if (row !== undefined && row.above + row.below > bomLevelsMax)
    throw invalidField(
      'componentNumber',
      `would be nested too deep; BOMs have at most ${bomLevelsMax} levels`,
    );
  return component;
}
