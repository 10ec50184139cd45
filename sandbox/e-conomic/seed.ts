import type { AgreementData, SeriesName } from './agreement.ts';
import { seriesNames } from './agreement.ts';
import type { AgreementInput } from './agreement-input.ts';
import type { Account, AccountingYear, PaymentTerms, ProductGroup, VatAccount } from './records.ts';

const account = (
  accountNumber: number,
  name: string,
  vatCode?: string,
  more: Partial<Account> = {},
): Account => ({
  accountNumber,
  name,
  accountType: 'profitAndLoss',
  debitCredit: 'credit',
  blockDirectEntries: false,
  ...(vatCode === undefined ? {} : { vatAccount: { vatCode } }),
  ...more,
});

const status = { accountType: 'status', debitCredit: 'debit' } as const;

const accounts: readonly Account[] = [
  account(1000, 'RESULTATOPGØRELSE', undefined, { accountType: 'heading' }),
  account(1010, 'Salg af varer/ydelser m/moms', 'U25'),
  account(1020, 'Salg af varer udland, EU', 'UEUV'),
  account(1025, 'Salg af ydelser udland, EU', 'UEUY'),
  account(1030, 'Salg af varer udland, ej EU', 'UVUD'),
  account(1050, 'Salg af varer/ydelser u/moms', 'REP0'),
  account(1060, 'Fragt og gebyrer m/moms', 'U25'),
  account(1070, 'Salg, tidligere år', 'U25', { barred: true }),
  account(1100, 'Øreafrunding'),
  account(1300, 'Vareforbrug', 'I25', { debitCredit: 'debit' }),
  account(2000, 'STATUS', undefined, { accountType: 'heading' }),
  account(5510, 'Varelager', undefined, status),
  account(5600, 'Debitorer', undefined, { ...status, blockDirectEntries: true }),
  account(5610, 'Debitorer, udland', undefined, { ...status, blockDirectEntries: true }),
  account(5820, 'Bank', undefined, status),
  account(6800, 'Kreditorer', undefined, { ...status, debitCredit: 'credit', blockDirectEntries: true }),
  account(6902, 'Salgsmoms', undefined, { ...status, debitCredit: 'credit' }),
  account(6903, 'Købsmoms', undefined, status),
];

const vatAccount = (
  vatCode: string,
  name: string,
  ratePercentage: string,
  accountNumber: number,
): VatAccount => ({
  vatCode,
  name,
  ratePercentage,
  account: { accountNumber },
  vatType:
    accountNumber === 6903 ? { vatTypeNumber: 2, name: 'Købsmoms' } : { vatTypeNumber: 1, name: 'Salgsmoms' },
});

const vatAccounts: readonly VatAccount[] = [
  vatAccount('U25', 'Salgsmoms', '25', 6902),
  vatAccount('UEUV', 'Varer uden moms til udland, EU', '0', 6902),
  vatAccount('UEUY', 'Ydelser uden moms til udland, EU', '0', 6902),
  vatAccount('UVUD', 'Salg uden moms til udland, ej EU', '0', 6902),
  vatAccount('REP0', 'Momsfrit salg', '0', 6902),
  vatAccount('I25', 'Købsmoms', '25', 6903),
];

const terms = (
  paymentTermsNumber: number,
  name: string,
  paymentTermsType: PaymentTerms['paymentTermsType'],
  daysOfCredit?: number,
): PaymentTerms => ({
  paymentTermsNumber,
  name,
  paymentTermsType,
  description: name,
  ...(daysOfCredit === undefined ? {} : { daysOfCredit }),
});

const paymentTerms: readonly PaymentTerms[] = [
  terms(1, 'Netto 8 dage', 'net', 8),
  terms(2, 'Netto 14 dage', 'net', 14),
  terms(3, 'Til omgående betaling', 'net', 0),
  terms(4, 'Løbende måned 30 dage', 'invoiceMonth', 30),
  terms(5, 'Netto 30 dage', 'net', 30),
  terms(6, 'Kontant', 'paidInCash'),
  terms(7, 'Forfaldsdato', 'dueDate'),
  terms(8, 'Forudbetalt', 'prepaid'),
  terms(9, 'Factoring 30 dage', 'factoring', 30),
  terms(10, 'Løbende uge (mandag) 7 dage', 'invoiceWeekStartingMonday', 7),
  terms(11, 'Løbende uge (søndag) 7 dage', 'invoiceWeekStartingSunday', 7),
  terms(12, 'Kreditkort', 'creditcard'),
];

