import { setTimeout as delay } from 'node:timers/promises';
import type { EntityManager } from '@mikro-orm/postgresql';
import { createAgreement } from '../../domain/agreements/agreement.service.ts';
import { withAgreement } from '../../domain/database.ts';
import { documentKey } from '../../domain/transfers/transfer.service.ts';
import type { TransferState } from '../../domain/transfers/transfer.lifecycle.ts';
import { finalTransferStates, parkedTransferStates } from '../../domain/transfers/transfer.lifecycle.ts';
import type { FaultRule } from '../../sandbox/control/faults.ts';
import { ApiCaller, appSecretToken } from './doors.ts';
import type { Installation } from './installation.ts';
import type { SeedPlan } from './plan.ts';
import { Random } from './random.ts';

/** A layout that every agreement of the sandbox has. */
const layoutNumber = 19;

const testsMax = 5;

type TestAnswer = { readonly ok: boolean; readonly reason?: string } | null;

/** A document of the seed, from its draft on. */
export interface SceneDocument {
  readonly id: string;
  readonly number: number;
  readonly customer: string;
  /** What the ERP will show at the end of its other reference, behind `B-`. */
  readonly key: string;
}

/** A transfer as its row stands. */
export interface TransferStand {
  readonly id: string;
  readonly documentId: string;
  readonly state: TransferState;
  readonly cause: string | null;
  readonly isArchived: boolean;
}

export const isFinal = ({ state }: Pick<TransferStand, 'state'>): boolean =>
  (finalTransferStates as readonly string[]).includes(state);
export const isParked = ({ state }: Pick<TransferStand, 'state'>): boolean =>
  (parkedTransferStates as readonly string[]).includes(state);

/** One seed at work: an agreement here, an agreement there, and what a fault needs to do its harm. */
export class Scene {
  readonly plan: SeedPlan;
  readonly installation: Installation;
  /** The fault's own numbers. */
  readonly random: Random;
  readonly agreementNumber: number;
  readonly connectionId: string;
  /** The agreement in the sandbox. */
  readonly ledgerNumber: number;
  readonly grantToken: string;
  readonly api: ApiCaller;
  readonly documents: SceneDocument[] = [];
  /** What a fault did that the sandbox does not count: deaths, restarts, a revoked token. */
  harm = 0;
  /** The sandbox's fault that stands beside the fault proper: what it met does not count. */
  companion: number | undefined;

  constructor(
    parts: Pick<
      Scene,
      'plan' | 'installation' | 'agreementNumber' | 'connectionId' | 'ledgerNumber' | 'grantToken' | 'api'
    >,
  ) {
    this.plan = parts.plan;
    this.installation = parts.installation;
    this.random = new Random(parts.plan.seed, 'fault');
    this.agreementNumber = parts.agreementNumber;
    this.connectionId = parts.connectionId;
    this.ledgerNumber = parts.ledgerNumber;
    this.grantToken = parts.grantToken;
    this.api = parts.api;
  }

  /** Sets a fault of the sandbox that meets this seed's calls alone. */
  async setFault(rule: FaultRule): Promise<number> {
    return this.installation.control.setFault({ ...rule, agreement: this.ledgerNumber });
  }

  /** How long anything may take to come to its end, in milliseconds. */
  get boundMs(): number {
    const { boundMs, timeScale } = this.installation.options;
    return boundMs ?? 120_000 + 5 * 150_000 * timeScale;
  }

  /** Milliseconds of this machine as the ERP's own, for delays that have to last as long under any scale. */
  erpMs(milliseconds: number): number {
    return milliseconds / this.installation.options.timeScale;
  }

