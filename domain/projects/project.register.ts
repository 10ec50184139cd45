import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '../errors.ts';
import { apiName } from '../field-rules.ts';
import { referTo, register } from '../registers.ts';
import { Project } from './project.entity.ts';

export const projectRegister = register(Project, 'Project');

/**
 * The number of the project that a document's field names: one statement where a project is named, none otherwise. Null
 * names none, undefined leaves the field as it is. Throws `ReferenceNotFound` and `Barred`.
 */
export async function projectNumberFor(
  em: EntityManager,
  number: number | null | undefined,
  property = 'projectId',
): Promise<number | null | undefined> {
  if (number === null || number === undefined) return number;
  const project = await referTo(em, projectRegister, number, property);
  if (!project.isBarred) return number;
  const reason = `Project ${number} is barred.`;
  throw new DomainError('Barred', { reason }, { errors: { [apiName(property)]: [reason] } });
}
