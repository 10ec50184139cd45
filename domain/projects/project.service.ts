import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '../errors.ts';
import { bool, lines, omittable, optional } from '../field-rules.ts';
import { CustomerInvoice } from '../invoices/customer-invoice.entity.ts';
import { numberedRegister } from '../numbered-register.ts';
import type { NumberedFields } from '../numbered-register.ts';
import type { ChangeOptions } from '../registers.ts';
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

/** Deletes a project that is on no document. Throws `NotFound`, `InUse` and `EditConflict`. */
export async function deleteProject(
  em: EntityManager,
  number: number,
  options: ChangeOptions = {},
): Promise<void> {
  // Documents keep the project's number, which an ERP goes by, and not its row.
  if ((await em.count(CustomerInvoice, { projectNumber: number })) > 0)
    throw new DomainError('InUse', { what: `Project ${number}`, usedBy: 'customer invoices' });
  await projects.remove(em, number, options);
}
