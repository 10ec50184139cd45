import type { FilterFields } from './filter.ts';
import {
  accountFilter,
  accountingYearFilter,
  employeeFilter,
  employeeSort,
  periodFilter,
} from './filter-fields.ts';
import { type Call, found, list, numberAt, ok, type Route, textAt } from './routes.ts';
import { selfView } from './self.ts';
import type { Table } from './table.ts';
import {
  accountingYearView,
  accountView,
  currencyView,
  employeeView,
  layoutView,
  paymentTypeView,
  periodView,
  vatAccountView,
  vatZoneView,
} from './views.ts';

/** A register that is only read: the collection and one by its number or code. */
export function readOnly<T extends object>(
  path: string,
  tableOf: (call: Call) => Table<T>,
  view: (base: string, record: T) => object,
  fields: { filter?: FilterFields; sort?: FilterFields; textKey?: true } = {},
): readonly Route[] {
  const options = {
    filterFields: fields.filter ?? {},
    ...(fields.sort === undefined ? {} : { sortFields: fields.sort }),
  };
  return [
    {
      path,
      methods: {
        GET: (call) =>
          list(call, tableOf(call).all(), options, (record) => view(call.context.restUrl, record)),
      },
    },
    {
      path: `${path}/{}`,
      methods: {
        GET: (call) => {
          const key = fields.textKey === true ? textAt(call, 0) : numberAt(call, 0);
          return ok(view(call.context.restUrl, found(tableOf(call).get(key))));
        },
      },
    },
  ];
}

const accounting: readonly Route[] = [
  ...readOnly('accounts', (call) => call.context.agreement.tables.accounts, accountView, {
    filter: accountFilter,
  }),
  {
    path: 'accounting-years',
    methods: {
      GET: (call) => {
        const { agreement, restUrl } = call.context;
        const years = agreement.tables.accountingYears.all();
        return list(call, years, { filterFields: accountingYearFilter }, (year) =>
          accountingYearView(restUrl, year),
        );
      },
    },
    unmodelled: ['POST'],
  },
  {
    path: 'accounting-years/{}',
    methods: {
      GET: (call) => {
        const { agreement, restUrl } = call.context;
        return ok(accountingYearView(restUrl, found(agreement.tables.accountingYears.get(textAt(call, 0)))));
      },
    },
  },
  {
    path: 'accounting-years/{}/periods',
    methods: {
      GET: (call) => {
        const { agreement, restUrl } = call.context;
        const year = found(agreement.tables.accountingYears.get(textAt(call, 0)));
        return list(call, year.periods, { filterFields: periodFilter }, (period) =>
          periodView(restUrl, year, period),
        );
      },
    },
  },
  {
    path: 'accounting-years/{}/periods/{}',
    methods: {
      GET: (call) => {
        const { agreement, restUrl } = call.context;
        const year = found(agreement.tables.accountingYears.get(textAt(call, 0)));
        const number = numberAt(call, 1);
        return ok(
          periodView(restUrl, year, found(year.periods.find((period) => period.periodNumber === number))),
        );
      },
    },
  },
];

/** `/self`, the accounts and the small registers that are only read. */
export const readOnlyRoutes: readonly Route[] = [
  { path: 'self', methods: { GET: (call) => ok(selfView(call.context)) } },
  ...accounting,
  ...readOnly('layouts', (call) => call.context.agreement.tables.layouts, layoutView),
  ...readOnly('employees', (call) => call.context.agreement.tables.employees, employeeView, {
    filter: employeeFilter,
    sort: employeeSort,
  }),
  ...readOnly('vat-zones', (call) => call.context.agreement.tables.vatZones, vatZoneView),
  ...readOnly('vat-accounts', (call) => call.context.agreement.tables.vatAccounts, vatAccountView, {
    textKey: true,
  }),
  ...readOnly('currencies', (call) => call.context.agreement.tables.currencies, currencyView, {
    textKey: true,
  }),
  ...readOnly('payment-types', (call) => call.context.agreement.tables.paymentTypes, paymentTypeView),
];
