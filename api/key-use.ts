import { noteKeyUse } from '../domain/agreements/api-key.service.ts';
import { withAgreement } from '../domain/database.ts';
import type { ApiDeps, Caller } from './context.ts';

/** How often a key's use is written down at most, in milliseconds. */
const noteEveryMs = 60_000;

/** Keys whose notes are remembered; then all are forgotten, and each is written once more. */
const keysMax = 10_000;

/** Writes down when keys were last used: by each process at most once a minute for each key. */
export class KeyUse {
  readonly #noted = new Map<string, number>();

  async note(deps: ApiDeps, caller: Caller): Promise<void> {
    const now = Date.now();
    if (now - (this.#noted.get(caller.apiKeyId) ?? 0) < noteEveryMs) return;
    if (this.#noted.size >= keysMax) this.#noted.clear();
    this.#noted.set(caller.apiKeyId, now);
    await withAgreement(deps.orm, caller.agreementNumber, (em) => noteKeyUse(em, caller.apiKeyId));
  }
}