const group = (
  productGroupNumber: number,
  name: string,
  [domestic, eu, abroad, exempt]: readonly [number, number, number, number],
): ProductGroup => ({
  productGroupNumber,
  name,
  inventoryEnabled: false,
  objectVersion: 1,
  salesAccounts: [domestic, eu, abroad, exempt].map((accountNumber, index) => ({
    vatZoneNumber: index + 1,
    accountNumber,
    objectVersion: 1,
  })),
});

const lastDay = (year: number, month: number) =>
  new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);

/** A calendar year with twelve open periods. */
export function calendarYear(year: number): AccountingYear {
  const periods = Array.from({ length: 12 }, (_, index) => ({
    periodNumber: index + 1,
    fromDate: `${year}-${String(index + 1).padStart(2, '0')}-01`,
    toDate: lastDay(year, index + 1),
    state: 'open' as const,
  }));
  return { year: String(year), fromDate: `${year}-01-01`, toDate: `${year}-12-31`, closed: false, periods };
}

const longAgo = '2025-01-02T08:00:00Z';

const exampleProducts = (): AgreementData['products'] => [
  {
    productNumber: '1001',
    name: 'Stålskrue 5×60 mm',
    productGroup: { productGroupNumber: 1 },
    unit: { unitNumber: 1 },
    salesPrice: '1.25',
    costPrice: '0.4',
    barred: false,
    lastUpdated: longAgo,
  },
];

function examples(): Pick<AgreementData, 'customers' | 'contacts' | 'deliveryLocations' | 'products'> {
  const common = {
    customerGroup: { customerGroupNumber: 1 },
    paymentTerms: { paymentTermsNumber: 2 },
    layout: { layoutNumber: 19 },
    eInvoicingDisabledByDefault: false,
    lastUpdated: longAgo,
  };
  return {
    customers: [
      {
        ...common,
        customerNumber: 1,
        name: 'Nørre Værktøj A/S',
        currency: 'DKK',
        vatZone: { vatZoneNumber: 1 },
        address: 'Havnegade 12',
        zip: '8000',
        city: 'Aarhus C',
        country: 'Danmark',
        email: 'bogholderi@norrevaerktoj.example',
        telephoneAndFaxNumber: '+45 86 00 00 01',
        corporateIdentificationNumber: '10000001',
        website: 'https://norrevaerktoj.example',
        barred: false,
      },
      {
        ...common,
        customerNumber: 2,
        name: 'Skånska Skruv AB',
        currency: 'SEK',
        customerGroup: { customerGroupNumber: 2 },
        vatZone: { vatZoneNumber: 2 },
        address: 'Östergatan 4',
        zip: '211 25',
        city: 'Malmö',
        country: 'Sverige',
        barred: false,
      },
    ],
    contacts: [
      {
        customerContactNumber: 1,
        customer: { customerNumber: 1 },
        name: 'Åse Kjær',
        email: 'ase@norrevaerktoj.example',
        sortKey: 1,
      },
    ],
    deliveryLocations: [
      {
        deliveryLocationNumber: 1,
        customer: { customerNumber: 1 },
        address: 'Lagervej 3',
        postalCode: '8200',
        city: 'Aarhus N',
        country: 'Danmark',
        termsOfDelivery: 'Ab lager',
        sortKey: 1,
      },
    ],
    products: exampleProducts(),
  };
}

