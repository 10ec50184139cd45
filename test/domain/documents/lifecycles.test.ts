import { describe, expect, test } from '@jest/globals';
import {
  actionsOf,
  allowedActionsOf,
  refusalOf,
  requireAllowed,
  standingAfterAction,
  stateRefusal,
} from '../../../domain/documents/lifecycle.ts';
import type { AnyLifecycle, Standing } from '../../../domain/documents/lifecycle.ts';
import { DomainError } from '../../../domain/errors.ts';
import { lives } from '../../../docs/pages/lifecycles.ts';

/** Every state of the table, archived and not. */
const standingsOf = (life: AnyLifecycle, first: Standing): readonly Standing[] =>
  life.states.flatMap((state) => [false, true].map((isArchived) => ({ ...first, state, isArchived })));

describe.each(lives)('the lifecycle of $title', ({ life, first }) => {
  test.each(standingsOf(life, first))(
    '$state, archived: $isArchived: each action is allowed or refused',
    (standing) => {
      for (const action of actionsOf(life)) {
        const reason = refusalOf(life, standing, action);
        expect(allowedActionsOf(life, standing).includes(action)).toBe(reason === undefined);
        if (stateRefusal(life, standing, action) !== undefined) expect(reason).toBeDefined();
        if (reason === undefined) {
          const after = standingAfterAction(life, standing, action, 7);
          if (after !== undefined) expect(life.states).toContain(after.state);
          if (standing.isArchived && after !== undefined) expect(after.isArchived).toBe(true);
          continue;
        }
        const refused = (): void => {
          requireAllowed(life, standing, action, 7);
        };
        expect(refused).toThrow(DomainError);
        try {
          refused();
        } catch (error) {
          const { code, params, errors } = error as DomainError;
          expect(code).toBe('InvalidTransition');
          expect(params).toMatchObject({ action, state: standing.isArchived ? 'archived' : standing.state });
          expect(errors).toEqual({ action: [reason] });
        }
      }
    },
  );

  test('every state can be reached from a new document', () => {
    const reached = new Set([life.initial]);
    for (let size = 0; size < reached.size;) {
      size = reached.size;
      for (const { from, to } of Object.values(life.transitions))
        if (to !== 'same' && to !== 'gone' && from.some((state) => reached.has(state))) reached.add(to);
    }
    expect([...reached].sort()).toEqual([...life.states].sort());
  });

  test('every action names states that there are, and says what it does', () => {
    for (const { from, to, effect } of Object.values(life.transitions)) {
      for (const state of from) expect(life.states).toContain(state);
      if (to !== 'same' && to !== 'gone') expect(life.states).toContain(to);
      expect(effect).toMatch(/\.$/);
    }
  });
});
