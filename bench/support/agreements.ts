import { createAgreement } from '../../domain/agreements/agreement.service.ts';
import { close, createOrm } from '../../domain/database.ts';
import { ApiClient } from './api-client.ts';
import type { BenchStack } from './stack.ts';

/** An agreement of the bench: connected to an agreement of its own in the sandbox, with registers of its own. */
export interface BenchAgreement {
  readonly number: number;
  readonly apiKey: string;
  readonly customers: readonly string[];
  readonly products: readonly string[];
}

/**
 * As many that sixty documents in flight make three for each: an ERP account takes eight at once from us, and a bench of
 * one account would measure that rule.
 */
export const agreementsOfBench = 20;

/** More than an agreement's documents in flight, for two documents of one customer never travel at once. */
const customersPerAgreement = 5;
const productsPerAgreement = 5;

/** A layout that every sandbox agreement has. */
const layoutNumber = 19;
const appSecretToken = 'sandbox-app-secret';

/** The sandbox's agreement that one of the bench is connected to. */
export const erpAgreementOf = (agreementNumber: number): number => 2_000_000 + agreementNumber;

/** Makes agreements with customers and products through the API, each connected to the sandbox. */
export async function makeAgreements(stack: BenchStack, count: number): Promise<BenchAgreement[]> {
  const orm = await createOrm(stack.postgres.appUrl, { poolMax: 2, applicationName: 'bilag bench' });
  const api = new ApiClient(stack.apiUrl);
  try {
    const made: BenchAgreement[] = [];
    for (let at = 0; at < count; at += 1) {
      const { agreement, plainKey } = await createAgreement(orm, { name: `Prøve ${at + 1} ApS` }, 'operator');
      made.push(await fill(stack, api, agreement.number, plainKey));
    }
    return made;
  } finally {
    await api.close();
    await close(orm);
  }
}

async function fill(
  stack: BenchStack,
  api: ApiClient,
  number: number,
  apiKey: string,
): Promise<BenchAgreement> {
  const grantToken = `bench-grant-${number}`;
  const answer = await fetch(`${stack.controlUrl}/control/agreements`, {
    method: 'POST',
    body: JSON.stringify({
      number: erpAgreementOf(number),
      grantTokens: [grantToken],
      withoutExamples: true,
    }),
  });
  if (!answer.ok) throw new Error(`The sandbox made no agreement: ${await answer.text()}`);
  await api.post(apiKey, '/api/layouts', { number: layoutNumber, name: 'Dansk standard' });
  await api.post(apiKey, '/api/customer-groups', { number: 1, name: 'Indenlandske kunder' });
  await api.post(apiKey, '/api/product-groups', { number: 1, name: 'Varer m/moms', vat_domestic: '25' });
  const customers = Array.from({ length: customersPerAgreement }, (_, at) => String(10_001 + at));
  for (const customer of customers)
    await api.post(apiKey, '/api/customers', {
      number: customer,
      name: `Ærø Bådebyggeri ${customer} ApS`,
      customer_group_id: 1,
      vat_zone: 'domestic',
      payment_terms_id: 1,
      layout_id: layoutNumber,
      street: 'Havnen 4',
      zipcode: '5970',
      city: 'Ærøskøbing',
      country: 'Danmark',
    });
  const products = Array.from({ length: productsPerAgreement }, (_, at) => `FYR-${at + 1}`);
  for (const product of products)
    await api.post(apiKey, '/api/products', {
      number: product,
      name: `Fyrreplanke ${product}`,
      group_id: 1,
      unit_id: 1,
      sales_price: '34.50',
    });
  const connected = await api.post<{ test: { ok: boolean; reason?: string } | null }>(
    apiKey,
    '/api/integrations',
    {
      provider: 'e-conomic',
      credentials: { app_secret_token: appSecretToken, agreement_grant_token: grantToken },
    },
  );
  if (connected.test?.ok !== true)
    throw new Error(`The sandbox refuses the tokens: ${connected.test?.reason}`);
  return { number, apiKey, customers, products };
}
