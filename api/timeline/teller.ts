import type { erpProviders } from '../../domain/connections/connection.entity.ts';
import { paramText } from '../../domain/error-messages/params.ts';
import { errorCatalogue, errorMessage, isErrorCode } from '../../domain/errors.ts';
import type { ErrorParams } from '../../domain/errors.ts';
import type { ErrorOwner } from '../../domain/error-row.ts';
import type { MessageLanguage } from '../../domain/languages.ts';
import { da } from './words/da.ts';
import { en } from './words/en.ts';
import type { Sentence, TimelineWords } from './words/en.ts';
import { fi } from './words/fi.ts';
import { nb } from './words/nb.ts';

/** The sentences of histories in every language. */
export const timelineWords: Readonly<Record<MessageLanguage, TimelineWords>> = { en, da, nb, fi };

/** How the providers write their own names. */
const providerNames: Readonly<Record<(typeof erpProviders)[number], string>> = {
  'e-conomic': 'e-conomic',
  netvisor: 'Netvisor',
  '24sevenoffice': '24SevenOffice',
};

export const providerName = (provider: string): string =>
  provider in providerNames ? providerNames[provider as (typeof erpProviders)[number]] : provider;

const owners: Readonly<Partial<Record<ErrorOwner, Sentence>>> = {
  support: 'ownerSupport',
  bookkeeper: 'ownerBookkeeper',
  'api-caller': 'ownerApiCaller',
};

/** Tells histories in one language. `keyNames` holds the names of API keys by their first characters. */
export class Teller {
  readonly #language: MessageLanguage;
  readonly #keyNames: ReadonlyMap<string, string>;

  constructor(language: MessageLanguage, keyNames: ReadonlyMap<string, string>) {
    this.#language = language;
    this.#keyNames = keyNames;
  }

  /** A sentence with its placeholders filled. */
  say(sentence: Sentence, params: Readonly<Record<string, string | number>> = {}): string {
    return timelineWords[this.#language][sentence].replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
      String(params[name] ?? whole),
    );
  }

  /** Who did it, as people call him. */
  by(actor: string): string {
    if (actor === 'system') return this.say('bilag');
    if (actor === 'settings') return this.say('settings');
    const [kind, ...rest] = actor.split(':');
    const name = rest.join(':');
    if (kind === 'api-key') return this.say('apiKey', { name: this.#keyNames.get(name) ?? name });
    return kind === 'user' ? name : actor;
  }

  /** A cause with what to do about it, and whose turn it is where somebody has to act. */
  cause(code: string | null | undefined, params: ErrorParams | null | undefined): string {
    if (!isErrorCode(code)) return this.say('untoldCause');
    const owner = owners[errorCatalogue[code].owner];
    const turn = owner === undefined ? [] : [this.say('turnOf', { owner: this.say(owner) })];
    return [errorMessage(code, params ?? {}, this.#language), ...turn].join(' ');
  }

  /** Words of ours that were kept with a row, in the reader's language. */
  kept(param: 'reason' | 'state', text: string): string {
    return paramText(param, text, this.#language);
  }

  /** The ERP's own number, where it is known: the booked one before the draft's. */
  identity(identity: unknown): string {
    if (typeof identity !== 'object' || identity === null) return '';
    const ids = identity as Readonly<Record<string, string>>;
    if (ids['bookedInvoiceNumber'] !== undefined)
      return this.say('asInvoice', { number: ids['bookedInvoiceNumber'] });
    if (ids['draftInvoiceNumber'] !== undefined)
      return this.say('asDraft', { number: ids['draftInvoiceNumber'] });
    return ids['number'] === undefined ? '' : this.say('asNumber', { number: ids['number'] });
  }
}
