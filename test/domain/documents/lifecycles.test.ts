import { describe, expect, test } from '@jest/globals';
import {
  actionsOf,
  allowedActionsOf,
  refusalOf,
  requireAllowed,
  standingAfterAction,
  wordOf,
} from '../../../domain/documents/lifecycle.ts';
import { DomainError } from '../../../domain/errors.ts';
import { deliveryAxis, invoicingAxis, purchasingAxis } from '../../../domain/orders/order.lifecycle.ts';
import {
  purchaseInvoicingAxis,
  receivingAxis,
} from '../../../domain/purchase-orders/purchase-order.lifecycle.ts';
import { pickedAxis } from '../../../domain/shipments/shipment.lifecycle.ts';
import { lives } from '../../../docs/pages/lifecycles.ts';
import { actionsBy, outcomeBy, outcomeOf, ruleFor, rulesOf, standingsBy } from './rules.ts';

/** Rules are asked of lifecycles by the titles of their chapters. */
const kinds = lives.map(({ title, life }) => {
  const rules = rulesOf[title];
  if (rules === undefined) throw new Error(`There are no rules of ${title}.`);
  return { title, life, rules };
});

test('the rules are of every lifecycle that there is', () => {
  expect(lives.map(({ title }) => title).sort()).toEqual(Object.keys(rulesOf).sort());
});

test('the axes have the values of the rules', () => {
  expect({ ...rulesOf['Orders']?.axes }).toEqual({
    delivery: deliveryAxis,
    invoicing: invoicingAxis,
    purchasing: purchasingAxis,
  });
  expect({ ...rulesOf['Purchase orders']?.axes }).toEqual({
    receiving: receivingAxis,
    invoicing: purchaseInvoicingAxis,
  });
  expect(rulesOf['Shipments']?.axes['picked']).toEqual(pickedAxis);
});

describe.each(kinds)('the lifecycle of $title', ({ life, rules }) => {
  test('has the states and actions of the rules, and no others', () => {
    expect([...life.states].sort()).toEqual([...rules.states].sort());
    expect([...actionsOf(life)].sort()).toEqual(actionsBy(rules));
    expect(life.initial).toBe(rules.initial);
  });

  test.each(standingsBy(rules))('allows and refuses what the rules say: %j', (standing) => {
    const said: Record<string, string> = {};
    const done: Record<string, string> = {};
    for (const action of actionsOf(life)) {
      // Where the service archives it, the table cannot say so.
      const byService = ruleFor(rules, standing, action)?.archivedByService === true;
      said[action] = outcomeBy(rules, standing, action).replace(byService ? '+' : '', '');
      done[action] =
        refusalOf(life, standing, action) === undefined
          ? outcomeOf(standingAfterAction(life, standing, action, 7))
          : 'refused';
    }
    expect(done).toEqual(said);
    expect([...allowedActionsOf(life, standing)].sort()).toEqual(
      actionsBy(rules).filter((action) => said[action] !== 'refused'),
    );
  });

  test.each(standingsBy(rules))('refuses with state, allowed actions and reason: %j', (standing) => {
    const allowed = actionsOf(life).filter((action) => ruleFor(rules, standing, action));
    for (const action of actionsOf(life)) {
      if (allowed.includes(action)) continue;
      let refusal: unknown;
      try {
        requireAllowed(life, standing, action, 7);
      } catch (error) {
        refusal = error;
      }
      expect(refusal).toBeInstanceOf(DomainError);
      expect(refusal).toMatchObject({
        code: 'InvalidTransition',
        params: {
          action,
          state: wordOf(standing),
          allowed: allowed.length === 0 ? 'nothing' : allowed.join(', '),
        },
        errors: { action: [expect.stringMatching(/\.$/)] },
      });
    }
  });

  test('every action says what it does', () => {
    for (const { effect } of Object.values(life.transitions)) expect(effect).toMatch(/\.$/);
  });
});
