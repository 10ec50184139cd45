import type { EntityManager } from '@mikro-orm/postgresql';
import { createCustomer } from '../../domain/customers/customer.service.ts';
import { createCustomerGroup } from '../../domain/customers/customer-group.service.ts';
import { createProduct } from '../../domain/products/product.service.ts';
import { createProductGroup } from '../../domain/products/product-group.service.ts';

/** Registers that the stand-in's seed knows how to number: customers 101 and 102, products. */
export async function makeRegisters(em: EntityManager): Promise<void> {
  const actor = 'test';
  await createCustomerGroup(em, { number: 1, name: 'Danske kunder' }, actor);
  await createProductGroup(
    em,
    {
      number: 1,
      name: 'Varer',
      vatDomestic: '25',
      vatEu: '0',
      vatAbroad: '0',
      vatDomesticExempt: '0',
      hasInventory: true,
    },
    actor,
  );
  await createCustomer(
    em,
    { number: '101', name: 'Østergård Byg ApS', groupNumber: 1, vatZone: 'domestic' },
    actor,
  );
  await createCustomer(
    em,
    { number: '102', name: 'Åkirkeby Auto', groupNumber: 1, vatZone: 'domestic' },
    actor,
  );
  for (const number of ['A-1', 'A-2'])
    await createProduct(
      em,
      { number, name: `Skrue ${number}`, groupNumber: 1, unitNumber: 1, salesPrice: '12.50' },
      actor,
    );
}
