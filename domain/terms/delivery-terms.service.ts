import { lines, omittable, optional } from '../field-rules.ts';
import { numberedRegister } from '../numbered-register.ts';
import type { NumberedFields } from '../numbered-register.ts';
import { register } from '../registers.ts';
import { translations } from '../translations.ts';
import type { Translations } from '../translations.ts';
import { DeliveryTerms } from './delivery-terms.entity.ts';

/** Fields of delivery terms that people type. */
export interface DeliveryTermsFields extends NumberedFields {
  /** Up to 2,000 characters. */
  readonly description?: string | null | undefined;
  /** Name and description by language; replaced as a whole. Default {}. */
  readonly translations?: Translations | undefined;
}

export const deliveryTermsRegister = register(DeliveryTerms, 'Delivery terms');

/** What can be done with delivery terms; each function says what it throws. */
export const {
  create: createDeliveryTerms,
  update: updateDeliveryTerms,
  remove: deleteDeliveryTerms,
  find: findDeliveryTerms,
  list: listDeliveryTerms,
} = numberedRegister<DeliveryTerms, DeliveryTermsFields>(deliveryTermsRegister, {
  rules: { description: optional(lines(2_000)), translations: omittable(translations) },
  empty: { description: null, translations: {} },
});
