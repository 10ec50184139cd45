import type { EntityManager, FilterQuery, RequiredEntityData } from '@mikro-orm/postgresql';
import { DomainError } from '../errors.ts';
import { bool, checkFields, email, given, invalidInput, line, omittable, optional } from '../field-rules.ts';
import { listDeep } from '../lists.ts';
import type { DeepListQuery, DeepListResult } from '../lists.ts';
import { findRow, removeRow, storeChange, storeNew } from '../registers.ts';
import type { Actor, ChangeOptions, Register } from '../registers.ts';
import { nextSubNumber } from './party.service.ts';
import type { PartyRow } from './party.service.ts';

/** Fields of a delivery address that people type; one of name, street, zip and city at least. */
export interface DeliveryAddressFields {
  readonly name?: string | null | undefined;
  readonly street?: string | null | undefined;
  readonly street2?: string | null | undefined;
  readonly zip?: string | null | undefined;
  readonly city?: string | null | undefined;
  readonly country?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly phone?: string | null | undefined;
  /** The one that new documents take; the party's other addresses lose it. Default false. */
  readonly isDefault?: boolean | undefined;
}

/** A delivery address of a customer or supplier, as it is stored. */
export interface PartyAddress {
  readonly id: string;
  readonly number: number;
  readonly name?: string | null | undefined;
  readonly street?: string | null | undefined;
  readonly street2?: string | null | undefined;
  readonly zip?: string | null | undefined;
  readonly city?: string | null | undefined;
  readonly country?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly isDefault: boolean;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  changedBy: string;
}

const rules = {
  name: optional(line(255)),
  street: optional(line(255)),
  street2: optional(line(255)),
  zip: optional(line(30)),
  city: optional(line(255)),
  country: optional(line(100)),
  email: optional(email),
  phone: optional(line(255)),
  isDefault: omittable(bool),
};

const requirePlace = (address: DeliveryAddressFields): void => {
  if (
    [address.name, address.street, address.zip, address.city].every(
      (part) => part === null || part === undefined,
    )
  )
    throw invalidInput({ street: ['One of name, street, zip and city is required.'] });
};

/** Whose addresses they are. */
interface Belonging<A extends PartyAddress, P extends PartyRow> {
  readonly address: Register<A>;
  readonly party: Register<P>;
  /** The address's property that names its party. */
  readonly owner: 'customer' | 'supplier';
}

/** How one address is found. Throws `NotFound`. */
const finderOf =
  <A extends PartyAddress, P extends PartyRow>(of: Belonging<A, P>) =>
  async (em: EntityManager, partyNumber: string, number: number): Promise<A> => {
    const which = { [of.owner]: { number: partyNumber }, number } as unknown as FilterQuery<NoInfer<A>>;
    const address = await em.findOne<A>(of.address.entity, which, { populate: [of.owner] } as never);
    if (address !== null) return address;
    throw new DomainError('NotFound', { what: `Delivery address ${number} of ${of.owner} ${partyNumber}` });
  };

/** Only one address of a party is the default; a constraint holds it too. */
const dropDefault = async <A extends PartyAddress, P extends PartyRow>(
  em: EntityManager,
  of: Belonging<A, P>,
  partyId: string,
): Promise<void> => {
  const defaults = { [of.owner]: partyId, isDefault: true } as unknown as FilterQuery<NoInfer<A>>;
  await em.nativeUpdate<A>(of.address.entity, defaults, { isDefault: false } as never);
};

/** The register of delivery addresses of one kind of party. */
export const addressesOf = <A extends PartyAddress, P extends PartyRow>(of: Belonging<A, P>) => ({
  ...readsOf(of),
  ...changesOf(of),
});

function changesOf<A extends PartyAddress, P extends PartyRow>(of: Belonging<A, P>) {
  const find = finderOf(of);
  return {
    /** Adds an address, under a number of its own for ever. Throws `NotFound` (the party) and `InvalidInput`. */
    create: async (
      em: EntityManager,
      partyNumber: string,
      input: DeliveryAddressFields,
      actor: Actor,
    ): Promise<A> => {
      const party = await findRow(em, of.party, partyNumber);
      checkFields(input, rules);
      requirePlace(input);
      const number = await nextSubNumber(em, of.party, party, 'last_address_number');
      if (input.isDefault === true) await dropDefault(em, of, party.id);
      const row = { ...emptyAddress, ...given(input), [of.owner]: party, number, changedBy: actor };
      const address = em.create(of.address.entity, row as unknown as RequiredEntityData<A>);
      await storeNew(em, of.address, address);
      return address;
    },

    /** Changes the fields that are given. Throws `NotFound`, `InvalidInput` and `EditConflict`. */
    update: async (
      em: EntityManager,
      partyNumber: string,
      number: number,
      patch: DeliveryAddressFields,
      options: ChangeOptions,
      actor: Actor,
    ): Promise<A> => {
      const address = await find(em, partyNumber, number);
      checkFields(patch, rules, { isPatch: true });
      const { name, street, zip, city } = address;
      requirePlace({ name, street, zip, city, ...given(patch) });
      const party = (address as unknown as Readonly<Record<string, PartyRow>>)[of.owner];
      if (patch.isDefault === true && !address.isDefault && party) await dropDefault(em, of, party.id);
      await storeChange(em, of.address, address, given(patch), actor, { ...options, key: number });
      return address;
    },

    /** Removes an address; documents keep what they copied. Throws `NotFound` and `EditConflict`. */
    remove: async (
      em: EntityManager,
      partyNumber: string,
      number: number,
      options: ChangeOptions = {},
    ): Promise<void> => {
      const address = await find(em, partyNumber, number);
      await removeRow(em, of.address, address, { ...options, key: number });
    },
  };
}

const emptyAddress = {
  name: null,
  street: null,
  street2: null,
  zip: null,
  city: null,
  country: null,
  email: null,
  phone: null,
  isDefault: false,
};

function readsOf<A extends PartyAddress, P extends PartyRow>(of: Belonging<A, P>) {
  return {
    find: finderOf(of),

    /** The addresses of a party. Filters: `number`, `name`, `isDefault`. Throws `NotFound` (the party). */
    list: async (
      em: EntityManager,
      partyNumber: string,
      query?: DeepListQuery,
    ): Promise<DeepListResult<A>> => {
      const party = await findRow(em, of.party, partyNumber);
      return listDeep<A>(
        em,
        {
          entity: of.address.entity,
          order: ['number', 'name', 'createdAt', 'updatedAt'],
          filters: { number: 'property', name: 'property', isDefault: 'property' },
          where: { [of.owner]: party.id },
        },
        query,
      );
    },
  };
}
