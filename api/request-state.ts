import type { Response } from 'express';
import type { Logger } from 'pino';
import type { MessageLanguage } from '../domain/languages.ts';

/** What the middlewares of one request know of it, kept beside the response. */
export interface RequestState {
  readonly requestId: string;
  readonly log: Logger;
  /** In which the reader is told what is wrong and what happened. */
  readonly language: MessageLanguage;
  /** The route's pattern, for metrics; `unmatched` until a route took it. */
  route: string;
  /** Set where the request may change something, so that a failure says "not known" and not "nothing done". */
  changes: boolean;
  idempotencyKey?: string;
}

const states = new WeakMap<Response, RequestState>();

export function setRequestState(response: Response, state: RequestState): void {
  states.set(response, state);
}

/** The state of a request that passed the first middleware; every one does. */
export function requestState(response: Response): RequestState {
  const state = states.get(response);
  if (state === undefined) throw new Error('The request has no state: the first middleware was left out.');
  return state;
}
