import { noteKeyUse } from '../domain/agreements/api-key.service.ts';
import { withAgreement } from '../domain/database.ts';
import { noteSessionUse } from '../domain/users/session.service.ts';
import type { ApiDeps, Caller } from './context.ts';

/** How often a key's use is written down at most, in milliseconds. */
const noteEveryMs = 60_000;

/** Keys and sessions whose notes are remembered; then all are forgotten, and each is written once more. */
const keysMax = 10_000;

/** Writes down when keys and sessions were last used: by each process at most once a minute for each. */
export class KeyUse {
  readonly #noted = new Map<string, number>();

  async note(deps: ApiDeps, caller: Caller): Promise<void> {
    if (caller.kind === 'nobody') return;
    const id = caller.kind === 'person' ? caller.sessionId : caller.apiKeyId;
    const now = Date.now();
    if (now - (this.#noted.get(id) ?? 0) < noteEveryMs) return;
    if (this.#noted.size >= keysMax) this.#noted.clear();
    this.#noted.set(id, now);
    await withAgreement(deps.orm, caller.agreementNumber, (em) =>
      caller.kind === 'person' ? noteSessionUse(em, id) : noteKeyUse(em, id),
    );
  }
}
