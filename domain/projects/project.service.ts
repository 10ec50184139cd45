import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '../errors.ts';
import { bool, lines, omittable, optional } from '../field-rules.ts';
import { CustomerInvoice } from '../invoices/customer-invoice.entity.ts';
import { Offer } from '../offers/offer.entity.ts';
import { Order } from '../orders/order.entity.ts';
import { numberedRegister } from '../numbered-register.ts';
import type { NumberedFields } from '../numbered-register.ts';
import { PurchaseOrder } from '../purchase-orders/purchase-order.entity.ts';
import type { ChangeOptions } from '../registers.ts';
import { SupplierInvoice } from '../supplier-invoices/supplier-invoice.entity.ts';
import type { Project } from './project.entity.ts';
import { projectRegister } from './project.register.ts';

/** Fields of a project that people type. */
export interface ProjectFields extends NumberedFields {
  /** Up to 2,000 characters. */
  readonly description?: string | null | undefined;
  /** Nothing new is put on a barred project. Default false. */
  readonly isBarred?: boolean | undefined;
}

const projects = numberedRegister<Project, ProjectFields>(projectRegister, {
  rules: { description: optional(lines(2_000)), isBarred: omittable(bool) },
  empty: { description: null, isBarred: false },
  filters: ['isBarred'],
});

/** What can be done with projects; each function says what it throws. */
export const {
  create: createProject,
  update: updateProject,
  find: findProject,
  list: listProjects,
} = projects;

/** Deletes a project that is on no document, whatever its kind. Throws `NotFound`, `InUse` and `EditConflict`. */
export async function deleteProject(
  em: EntityManager,
  number: number,
  options: ChangeOptions = {},
): Promise<void> {
  // Documents keep the project's number, which an ERP goes by, and not its row.
  for (const [usedBy, countIn] of documentsWithProjects)
    if ((await countIn(em, number)) > 0)
      throw new DomainError('InUse', { what: `Project ${number}`, usedBy });
  await projects.remove(em, number, options);
}

type CountIn = (em: EntityManager, projectNumber: number) => Promise<number>;

/** Every kind of document that can carry a project. */
const documentsWithProjects: readonly (readonly [string, CountIn])[] = [
  ['customer invoices', (em, projectNumber) => em.count(CustomerInvoice, { projectNumber })],
  ['offers', (em, projectNumber) => em.count(Offer, { projectNumber })],
  ['orders', (em, projectNumber) => em.count(Order, { projectNumber })],
  ['purchase orders', (em, projectNumber) => em.count(PurchaseOrder, { projectNumber })],
  ['supplier invoices', (em, projectNumber) => em.count(SupplierInvoice, { projectNumber })],
];
