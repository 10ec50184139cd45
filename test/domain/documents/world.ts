import type { EntityManager } from '@mikro-orm/postgresql';
import { createCustomerInvoiceActivities } from '../../../activities/customer-invoice.ts';
import type { ActivityDeps } from '../../../activities/deps.ts';
import { createDocumentActivities } from '../../../activities/documents.ts';
import { workBeforeCommit } from '../../../domain/before-commit.ts';
import { createCollection } from '../../../domain/collections/collection.service.ts';
import { claimCommand, commandDocumentId, commandId } from '../../../domain/commands/command.service.ts';
import { createCustomerGroup } from '../../../domain/customers/customer-group.service.ts';
import { createCustomer } from '../../../domain/customers/customer.service.ts';
import { readDocumentRow } from '../../../domain/documents/document-store.ts';
import type { ActionContext, DocumentKind } from '../../../domain/documents/kinds.ts';
import { definitionOf } from '../../../domain/documents/registry.ts';
import { newId } from '../../../domain/ids.ts';
import { findStanding } from '../../../domain/invoices/invoice-store.ts';
import { createLayout } from '../../../domain/layouts/layout.service.ts';
import { createLocation } from '../../../domain/locations/location.service.ts';
import { createLotLine } from '../../../domain/products/lot-line.service.ts';
import { createLot } from '../../../domain/products/lot.service.ts';
import { createSupplierGroup } from '../../../domain/suppliers/supplier-group.service.ts';
import { createSupplier } from '../../../domain/suppliers/supplier.service.ts';
import type { TestDatabase } from '../../support/database.ts';
import { digestOf } from '../../support/digest.ts';
import type { Digest } from '../../support/digest.ts';
import { Company } from '../stock/fixtures.ts';
import type { Standing } from './rules.ts';

/** Ends a transaction without keeping anything of it. */
class Undone extends Error {}

/** Something that is done to a document, in a transaction. */
export type Doing = (em: EntityManager, id: string, context: ActionContext) => Promise<unknown>;

/** A company with a customer, a supplier, goods in stock, a BOM and a collection, and what its workflows do. */
export class World {
  readonly company: Company;
  private readonly documents: ReturnType<typeof createDocumentActivities>;
  private readonly invoices: ReturnType<typeof createCustomerInvoiceActivities>;
  private commands = 0;

  private constructor(company: Company) {
    this.company = company;
    const deps = { orm: company.database.orm, hasMailServer: false } as ActivityDeps;
    this.documents = createDocumentActivities(deps);
    this.invoices = createCustomerInvoiceActivities(deps);
  }

  static async make(database: TestDatabase): Promise<World> {
    const company = await Company.make(database);
    const chair = await company.item('CHAIR', { recommendedCostPrice: '40' });
    await company.inside(async (em) => {
      await createCustomerGroup(em, { number: 1, name: 'Shops' }, 'test');
      const terms = { groupNumber: 1, vatZone: 'domestic', paymentTermsNumber: 1 } as const;
      await createCustomer(em, { number: '1001', name: 'Æbleskiver ApS', ...terms }, 'test');
      await createSupplierGroup(em, { number: 1, name: 'Træ' }, 'test');
      await createSupplier(em, { number: 'L-1', name: 'Fyr A/S', ...terms }, 'test');
      await createLocation(em, { number: 3, name: 'Lastbil' }, 'test');
      await createLayout(em, { number: 2, name: 'Export' }, 'test');
      await createLot(em, { number: 'SET', name: 'Sæt', groupNumber: 1, salesPrice: '50' }, 'test');
      await createLotLine(em, 'SET', { componentNumber: 'CHAIR', quantity: '2' }, 'test');
      const lines = [{ itemNumber: 'CHAIR', quantity: '1' }];
      await createCollection(em, { number: 'PACK', name: 'Pakke', lines }, 'test');
    });
    await company.receive(chair, '1000', '40000');
    return new World(company);
  }

  /** Acts as the workflow of a document does; answers the id of what the action made, else its own. */
  async act(
    kind: DocumentKind,
    id: string | undefined,
    action: string,
    body: object = {},
  ): Promise<{ readonly id: string; readonly made: string }> {
    this.commands += 1;
    const agreementNumber = this.company.number;
    const [method, path, key] = ['POST', `/test/${kind}/${action}`, String(this.commands)];
    const command = commandId(agreementNumber, method, path, key);
    const documentId = id ?? commandDocumentId(command);
    await this.company.inside((em) =>
      claimCommand(em, { method, path, key, body, actor: 'user:Mette', documentKind: kind, documentId }),
    );
    const [ref, input] = [{ agreementNumber, documentId }, { commandId: command }];
    if (kind !== 'customer-invoice') {
      const { made } = await this.documents.actOnDocument(kind, ref, action, input);
      return { id: documentId, made: made[0]?.id ?? '' };
    }
    if (action === 'book') await this.invoices.bookCustomerInvoice(ref, input);
    else if (action === 'delete') await this.invoices.deleteCustomerInvoice(ref, input);
    else if (action === 'create') await this.invoices.createCustomerInvoice(ref, input);
    else if (action === 'archive') await this.invoices.archiveCustomerInvoice(ref);
    else throw new Error(`Invoices have no workflow action ${action}.`);
    return { id: documentId, made: '' };
  }

  /** Does what goes through no workflow, as the API does. */
  async does(id: string, doing: Doing): Promise<void> {
    await this.company.inside((em) => doing(em, id, this.context()));
  }

  context(): ActionContext {
    return { actor: 'user:Mette', commandId: newId(), now: new Date() };
  }

  /** Where a document would stand after this, which is undone. Throws what it throws. */
  async would(kind: DocumentKind, id: string, doing: Doing): Promise<Standing | undefined> {
    let after: Standing | undefined;
    try {
      await this.company.inside(async (em) => {
        await doing(em, id, this.context());
        await em.flush();
        await workBeforeCommit(em);
        await em.execute('set constraints all immediate');
        em.clear();
        after = await standingIn(em, kind, id);
        throw new Undone();
      });
    } catch (error) {
      if (!(error instanceof Undone)) throw error;
    }
    return after;
  }

  async standing(kind: DocumentKind, id: string): Promise<Standing | undefined> {
    return this.company.inside((em) => standingIn(em, kind, id));
  }

  async number(kind: DocumentKind, id: string): Promise<number> {
    if (kind === 'customer-invoice')
      return this.company.inside(async (em) => (await findStanding(em, id)).number);
    const { table } = definitionOf(kind);
    return this.company.inside(async (em) => (await readDocumentRow(em, table, id))?.number ?? 0);
  }

  /** All that is stored, but the requests themselves. */
  digest(): Promise<Digest> {
    return digestOf(this.company.database.orm, this.company.number, ['command']);
  }
}

async function standingIn(em: EntityManager, kind: DocumentKind, id: string): Promise<Standing | undefined> {
  if (kind === 'customer-invoice') {
    const [row] = await em.execute<(Standing & { kind: string })[]>(
      `select state, archived_at is not null as "isArchived", kind from customer_invoice where id = ?`,
      [id],
    );
    return row && { ...row };
  }
  const { table } = definitionOf(kind);
  const row = await readDocumentRow(em, table, id);
  return row === null ? undefined : table.standingOf(row);
}