const fixedRegisters = () => ({
  accounts: structuredClone([...accounts]),
  vatAccounts: structuredClone([...vatAccounts]),
  paymentTerms: structuredClone([...paymentTerms]),
  vatZones: [
    { vatZoneNumber: 1, name: 'Domestic', enabledForCustomer: true, enabledForSupplier: true },
    { vatZoneNumber: 2, name: 'EU', enabledForCustomer: true, enabledForSupplier: true },
    { vatZoneNumber: 3, name: 'Abroad', enabledForCustomer: true, enabledForSupplier: true },
    { vatZoneNumber: 4, name: 'Domestic exempt VAT', enabledForCustomer: true, enabledForSupplier: false },
  ],
  currencies: [
    { code: 'DKK', name: 'Danske kroner', isoNumber: '208', rate: '100' },
    { code: 'EUR', name: 'Euro', isoNumber: '978', rate: '746' },
    { code: 'GBP', name: 'Britiske pund', isoNumber: '826', rate: '871.5' },
    { code: 'NOK', name: 'Norske kroner', isoNumber: '578', rate: '63.9' },
    { code: 'SEK', name: 'Svenske kroner', isoNumber: '752', rate: '65.5' },
    { code: 'USD', name: 'Amerikanske dollar', isoNumber: '840', rate: '690.25' },
  ],
  layouts: [
    { layoutNumber: 19, name: 'Dansk standard' },
    { layoutNumber: 20, name: 'Engelsk standard' },
    { layoutNumber: 21, name: 'Gammelt brevpapir', deleted: true },
  ],
  employees: [
    {
      employeeNumber: 1,
      name: 'Søren Ågård',
      email: 'soren@engros.example',
      employeeGroup: { employeeGroupNumber: 1 },
      barred: false,
    },
    { employeeNumber: 2, name: 'Mette Højbjerg', employeeGroup: { employeeGroupNumber: 1 }, barred: false },
  ],
  units: [
    { unitNumber: 1, name: 'stk.' },
    { unitNumber: 2, name: 'kg' },
    { unitNumber: 3, name: 'timer' },
    { unitNumber: 4, name: 'meter' },
  ],
  paymentTypes: [
    { paymentTypeNumber: 1, name: '+71' },
    { paymentTypeNumber: 2, name: '+73' },
    { paymentTypeNumber: 5, name: '+04' },
    { paymentTypeNumber: 7, name: 'Bankoverførsel' },
    { paymentTypeNumber: 10, name: 'IBAN' },
    { paymentTypeNumber: 14, name: 'Kun postering' },
    { paymentTypeNumber: 17, name: '+75' },
  ],
  customerGroups: [
    { customerGroupNumber: 1, name: 'Indenlandske kunder', account: { accountNumber: 5600 } },
    { customerGroupNumber: 2, name: 'Udenlandske kunder', account: { accountNumber: 5610 } },
  ],
  productGroups: [
    group(1, 'Varer m/moms', [1010, 1020, 1030, 1050]),
    group(2, 'Varer u/moms', [1050, 1020, 1030, 1050]),
    group(3, 'Ydelser', [1010, 1025, 1030, 1050]),
  ],
});

/** A Danish wholesaler with its chart of accounts and registers, ready to invoice. */
export function seedAgreement(input: AgreementInput = {}): AgreementData {
  const number = input.number ?? 1_234_567;
  const registers = fixedRegisters();
  const records =
    input.withoutExamples === true
      ? { customers: [], contacts: [], deliveryLocations: [], products: [] }
      : examples();
  const highest: Partial<Record<SeriesName, number>> = {
    customers: records.customers.length,
    contacts: records.contacts.length,
    deliveryLocations: records.deliveryLocations.length,
    units: registers.units.length,
    paymentTerms: registers.paymentTerms.length,
    // Two series that are never mistaken for one another, nor for that of booked invoices.
    drafts: 100,
    handles: 500,
  };
  return {
    number,
    company: {
      name: 'Engros Danmark A/S',
      addressLine1: 'Industrivej 1',
      zip: '2600',
      city: 'Glostrup',
      country: 'Danmark',
      phoneNumber: '+4570000000',
      email: 'faktura@engros.example',
      companyIdentificationNumber: '12345674',
      ...input.company,
    },
    baseCurrency: input.baseCurrency ?? 'DKK',
    isDanish: input.isDanish ?? true,
    isPaying: input.isPaying ?? true,
    grants: (input.grantTokens ?? [`sandbox-grant-${number}`]).map((token) => ({ token, revoked: false })),
    ...registers,
    ...records,
    accountingYears: (input.years ?? [2025, 2026, 2027]).map(calendarYear),
    drafts: [],
    bookedInvoices: [],
    series: Object.fromEntries(
      seriesNames.map((name) => [name, { next: (highest[name] ?? 0) + 1, freed: [] }]),
    ) as unknown as AgreementData['series'],
  };
}
