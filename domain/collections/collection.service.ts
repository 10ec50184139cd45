import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '../errors.ts';
import { bool, checkFields, given, invalidInput, line, omittable, price } from '../field-rules.ts';
import { listDeep } from '../lists.ts';
import type { DeepListQuery, DeepListResult } from '../lists.ts';
import type { Decimal } from '../money.ts';
import { itemNumber } from '../products/product-fields.ts';
import { referToOpenItem } from '../products/product.service.ts';
import { deleteRow, findRow, nextNumber, referTo, register, storeChange, storeNew } from '../registers.ts';
import type { Actor, ChangeOptions } from '../registers.ts';
import { CollectionLine } from './collection-line.entity.ts';
import { Collection } from './collection.entity.ts';
import { expandCollection } from './expand.ts';
import type { CollectionPart } from './expand.ts';

/** Lines of a collection at most. */
export const collectionLinesMax = 500;

/** Fields of a collection that people type. */
export interface CollectionFields {
  /** 1 to 255 characters. */
  readonly name: string;
  /** A barred collection is put on no document. Default false. */
  readonly isBarred?: boolean | undefined;
  /** Products and BOMs that are not barred, each with more than 0; a change gives all of them. Default none. */
  readonly lines?: readonly CollectionPart[] | undefined;
}

export interface NewCollection extends CollectionFields {
  /** 1 to 25 characters. Default: one more than the largest whole number, from 1. */
  readonly number?: string | undefined;
}

export type CollectionPatch = { readonly [K in keyof CollectionFields]?: CollectionFields[K] | undefined };

/** A collection with its lines in their order. */
export interface CollectionWithLines {
  readonly collection: Collection;
  readonly version: number;
  readonly lines: readonly CollectionLine[];
}

const collectionRegister = register(Collection, 'Collection');

const rules = { number: omittable(itemNumber), name: line(255), isBarred: omittable(bool) };

/** Makes a collection. Throws `InvalidInput`, `ReferenceNotFound`, `Barred` (an item) and `AlreadyExists`. */
export async function createCollection(
  em: EntityManager,
  input: NewCollection,
  actor: Actor,
): Promise<CollectionWithLines> {
  checkFields(input, rules);
  const collection = em.create(Collection, {
    number: input.number ?? String(await nextNumber(em, collectionRegister, 1)),
    name: input.name,
    isBarred: input.isBarred ?? false,
    changedBy: actor,
  });
  await storeNew(em, collectionRegister, collection);
  await putLines(em, collection, input.lines ?? []);
  return withLines(em, collection);
}

/** Changes the fields that are given; documents keep their lines. Throws `NotFound` and what making one throws. */
export async function updateCollection(
  em: EntityManager,
  number: string,
  patch: CollectionPatch,
  options: ChangeOptions,
  actor: Actor,
): Promise<CollectionWithLines> {
  const collection = await findRow(em, collectionRegister, number);
  checkFields(patch, rules, { isPatch: true });
  const { lines, ...own } = patch;
  // Other lines are another version, though no column of the collection says so.
  const change = { ...given(own), ...(lines && { updatedAt: new Date() }) };
  await storeChange(em, collectionRegister, collection, change, actor, {
    ...options,
    key: number,
    also: lines === undefined ? [] : ['lines'],
  });
  if (lines !== undefined) {
    await em.nativeDelete(CollectionLine, { collection: collection.id });
    await putLines(em, collection, lines);
  }
  return withLines(em, collection);
}

async function putLines(
  em: EntityManager,
  collection: Collection,
  lines: readonly CollectionPart[],
): Promise<void> {
  if (lines.length > collectionLinesMax)
    throw invalidInput({ lines: [`lines must be ${collectionLinesMax} at most.`] });
  for (const [at, { itemNumber: item, quantity }] of lines.entries()) {
    const field = `lines.${at}.quantity`;
    const fault = price(quantity) ?? (Number(quantity) === 0 ? 'must be more than 0' : undefined);
    if (fault !== undefined) throw invalidInput({ [field]: [`${field} ${fault}.`] });
    const product = await referToOpenItem(em, item, `lines.${at}.itemId`);
    em.create(CollectionLine, { collection, position: at + 1, product, quantity });
  }
  await em.flush();
}

async function withLines(em: EntityManager, collection: Collection): Promise<CollectionWithLines> {
  const [only] = await linesOf(em, [collection]);
  return only ?? { collection, version: collection.version, lines: [] };
}

async function linesOf(
  em: EntityManager,
  collections: readonly Collection[],
): Promise<CollectionWithLines[]> {
  const lines = await em.find(
    CollectionLine,
    { collection: { $in: collections.map(({ id }) => id) } },
    { orderBy: { position: 'asc' }, populate: ['product'] },
  );
  return collections.map((collection) => ({
    collection,
    version: collection.version,
    lines: lines.filter((one) => one.collection.id === collection.id),
  }));
}

/** Deletes a collection; documents keep their lines. Throws `NotFound` and `EditConflict`. */
export const deleteCollection = (
  em: EntityManager,
  number: string,
  options: ChangeOptions = {},
): Promise<void> => deleteRow(em, collectionRegister, number, options);

/** Throws `NotFound`. */
export const findCollection = async (em: EntityManager, number: string): Promise<CollectionWithLines> =>
  withLines(em, await findRow(em, collectionRegister, number));

/**
 * What a document's lines become of `quantity` of a collection. Throws `ReferenceNotFound` and `Barred` (field `collection`),
 * and `InvalidInput` for one without lines or a quantity that a line cannot hold; items that were barred since are for the
 * document to refuse.
 */
export async function collectionLines(
  em: EntityManager,
  number: string,
  quantity: Decimal,
): Promise<readonly CollectionPart[]> {
  const found = await referTo(em, collectionRegister, number, 'collection');
  const { collection, lines } = await withLines(em, found);
  if (collection.isBarred) {
    const reason = `Collection ${number} is barred.`;
    throw new DomainError('Barred', { reason }, { errors: { collection: [reason] } });
  }
  if (lines.length === 0) throw invalidInput({ collection: [`Collection ${number} has no lines.`] });
  return expandCollection(
    lines.map((one) => ({ itemNumber: one.product.number, quantity: one.quantity })),
    quantity,
  );
}

/** With their lines. Filters: `number`, `name`, `isBarred`. */
export async function listCollections(
  em: EntityManager,
  query?: DeepListQuery,
): Promise<DeepListResult<CollectionWithLines>> {
  const { rows, ...page } = await listDeep(
    em,
    {
      entity: Collection,
      order: ['number', 'name', 'createdAt', 'updatedAt'],
      filters: { number: 'property', name: 'property', isBarred: 'property' },
    },
    query,
  );
  return { ...page, rows: await linesOf(em, rows) };
}
