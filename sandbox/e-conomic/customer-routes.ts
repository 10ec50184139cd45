import type { Agreement } from './agreement.ts';
import { queryValue } from './collection.ts';
import type { Context } from './context.ts';
import { doesNotExist } from './errors.ts';
import {
  contactFilter,
  customerFilter,
  customerGroupFilter,
  deliveryLocationFilter,
  without,
} from './filter-fields.ts';
import { Decimal, fixed } from './numbers.ts';
import type { BookedInvoice, Customer } from './records.ts';
import {
  deleteRecord,
  writeContact,
  writeCustomer,
  writeCustomerGroup,
  writeDeliveryLocation,
} from './registers.ts';
import { type Call, found, list, numberAt, ok, type Reply, type Route, written } from './routes.ts';
import {
  contactView,
  creatable,
  type CustomerBalance,
  customerGroupView,
  customerView,
  deliveryLocationView,
} from './views.ts';

/** What is open on these invoices, in the base currency, and of it what is due. */
function owed(invoices: readonly BookedInvoice[], today: string): CustomerBalance {
  // Whole cents: a customer with thousands of invoices is read before each new one.
  let balance = 0n;
  let due = 0n;
  for (const invoice of invoices) {
    const cents = BigInt(invoice.remainderInBaseCurrency.replace('.', ''));
    balance += cents;
    if (invoice.dueDate !== undefined && invoice.dueDate < today) due += cents;
  }
  const amount = (cents: bigint) => fixed(new Decimal(cents.toString()).div('100'), 2);
  return { balance: amount(balance), dueAmount: amount(due) };
}

const invoicesOf = (agreement: Agreement, customerNumber: number) =>
  agreement.tables.bookedInvoices
    .all()
    .filter((invoice) => invoice.customer.customerNumber === customerNumber);

const view = ({ agreement, clock, restUrl }: Context, customer: Customer) =>
  customerView(restUrl, customer, owed(invoicesOf(agreement, customer.customerNumber), clock.today()));

/** The customer, where reads may see it. */
function visibleCustomer(call: Call): Customer {
  const { agreement, clock } = call.context;
  const number = numberAt(call, 0);
  if (agreement.isHidden('customers', number, clock.millis())) return found<Customer>(undefined);
  return found(agreement.tables.customers.get(number));
}

function listCustomers(call: Call, only?: (customer: Customer) => boolean): Reply {
  const { agreement, clock, restUrl } = call.context;
  const byCustomer = Map.groupBy(agreement.tables.bookedInvoices.all(), (i) => i.customer.customerNumber);
  const balanceOf = (customer: Customer) =>
    owed(byCustomer.get(customer.customerNumber) ?? [], clock.today());
  const asked = `${queryValue(call.query, 'filter') ?? ''}${queryValue(call.query, 'sort') ?? ''}`;
  const all =
    only === undefined ? agreement.tables.customers.all() : agreement.tables.customers.all().filter(only);
  // The balance is computed: only a filter or sort by it needs it on every record.
  const records = asked.includes('balance') ? all.map((c) => ({ ...c, balance: balanceOf(c).balance })) : all;
  const now = clock.millis();
  return list<Customer>(
    call,
    records,
    {
      filterFields: customerFilter,
      sortFields: without(customerFilter, 'barred'),
      visible: (record) => !agreement.isHidden('customers', (record as Customer).customerNumber, now),
    },
    (customer) =>
      customerView(
        restUrl,
        agreement.tables.customers.get(customer.customerNumber) ?? customer,
        balanceOf(customer),
      ),
    creatable('customer', call.address),
  );
}

const customers: readonly Route[] = [
  {
    path: 'customers',
    methods: {
      GET: (call) => listCustomers(call),
      POST: (call) => {
        const { record, created } = writeCustomer(call.context, call.body(), null);
        return written(view(call.context, record), created);
      },
    },
  },
  {
    path: 'customers/{}',
    methods: {
      GET: (call) => ok(view(call.context, visibleCustomer(call))),
      PUT: (call) => {
        const { record, created } = writeCustomer(call.context, call.body(), numberAt(call, 0));
        return written(view(call.context, record), created);
      },
      DELETE: (call) => {
        deleteRecord(call.context, 'customers', String(numberAt(call, 0)), 'customerNumber');
        return { status: 204 };
      },
    },
    unmodelled: ['PATCH'],
  },
];

const contacts: readonly Route[] = [
  {
    path: 'customers/{}/contacts',
    methods: {
      GET: (call) => {
        const { agreement, restUrl, clock } = call.context;
        const { customerNumber } = visibleCustomer(call);
        const now = clock.millis();
        const own = agreement.tables.contacts
          .all()
          .filter((c) => c.customer.customerNumber === customerNumber && c.deleted !== true)
          .filter((c) => !agreement.isHidden('contacts', c.customerContactNumber, now));
        return list(call, own, { filterFields: contactFilter }, (contact) => contactView(restUrl, contact));
      },
      POST: (call) => {
        const { customerNumber } = visibleCustomer(call);
        const { record, created } = writeContact(call.context, customerNumber, call.body(), null);
        return written(contactView(call.context.restUrl, record), created);
      },
    },
  },
  {
    path: 'customers/{}/contacts/{}',
    methods: {
      GET: (call) => ok(contactView(call.context.restUrl, ownContact(call))),
      PUT: (call) => {
        const { customerNumber } = visibleCustomer(call);
        const { record, created } = writeContact(
          call.context,
          customerNumber,
          call.body(),
          numberAt(call, 1),
        );
        return written(contactView(call.context.restUrl, record), created);
      },
      DELETE: (call) => {
        const { agreement, switches } = call.context;
        const contact = agreement.tables.contacts.get(numberAt(call, 1));
        if (contact?.customer.customerNumber !== numberAt(call, 0) || contact.deleted === true) {
          throw doesNotExist('The contact');
        }
        if (switches.deletedContactsReadable) agreement.tables.contacts.set({ ...contact, deleted: true });
        else agreement.tables.contacts.delete(contact.customerContactNumber);
        return { status: 204 };
      },
    },
  },
];

