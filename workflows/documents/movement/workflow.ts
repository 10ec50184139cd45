import { movementLife } from '../../../domain/movements/movement.lifecycle.ts';
import type { DocumentRef } from '../contract.ts';
import { documentLife } from '../document-run.ts';

/** The life of a movement: draft → booked, and through a transport location → received. */
export async function movementWorkflow(ref: DocumentRef): Promise<void> {
  await documentLife('movement', movementLife, ref);
}
