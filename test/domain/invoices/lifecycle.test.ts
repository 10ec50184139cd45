import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  allowedActions,
  assertAllowed,
  customerInvoiceActions,
  customerInvoiceKinds,
  customerInvoiceStates,
  initialState,
  refusal,
  standingAfter,
} from '../../../domain/invoices/customer-invoice.lifecycle.ts';
import type { CustomerInvoiceStanding } from '../../../domain/invoices/customer-invoice.lifecycle.ts';
import { customerInvoiceArrows, lifecyclesPage } from '../../../docs/pages/lifecycles.ts';

const kind = fc.constantFrom(...customerInvoiceKinds);
const walk = fc.array(fc.constantFrom(...customerInvoiceActions), { maxLength: 40 });
const fresh = (of: CustomerInvoiceStanding['kind']): CustomerInvoiceStanding => ({
  kind: of,
  state: initialState,
  isArchived: false,
});

describe('lifecycle of customer invoices', () => {
  test('on every walk, booked stays booked, archived stays archived, and a draft is never archived', () => {
    fc.assert(
      fc.property(kind, walk, (of, actions) => {
        let standing = fresh(of);
        for (const action of actions) {
          const reason = refusal(standing, action);
          expect(allowedActions(standing).includes(action)).toBe(reason === undefined);
          if (reason !== undefined) {
            expect(() => standingAfter(standing, action, 1)).toThrow(
              reason.includes(' ') ? /not possible/ : reason,
            );
            continue;
          }
          const after = standingAfter(standing, action, 1);
          if (!after) {
            expect(standing.state).toBe('draft');
            return;
          }
          expect(after.kind).toBe(standing.kind);
          if (standing.state === 'booked') expect(after.state).toBe('booked');
          if (standing.isArchived) expect(after.isArchived).toBe(true);
          if (after.isArchived) expect(after.state).toBe('booked');
          standing = after;
        }
      }),
    );
  });

  test.each(customerInvoiceKinds)('every state can be reached, and only from a new %s', (of) => {
    const reached = new Set(customerInvoiceArrows(of).map((arrow) => arrow.to));
    expect(reached).toEqual(new Set([...customerInvoiceStates, 'archived', '[*]']));
  });

  test('a booked invoice allows no editing, deleting or booking', () => {
    const booked: CustomerInvoiceStanding = { kind: 'invoice', state: 'booked', isArchived: false };
    expect(allowedActions(booked)).toEqual(['createCreditNote', 'setLayout', 'archive']);
  });

  test('a draft allows what a draft allows', () => {
    expect(allowedActions(fresh('invoice'))).toEqual(['edit', 'delete', 'book', 'setLayout']);
    expect(allowedActions(fresh('credit-note'))).toEqual(['edit', 'delete', 'book', 'setLayout']);
  });

  test('a credit note cannot be credited', () => {
    const booked: CustomerInvoiceStanding = { kind: 'credit-note', state: 'booked', isArchived: false };
    expect(refusal(booked, 'createCreditNote')).toBe('A credit note cannot itself be credited.');
  });

  test('a refusal names the state, what is allowed and why', () => {
    const archived: CustomerInvoiceStanding = { kind: 'invoice', state: 'booked', isArchived: true };
    const refused = (): void => {
      assertAllowed(archived, 'archive', 1001);
    };
    expect(refused).toThrow(
      'Invoice 1001 is archived, so "archive" is not possible. Allowed now: createCreditNote, setLayout.',
    );
    expect(refused).toThrow(
      expect.objectContaining({ code: 'InvalidTransition', errors: { action: ['It is archived.'] } }),
    );
  });

  test('the page of lifecycles is what the table says', async () => {
    const file = new URL('../../../docs/reference/lifecycles.md', import.meta.url);
    expect(await readFile(file, 'utf8')).toBe(lifecyclesPage());
  });
});
