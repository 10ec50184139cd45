/**
 * Lifecycles as data: what each kind of document can go through. The API, the workflows' validators, the services, the page
 * `docs/reference/lifecycles.md` and the tests all read the same table. Pure: usable in workflow code.
 *
 * A document's own state moves by its own actions alone. What follows from other documents (how much of an order is shipped,
 * invoiced) are axes of their own, derived from quantities; guards look at them.
 */
import { DomainError } from '../errors.ts';

/** Where a document stands: its own state, whether it is finished and out of the way, and its axes. */
export interface Standing<State extends string = string> {
  readonly state: State;
  readonly isArchived: boolean;
}

/** Says why an action is not possible for this document though its state would allow it; undefined where it is. */
export type Guard<S extends Standing> = GuardOf<S>['refusal'];

/** Written as a method, so that a table of guards over one kind's standing is a table of guards over any. */
interface GuardOf<S extends Standing> {
  refusal(standing: S): string | undefined;
}

export interface Transition<S extends Standing> {
  readonly from: readonly S['state'][];
  /** The state after it; `gone` where the document is deleted. */
  readonly to: S['state'] | 'same' | 'gone';
  /** Whether an archived document allows it too; default no. */
  readonly whenArchived?: boolean;
  /** Whether it finishes the document; default no. */
  readonly archives?: boolean;
  readonly guards?: readonly Guard<S>[];
  /** What it does, for the documentation. */
  readonly effect: string;
}

/** The life of one kind of document. */
export interface Lifecycle<S extends Standing, Action extends string> {
  /** `Invoice`, `Credit note`: as messages name a document. */
  nameOf(standing: S): string;
  readonly states: readonly S['state'][];
  /** Of a new document. */
  readonly initial: S['state'];
  readonly transitions: Readonly<Record<Action, Transition<S>>>;
}

/** A lifecycle of whatever kind, where only what all have alike is looked at. */
export type AnyLifecycle = Lifecycle<Standing, string>;

/** The actions of a lifecycle in the order of its table. */
export const actionsOf = <S extends Standing, A extends string>(life: Lifecycle<S, A>): readonly A[] =>
  Object.keys(life.transitions) as A[];

/** Why the document's own state does not allow the action, or undefined where it does: guards are not asked. */
export function stateRefusal<S extends Standing, A extends string>(
  life: Lifecycle<S, A>,
  standing: Standing<S['state']>,
  action: A,
): string | undefined {
  const { from, whenArchived } = life.transitions[action];
  if (!from.includes(standing.state)) return `It is ${standing.state}.`;
  return standing.isArchived && whenArchived !== true ? 'It is archived.' : undefined;
}

/** Why the action is not possible now, or undefined where it is. */
export function refusalOf<S extends Standing, A extends string>(
  life: Lifecycle<S, A>,
  standing: S,
  action: A,
): string | undefined {
  const refusal = stateRefusal(life, standing, action);
  if (refusal !== undefined) return refusal;
  for (const guard of life.transitions[action].guards ?? []) {
    const reason = guard(standing);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** What can be done with the document now, in the order of the table. */
export const allowedActionsOf = <S extends Standing, A extends string>(
  life: Lifecycle<S, A>,
  standing: S,
): readonly A[] => actionsOf(life).filter((action) => refusalOf(life, standing, action) === undefined);

/** The word for where a document stands, as it is shown: its state, or `archived`. */
export const wordOf = (standing: Standing): string => (standing.isArchived ? 'archived' : standing.state);

/** Throws `InvalidTransition` (409) with the state, what is allowed now and why the action is not. */
export function requireAllowed<S extends Standing, A extends string>(
  life: Lifecycle<S, A>,
  standing: S,
  action: A,
  number: number,
): void {
  const reason = refusalOf(life, standing, action);
  if (reason === undefined) return;
  throw invalidTransition(life, standing, {
    action,
    number,
    reason,
    allowed: allowedActionsOf(life, standing),
  });
}

/** As `requireAllowed`, by the document's own state alone. */
export function requireState<S extends Standing, A extends string>(
  life: Lifecycle<S, A>,
  standing: S,
  action: A,
  number: number,
): void {
  const reason = stateRefusal(life, standing, action);
  if (reason === undefined) return;
  const allowed = actionsOf(life).filter((other) => stateRefusal(life, standing, other) === undefined);
  throw invalidTransition(life, standing, { action, number, reason, allowed });
}

function invalidTransition<S extends Standing, A extends string>(
  life: Lifecycle<S, A>,
  standing: S,
  refused: { action: A; number: number; reason: string; allowed: readonly A[] },
): DomainError {
  const { action, number, reason, allowed } = refused;
  return new DomainError(
    'InvalidTransition',
    {
      what: `${life.nameOf(standing)} ${number}`,
      state: wordOf(standing),
      action,
      allowed: allowed.length === 0 ? 'nothing' : allowed.join(', '),
    },
    { errors: { action: [reason] } },
  );
}

/** Where the document stands after the action; `undefined` where it is gone. Throws where the action is not allowed. */
export function standingAfterAction<S extends Standing, A extends string>(
  life: Lifecycle<S, A>,
  standing: S,
  action: A,
  number: number,
): S | undefined {
  requireAllowed(life, standing, action, number);
  const { to, archives } = life.transitions[action];
  if (to === 'gone') return undefined;
  return {
    ...standing,
    state: to === 'same' ? standing.state : to,
    isArchived: standing.isArchived || archives === true,
  };
}
