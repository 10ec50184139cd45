import { ControlError, type Json } from '../control/stand-in.ts';
import type { Company } from './agreement.ts';

/** What can be said about an agreement that is set up; the rest is the same small Danish wholesaler. */
export interface AgreementInput {
  /** Default 1234567. */
  readonly number?: number;
  readonly company?: Partial<Company>;
  /** Default `DKK`. */
  readonly baseCurrency?: string;
  readonly isDanish?: boolean;
  readonly isPaying?: boolean;
  /** Default: `sandbox-grant-<number>`. */
  readonly grantTokens?: readonly string[];
  /** Calendar years with twelve open periods each; default 2025 to 2027. */
  readonly years?: readonly number[];
  /** No customers and products beside the registers; default false. */
  readonly withoutExamples?: boolean;
}

const inputChecks: Readonly<Record<keyof AgreementInput, (value: Json) => boolean>> = {
  number: (value) => Number.isInteger(value),
  company: (value) => typeof value === 'object' && value !== null,
  baseCurrency: (value) => typeof value === 'string',
  isDanish: (value) => typeof value === 'boolean',
  isPaying: (value) => typeof value === 'boolean',
  grantTokens: (value) => Array.isArray(value) && value.every((token) => typeof token === 'string'),
  years: (value) => Array.isArray(value) && value.every((year) => Number.isInteger(year)),
  withoutExamples: (value) => typeof value === 'boolean',
};

/** An agreement as the control door is told it; throws `ControlError` 400. */
export function parseAgreement(input: Readonly<Record<string, Json>>): AgreementInput {
  for (const [name, value] of Object.entries(input)) {
    const known = Object.hasOwn(inputChecks, name) ? inputChecks[name as keyof AgreementInput] : undefined;
    if (known?.(value) !== true)
      throw new ControlError(400, `'${name}' is nothing that an agreement has so.`);
  }
  return input;
}
