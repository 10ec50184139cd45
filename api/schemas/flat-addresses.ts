import { invalidInput } from '../../domain/field-rules.ts';
import type { FieldErrors } from '../../domain/field-rules.ts';
import { optionalText } from './common.ts';

/**
 * Addresses as today's clients send them with a new order: `address_city`, `delivery_address_city`, each field by itself, as
 * well as the objects `billing_address` and `delivery_address`.
 */

const billingParts = {
  name: 255,
  street: 255,
  street2: 255,
  zipcode: 30,
  city: 255,
  country: 100,
} as const;
const deliveryParts = { ...billingParts, email: 255, phone: 255 } as const;

const flat = <P extends string, K extends string>(prefix: P, parts: Readonly<Record<K, number>>) =>
  Object.fromEntries(
    Object.entries<number>(parts).map(([name, max]) => [
      `${prefix}${name}`,
      optionalText(max).describe(
        `The same as ${prefix === 'address_' ? 'billing_address' : 'delivery_address'}.${name}.`,
      ),
    ]),
  ) as Record<`${P}${K}`, ReturnType<typeof optionalText>>;

/** Fields of a new order beside those of the objects. */
export const flatAddressFields = {
  ...flat('address_', billingParts),
  ...flat('delivery_address_', deliveryParts),
};

const forms = [
  { prefix: 'address_', nested: 'billing_address', parts: Object.keys(billingParts) },
  { prefix: 'delivery_address_', nested: 'delivery_address', parts: Object.keys(deliveryParts) },
] as const;

type Body = Readonly<Record<string, unknown>>;

/**
 * The body with its addresses as objects. Empty fields say nothing. Throws `InvalidInput`, naming each field that says
 * something else than the object of the same request does.
 */
export function nestAddresses(body: Body): Body {
  const errors: FieldErrors = {};
  const rest: Record<string, unknown> = { ...body };
  for (const { prefix, nested, parts } of forms) {
    const given: Record<string, unknown> = {};
    for (const part of parts) {
      const field = `${prefix}${part}`;
      const value = body[field] ?? null;
      Reflect.deleteProperty(rest, field);
      if (value === null) continue;
      given[part] = value;
      const whole = body[nested] as Body | null | undefined;
      if (whole !== undefined && (whole?.[part] ?? null) !== value)
        errors[field] = [
          `${field} is not what ${nested}.${part} says: send one of the two, or the same twice.`,
        ];
    }
    if (Object.keys(given).length > 0 && body[nested] === undefined) rest[nested] = given;
  }
  if (Object.keys(errors).length > 0) throw invalidInput(errors);
  return rest;
}
