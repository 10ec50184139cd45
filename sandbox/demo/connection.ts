import type { ApiClient, Json } from './api-client.ts';
import { field, readCsv } from './csv.ts';
import type { SandboxControl } from './sandbox-control.ts';

/** The demo company's own agreement in the e-conomic sandbox; its tokens are the sandbox's. */
export const economicAgreement = 2_000_001;

const credentials = {
  app_secret_token: 'sandbox-app-secret',
  agreement_grant_token: `sandbox-grant-${economicAgreement}`,
};

/** Accounts of the sandbox's chart, by which registers that e-conomic lacks are made there. */
const settings = {
  transfer_customer_invoices: 'booked',
  default_layout_number: 19,
  customer_group_account: 5600,
  product_group_account: 1010,
  product_group_zone_accounts: { eu: 1020, abroad: 1030, 'domestic-exempt': 1050 },
  cash_terms_account: 5820,
};

const yearsAhead = 5;

/**
 * The demo company has an agreement in e-conomic before it comes to us: chart of accounts, VAT, layouts and employees
 * as the sandbox makes them, and open accounting years around today. Made once; later starts find it.
 */
export async function openEconomicAgreement(control: SandboxControl, today: Date): Promise<void> {
  if ((await control.ledger(economicAgreement)) !== undefined) return;
  const company = readCsv('agreement')[0] ?? {};
  const thisYear = today.getUTCFullYear();
  await control.addAgreement({
    number: economicAgreement,
    company: {
      name: field(company, 'name'),
      addressLine1: field(company, 'street'),
      zip: field(company, 'zipcode'),
      city: field(company, 'city'),
      email: field(company, 'email'),
      companyIdentificationNumber: field(company, 'corporate_identification_number'),
    },
    years: Array.from({ length: yearsAhead + 2 }, (_, index) => thisYear - 1 + index),
    withoutExamples: true,
  });
}

/**
 * Connects the agreement to e-conomic, or finds the connection of an earlier start, and tests it. Returns its id. Throws
 * where e-conomic refuses the tokens, or the connection does not let anything through.
 */
export async function connectEconomic(api: ApiClient): Promise<string> {
  const connection = (await findConnection(api)) ?? (await connect(api));
  const id = String(connection['id']);
  const { test } = await api.post(`/api/integrations/${id}/test`, {});
  const result = test as { readonly ok: boolean; readonly reason?: string } | null;
  if (result?.ok !== true)
    throw new Error(`the connection to e-conomic does not work: ${result?.reason ?? 'no answer yet'}`);
  const { integration } = await api.get(`/api/integrations/${id}`);
  const gate = (integration as { gate: Json }).gate;
  if (gate['state'] !== 'open')
    throw new Error(
      `the connection to e-conomic is ${String(gate['state'])}: resume it with POST /api/integrations/${id}/resume`,
    );
  return id;
}

async function findConnection(api: ApiClient): Promise<Json | undefined> {
  const connections = await api.all('/api/integrations', 'integrations', 'id,account');
  return connections.find((connection) => {
    const account = connection['account'] as Json | null;
    return account?.['erp_agreement'] === String(economicAgreement);
  });
}

async function connect(api: ApiClient): Promise<Json> {
  const body = { provider: 'e-conomic', name: 'e-conomic (sandbox)', credentials, settings };
  const answer = await api.post('/api/integrations', body, 'demo:connect-e-conomic');
  return answer['integration'] as Json;
}
