import { queryValue } from './collection.ts';
import { Refusal } from './errors.ts';
import { productFilter } from './filter-fields.ts';
import { readOnly } from './read-only-routes.ts';
import type { Product } from './records.ts';
import { deleteRecord, writePaymentTerms, writeProduct, writeUnit } from './registers.ts';
import { type Call, found, list, numberAt, ok, type Reply, type Route, textAt, written } from './routes.ts';
import {
  accountView,
  creatable,
  paymentTermsView,
  productGroupView,
  productView,
  unitView,
  vatZoneView,
} from './views.ts';

function listProducts(call: Call, only?: (product: Product) => boolean): Reply {
  const { agreement, restUrl, clock, switches } = call.context;
  if (switches.filterOddities && /barred\$ne:/.test(queryValue(call.query, 'filter') ?? '')) {
    throw new Refusal(500, 'An unexpected error occurred.', { developerHint: 'Please contact support.' });
  }
  const all = agreement.tables.products.all();
  const now = clock.millis();
  return list(
    call,
    only === undefined ? all : all.filter(only),
    {
      filterFields: productFilter,
      visible: (record) => !agreement.isHidden('products', (record as Product).productNumber, now),
    },
    (product) => productView(restUrl, agreement, product),
    creatable('product', call.address),
  );
}

const products: readonly Route[] = [
  {
    path: 'products',
    methods: {
      GET: (call) => listProducts(call),
      POST: (call) => {
        const { agreement, restUrl } = call.context;
        const { record, created } = writeProduct(call.context, call.body(), null);
        return written(productView(restUrl, agreement, record), created);
      },
    },
  },
  {
    path: 'products/{}',
    methods: {
      GET: (call) => {
        const { agreement, restUrl, clock } = call.context;
        const hidden = agreement.isHidden('products', textAt(call, 0), clock.millis());
        const product = found(hidden ? undefined : agreement.tables.products.get(textAt(call, 0)));
        return ok(productView(restUrl, agreement, product));
      },
      PUT: (call) => {
        const { agreement, restUrl } = call.context;
        const { record, created } = writeProduct(call.context, call.body(), textAt(call, 0));
        return written(productView(restUrl, agreement, record), created);
      },
      DELETE: (call) => {
        deleteRecord(call.context, 'products', textAt(call, 0), 'productNumber');
        return { status: 204 };
      },
    },
  },
  ...readOnly('product-groups', (call) => call.context.agreement.tables.productGroups, productGroupView),
  {
    path: 'product-groups/{}/products',
    methods: {
      GET: (call) => {
        const number = numberAt(call, 0);
        found(call.context.agreement.tables.productGroups.get(number));
        return listProducts(call, (product) => product.productGroup.productGroupNumber === number);
      },
    },
  },
  {
    path: 'product-groups/{}/sales-accounts',
    methods: {
      GET: (call) => {
        const { agreement, restUrl } = call.context;
        const group = found(agreement.tables.productGroups.get(numberAt(call, 0)));
        const rows = group.salesAccounts.flatMap((row) => {
          const account = agreement.tables.accounts.get(row.accountNumber);
          const zone = agreement.tables.vatZones.get(row.vatZoneNumber);
          return account === undefined || zone === undefined ? [] : [{ account, zone }];
        });
        return list(call, rows, { filterFields: {} }, ({ account, zone }) => ({
          salesAccount: accountView(restUrl, account),
          vatZone: vatZoneView(restUrl, zone),
        }));
      },
    },
  },
];

const unitsAndTerms: readonly Route[] = [
  {
    path: 'units',
    methods: {
      GET: (call) => {
        const { agreement, restUrl, clock } = call.context;
        const now = clock.millis();
        const seen = agreement.tables.units
          .all()
          .filter((unit) => !agreement.isHidden('units', unit.unitNumber, now));
        return list(
          call,
          seen,
          { filterFields: {} },
          (unit) => unitView(restUrl, unit),
          creatable('unit', call.address),
        );
      },
      POST: (call) => {
        const { record, created } = writeUnit(call.context, call.body(), null);
        return written(unitView(call.context.restUrl, record), created);
      },
    },
  },
  {
    path: 'units/{}',
    methods: {
      GET: (call) => {
        const { agreement, restUrl } = call.context;
        return ok(unitView(restUrl, found(agreement.tables.units.get(numberAt(call, 0)))));
      },
      PUT: (call) => {
        const { record, created } = writeUnit(call.context, call.body(), numberAt(call, 0));
        return written(unitView(call.context.restUrl, record), created);
      },
      DELETE: (call) => {
        deleteRecord(call.context, 'units', String(numberAt(call, 0)), 'unitNumber');
        return { status: 204 };
      },
    },
  },
  {
    path: 'units/{}/products',
    methods: {
      GET: (call) => {
        const { unitNumber } = found(call.context.agreement.tables.units.get(numberAt(call, 0)));
        return listProducts(call, (product) => product.unit?.unitNumber === unitNumber);
      },
    },
  },
  {
    path: 'payment-terms',
    methods: {
      GET: (call) => {
        const { agreement, restUrl, clock } = call.context;
        const now = clock.millis();
        const seen = agreement.tables.paymentTerms
          .all()
          .filter((terms) => !agreement.isHidden('paymentTerms', terms.paymentTermsNumber, now));
        return list(
          call,
          seen,
          { filterFields: {} },
          (terms) => paymentTermsView(restUrl, terms),
          creatable('payment term', call.address),
        );
      },
      POST: (call) => {
        const { record, created } = writePaymentTerms(call.context, call.body(), null);
        return written(paymentTermsView(call.context.restUrl, record), created);
      },
    },
  },
  {
    path: 'payment-terms/{}',
    methods: {
      GET: (call) => {
        const { agreement, restUrl } = call.context;
        return ok(paymentTermsView(restUrl, found(agreement.tables.paymentTerms.get(numberAt(call, 0)))));
      },
      PUT: (call) => {
        const { record, created } = writePaymentTerms(call.context, call.body(), numberAt(call, 0));
        return written(paymentTermsView(call.context.restUrl, record), created);
      },
      DELETE: (call) => {
        deleteRecord(call.context, 'paymentTerms', String(numberAt(call, 0)), 'paymentTermsNumber');
        return { status: 204 };
      },
    },
  },
];

/** Products, product groups, units and payment terms. */
export const registerRoutes: readonly Route[] = [...products, ...unitsAndTerms];
