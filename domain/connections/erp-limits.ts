import type { ErpProviderName } from './connection.entity.ts';

/**
 * Calls that an ERP grants an account in a day, counted here by UTC day; undefined where it names no number. e-conomic: its
 * fair-use policy, 50,000 in 24 hours.
 */
export const callsPerDay: Readonly<Record<ErpProviderName, number | undefined>> = {
  'e-conomic': 50_000,
  netvisor: undefined,
  '24sevenoffice': undefined,
};