function ownContact(call: Call) {
  const { customerNumber } = visibleCustomer(call);
  const { agreement, clock } = call.context;
  const contact = found(agreement.tables.contacts.get(numberAt(call, 1)));
  const hidden = agreement.isHidden('contacts', contact.customerContactNumber, clock.millis());
  return found(hidden || contact.customer.customerNumber !== customerNumber ? undefined : contact);
}

function ownLocation(call: Call) {
  const { customerNumber } = visibleCustomer(call);
  const { agreement, clock } = call.context;
  const location = found(agreement.tables.deliveryLocations.get(numberAt(call, 1)));
  const hidden = agreement.isHidden('deliveryLocations', location.deliveryLocationNumber, clock.millis());
  return found(hidden || location.customer.customerNumber !== customerNumber ? undefined : location);
}

const deliveryLocations: readonly Route[] = [
  {
    path: 'customers/{}/delivery-locations',
    methods: {
      GET: (call) => {
        const { agreement, restUrl, clock } = call.context;
        const { customerNumber } = visibleCustomer(call);
        const now = clock.millis();
        const own = agreement.tables.deliveryLocations
          .all()
          .filter((location) => location.customer.customerNumber === customerNumber)
          .filter((l) => !agreement.isHidden('deliveryLocations', l.deliveryLocationNumber, now));
        const options = {
          filterFields: deliveryLocationFilter,
          sortFields: without(deliveryLocationFilter, 'barred'),
        };
        return list(call, own, options, (location) => deliveryLocationView(restUrl, location));
      },
      POST: (call) => {
        const { customerNumber } = visibleCustomer(call);
        const { record, created } = writeDeliveryLocation(call.context, customerNumber, call.body(), null);
        return written(deliveryLocationView(call.context.restUrl, record), created);
      },
    },
  },
  {
    path: 'customers/{}/delivery-locations/{}',
    methods: {
      GET: (call) => ok(deliveryLocationView(call.context.restUrl, ownLocation(call))),
      PUT: (call) => {
        const { customerNumber } = visibleCustomer(call);
        const written_ = writeDeliveryLocation(call.context, customerNumber, call.body(), numberAt(call, 1));
        return written(deliveryLocationView(call.context.restUrl, written_.record), written_.created);
      },
      DELETE: (call) => {
        const { tables } = call.context.agreement;
        const location = tables.deliveryLocations.get(numberAt(call, 1));
        if (location?.customer.customerNumber !== numberAt(call, 0))
          throw doesNotExist('The delivery location');
        tables.deliveryLocations.delete(location.deliveryLocationNumber);
        return { status: 204 };
      },
    },
  },
];

const customerGroups: readonly Route[] = [
  {
    path: 'customer-groups',
    methods: {
      GET: (call) => {
        const { agreement, restUrl } = call.context;
        return list(
          call,
          agreement.tables.customerGroups.all(),
          { filterFields: customerGroupFilter },
          (group) => customerGroupView(restUrl, agreement, group),
          creatable('customer group', call.address),
        );
      },
      POST: (call) => {
        const { agreement, restUrl } = call.context;
        const { record, created } = writeCustomerGroup(call.context, call.body(), null);
        return written(customerGroupView(restUrl, agreement, record), created);
      },
    },
  },
  {
    path: 'customer-groups/{}',
    methods: {
      GET: (call) => {
        const { agreement, restUrl } = call.context;
        return ok(
          customerGroupView(
            restUrl,
            agreement,
            found(agreement.tables.customerGroups.get(numberAt(call, 0))),
          ),
        );
      },
      PUT: (call) => {
        const { agreement, restUrl } = call.context;
        const { record, created } = writeCustomerGroup(call.context, call.body(), numberAt(call, 0));
        return written(customerGroupView(restUrl, agreement, record), created);
      },
      DELETE: (call) => {
        deleteRecord(call.context, 'customerGroups', String(numberAt(call, 0)), 'customerGroupNumber');
        return { status: 204 };
      },
    },
  },
  {
    path: 'customer-groups/{}/customers',
    methods: {
      GET: (call) => {
        const { customerGroupNumber } = found(
          call.context.agreement.tables.customerGroups.get(numberAt(call, 0)),
        );
        return listCustomers(call, (c) => c.customerGroup.customerGroupNumber === customerGroupNumber);
      },
    },
  },
];

/** Customers with contacts and delivery locations, and their groups. */
export const customerRoutes: readonly Route[] = [
  ...customers,
  ...contacts,
  ...deliveryLocations,
  ...customerGroups,
];
