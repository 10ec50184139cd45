import type { EntityManager, FilterQuery, RequiredEntityData } from '@mikro-orm/postgresql';
import { DomainError } from '../errors.ts';
import { checkFields, email, given, invalidInput, line, optional } from '../field-rules.ts';
import { listDeep } from '../lists.ts';
import type { DeepListQuery, DeepListResult } from '../lists.ts';
import { findRow, removeRow, storeChange, storeNew } from '../registers.ts';
import type { Actor, ChangeOptions, Register } from '../registers.ts';
import { nextSubNumber } from './party.service.ts';
import type { PartyRow } from './party.service.ts';

/** What a person at a customer or supplier has. */
export interface PartyContact {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  readonly email?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  changedBy: string;
}

/** Fields of a contact that people type. */
export interface ContactFields {
  /** 1 to 255 characters. */
  readonly name: string;
  readonly email?: string | null | undefined;
  readonly phone?: string | null | undefined;
}

export type ContactPatch = { readonly [K in keyof ContactFields]?: ContactFields[K] | undefined };

const rules = { name: line(255), email: optional(email), phone: optional(line(255)) };

/** Whose contacts they are. */
interface Belonging<C extends PartyContact, P extends PartyRow> {
  readonly contact: Register<C>;
  readonly party: Register<P>;
  /** The contact's property that names its party. */
  readonly owner: 'customer' | 'supplier';
}

/** How one contact is found. Throws `NotFound`. */
const finderOf =
  <C extends PartyContact, P extends PartyRow>(of: Belonging<C, P>) =>
  async (em: EntityManager, partyNumber: string, number: number): Promise<C> => {
    const which = { [of.owner]: { number: partyNumber }, number } as unknown as FilterQuery<NoInfer<C>>;
    const contact = await em.findOne<C>(of.contact.entity, which, { populate: [of.owner] } as never);
    if (contact !== null) return contact;
    const party = `${of.party.what.toLowerCase()} ${partyNumber}`;
    throw new DomainError('NotFound', { what: `Contact ${number} of ${party}` });
  };

/** The register of persons at one kind of party. */
export const contactsOf = <C extends PartyContact, P extends PartyRow>(of: Belonging<C, P>) => ({
  ...readsOf(of),
  ...changesOf(of),
});

function changesOf<C extends PartyContact, P extends PartyRow>(of: Belonging<C, P>) {
  const find = finderOf(of);
  return {
    /** Adds a contact, under a number of its own for ever. Throws `NotFound` (the party) and `InvalidInput`. */
    create: async (
      em: EntityManager,
      partyNumber: string,
      input: ContactFields,
      actor: Actor,
    ): Promise<C> => {
      const party = await findRow(em, of.party, partyNumber);
      checkFields(input, rules);
      const row = {
        [of.owner]: party,
        number: await nextSubNumber(em, of.party, party, 'last_contact_number'),
        name: input.name,
        email: input.email ?? null,
        phone: input.phone ?? null,
        changedBy: actor,
      };
      const contact = em.create(of.contact.entity, row as unknown as RequiredEntityData<C>);
      await storeNew(em, of.contact, contact);
      return contact;
    },

    /** Changes the fields that are given. Throws `NotFound`, `InvalidInput` and `EditConflict`. */
    update: async (
      em: EntityManager,
      partyNumber: string,
      number: number,
      patch: ContactPatch,
      options: ChangeOptions,
      actor: Actor,
    ): Promise<C> => {
      const contact = await find(em, partyNumber, number);
      checkFields(patch, rules, { isPatch: true });
      await storeChange(em, of.contact, contact, given(patch), actor, { ...options, key: number });
      return contact;
    },

    /** Removes a contact; a party whose attention it was has none then. Throws `NotFound` and `EditConflict`. */
    remove: async (
      em: EntityManager,
      partyNumber: string,
      number: number,
      options: ChangeOptions = {},
    ): Promise<void> => {
      const contact = await find(em, partyNumber, number);
      const party = await findRow(em, of.party, partyNumber);
      if (party.attentionContact === number) party.attentionContact = null;
      await removeRow(em, of.contact, contact, { ...options, key: number });
    },
  };
}

function readsOf<C extends PartyContact, P extends PartyRow>(of: Belonging<C, P>) {
  return {
    find: finderOf(of),

    /** The contacts of a party. Filters: `number`, `name`, `email`. Throws `NotFound` (the party). */
    list: async (
      em: EntityManager,
      partyNumber: string,
      query?: DeepListQuery,
    ): Promise<DeepListResult<C>> => {
      const party = await findRow(em, of.party, partyNumber);
      return listDeep<C>(
        em,
        {
          entity: of.contact.entity,
          order: ['number', 'name', 'createdAt', 'updatedAt'],
          filters: { number: 'property', name: 'property', email: 'property' },
          where: { [of.owner]: party.id },
        },
        query,
      );
    },

    /** Whether a party may have this contact as its attention. Throws `InvalidInput`. */
    requireAttention: async (
      em: EntityManager,
      party: P,
      number: number | null | undefined,
    ): Promise<void> => {
      if (number === null || number === undefined) return;
      const which = { [of.owner]: party.id, number } as unknown as FilterQuery<NoInfer<C>>;
      if ((await em.count<C>(of.contact.entity, which)) > 0) return;
      throw invalidInput({
        attention_contact: [`${of.party.what} ${party.number} has no contact ${number}.`],
      });
    },
  };
}
