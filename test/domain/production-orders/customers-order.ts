import { createCustomerGroup } from '../../../domain/customers/customer-group.service.ts';
import { createCustomer } from '../../../domain/customers/customer.service.ts';
import { newId } from '../../../domain/ids.ts';
import { createDraftOrder } from '../../../domain/orders/order.service.ts';
import { context } from '../stock/fixtures.ts';
import type { Company } from '../stock/fixtures.ts';

/** A customer's draft order; answers its number. */
export const customersOrder = (of: Company): Promise<number> =>
  of.inside(async (em) => {
    const [known] = await em.execute<{ id: string }[]>("select id from customer where number = '1001'");
    if (known === undefined) {
      await createCustomerGroup(em, { number: 1, name: 'Shops' }, 'test');
      const customer = { groupNumber: 1, vatZone: 'domestic', paymentTermsNumber: 1 } as const;
      await createCustomer(em, { number: '1001', name: 'Ærø', ...customer }, 'test');
    }
    return (await createDraftOrder(em, newId(), { customerId: '1001' }, context)).number;
  });