  /** Runs work in the seed's agreement. */
  async within<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    return withAgreement(this.installation.orm, this.agreementNumber, work);
  }

  /** How the transfers stand; none where the database is away. */
  async stands(): Promise<TransferStand[]> {
    try {
      return await this.within((em) =>
        em.execute<TransferStand[]>(
          `select t.id, t.document_id as "documentId", t.state, t.cause, i.archived_at is not null as "isArchived"
           from transfer t join customer_invoice i on i.id = t.document_id`,
        ),
      );
    } catch {
      return [];
    }
  }

  /** Until the transfers stand so; false where they do not within the time. */
  async until(holds: (stands: readonly TransferStand[]) => boolean, withinMs: number): Promise<boolean> {
    const until = Date.now() + withinMs;
    while (Date.now() < until) {
      const stands = await this.stands();
      if (stands.length > 0 && holds(stands)) return true;
      await delay(250);
    }
    return false;
  }

  /** Until nobody is in the lane, or the time is over: then the referee says so. */
  async untilLaneIsEmpty(withinMs: number): Promise<void> {
    const until = Date.now() + withinMs;
    while (Date.now() < until) {
      const [row] = await this.within((em) =>
        em.execute<object[]>("select 1 from lane_ticket where state <> 'left' limit 1"),
      );
      if (row === undefined) return;
      await delay(250);
    }
  }

  /** A draft of these contents, through the API. */
  async draft(body: object, customer: string): Promise<SceneDocument> {
    const made = await this.api.post<{ customer_invoice: { id: string; number: number } }>(
      '/api/customer-invoices/drafts',
      { ...body, customer_id: customer },
    );
    return this.#documentOf(made.customer_invoice, customer);
  }

  async creditNote(of: SceneDocument): Promise<SceneDocument> {
    const made = await this.api.post<{ customer_invoice: { id: string; number: number } }>(
      `/api/customer-invoices/${of.number}/create-creditnote`,
      {},
    );
    return this.#documentOf(made.customer_invoice, of.customer);
  }

  async book({ number }: SceneDocument): Promise<void> {
    await this.api.post(`/api/customer-invoices/${number}/book`, {});
  }

  #documentOf({ id, number }: { id: string; number: number }, customer: string): SceneDocument {
    const document = { id, number, customer, key: documentKey(this.connectionId, 'customer-invoice', id) };
    this.documents.push(document);
    return document;
  }
}

/** Makes the seed's agreements with their registers, and connects them. */
export async function makeScene(
  installation: Installation,
  plan: SeedPlan,
  settings: Readonly<Record<string, unknown>>,
): Promise<Scene> {
  const name = `seed-${plan.seed}`;
  const number = 10_000 + plan.seed;
  const { agreement, plainKey } = await createAgreement(installation.orm, { number, name }, 'operator');
  const ledgerNumber = 2_000_000 + agreement.number;
  const grantToken = `faults-grant-${ledgerNumber}`;
  await installation.control.addAgreement(ledgerNumber, grantToken);
  // With the installation in its keys: documents are named by them, and installations share an engine.
  const api = new ApiCaller(installation.apiUrl, plainKey, `${name}-${installation.id}`);
  await api.post('/api/layouts', { number: layoutNumber, name: 'Dansk standard' });
  await api.post('/api/customer-groups', { number: 1, name: 'Indenlandske kunder' });
  await api.post('/api/product-groups', { number: 1, name: 'Varer m/moms', vat_domestic: '25' });
  for (const customer of plan.customers)
    await api.post('/api/customers', {
      ...customer,
      customer_group_id: 1,
      vat_zone: 'domestic',
      payment_terms_id: 1,
      layout_id: layoutNumber,
      street: 'Havnen 4',
      zipcode: '5970',
      city: 'Ærøskøbing',
      country: 'Danmark',
    });
  for (const { number, name: productName, price } of plan.products)
    await api.post('/api/products', {
      number,
      name: productName,
      group_id: 1,
      unit_id: 1,
      sales_price: price,
    });
  const connected = await api.post<{
    integration: { id: string };
    test: TestAnswer;
  }>('/api/integrations', {
    provider: 'e-conomic',
    credentials: { app_secret_token: appSecretToken, agreement_grant_token: grantToken },
    settings,
  });
  // A busy machine may take longer over the test than a request waits: the connection is there, the test is asked for again.
  let { test } = connected;
  for (let tries = 1; test === null && tries <= testsMax; tries += 1)
    test = (await api.post<{ test: TestAnswer }>(`/api/integrations/${connected.integration.id}/test`, {}))
      .test;
  if (test?.ok !== true) throw new Error(`The sandbox refuses the tokens: ${test?.reason ?? 'no answer'}`);
  return new Scene({
    plan,
    installation,
    agreementNumber: agreement.number,
    connectionId: connected.integration.id,
    ledgerNumber,
    grantToken,
    api,
  });
}

/** Gives the connection other tokens, as a person does who got them from the ERP. */
export async function giveCredentials(scene: Scene, grantToken: string): Promise<void> {
  await scene.api.send('PUT', `/api/integrations/${scene.connectionId}/credentials`, {
    credentials: { app_secret_token: appSecretToken, agreement_grant_token: grantToken },
  });
}
