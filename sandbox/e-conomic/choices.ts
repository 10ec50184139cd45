/**
 * Codes that nobody outside has seen: the sandbox's own choice, to be replaced as they become known. All of them begin
 * with `E9`, which the real service is not known to use, but for those of a closed or barred period, where the code
 * of the same refusal of a voucher stands in. The switch `codes` replaces any of them by name.
 */
export const choiceCodes = {
  periodBarred: 'E04041',
  periodClosed: 'E04041',
  accountingYearMissing: 'E90010',
  customerBarred: 'E90020',
  customerNotFound: 'E90021',
  layoutNotFound: 'E90030',
  vatZoneNotFound: 'E90031',
  currencyNotFound: 'E90032',
  employeeNotFound: 'E90033',
  unitNotFound: 'E90034',
  productNotFound: 'E90035',
  productGroupNotFound: 'E90036',
  deliveryLocationNotFound: 'E90037',
  draftNotFound: 'E90038',
  numberInUse: 'E90040',
  recordInUse: 'E90041',
  bookWithNumberUsed: 'E90050',
  bookWithNumberBelowLast: 'E90051',
  sendByUnknown: 'E90052',
  sendByEanImpossible: 'E90053',
  sendByEmailImpossible: 'E90054',
  salesAccountMissing: 'E90060',
  accountNotUsable: 'E90061',
  baseCurrencyRate: 'E90062',
  lineWithoutProduct: 'E90063',
  nothingToBook: 'E90064',
  required: 'E90070',
  tooLong: 'E90071',
  tooShort: 'E90072',
  outOfRange: 'E90073',
  notADate: 'E90074',
  demoReadOnly: 'E90080',
  notModelled: 'E90099',
} as const;

export type ChoiceCode = keyof typeof choiceCodes;
