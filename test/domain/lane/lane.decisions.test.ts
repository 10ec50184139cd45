import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  admit,
  agedPriority,
  agingMs,
  gateStates,
  type TicketRow,
} from '../../../domain/lane/lane.decisions.ts';

const now = 10_000_000;
const ticket = (over: Partial<TicketRow> & { readonly sequence: number }): TicketRow => ({
  id: `t${over.sequence}`,
  state: 'waiting',
  priority: 1,
  partyKey: `customer:${over.sequence}`,
  keepsParty: false,
  enteredAt: now,
  ...over,
});
const open = (capacity: number) => ({ gate: 'open' as const, capacity });

describe('the lane', () => {
  test('fills every free place in the order of entering', () => {
    const line = [ticket({ sequence: 3 }), ticket({ sequence: 1 }), ticket({ sequence: 2 })];
    expect(admit(open(2), line, now)).toEqual(['t1', 't2']);
  });

  test('lets a document pass a register, and a register that waited ten minutes pass a document', () => {
    const register = ticket({ sequence: 1, priority: 2 });
    const document = ticket({ sequence: 2 });
    expect(admit(open(1), [register, document], now)).toEqual(['t2']);
    expect(admit(open(1), [{ ...register, enteredAt: now - agingMs }, document], now)).toEqual(['t1']);
    expect(agedPriority({ priority: 4, enteredAt: now - 10 * agingMs }, now)).toBe(1);
  });

  test('never has two writes of one party in flight', () => {
    const holder = ticket({ sequence: 1, state: 'holding', keepsParty: true, partyKey: 'customer:1' });
    const same = ticket({ sequence: 2, partyKey: 'customer:1' });
    const twins = [ticket({ sequence: 3, partyKey: 'unit:1' }), ticket({ sequence: 4, partyKey: 'unit:1' })];
    expect(admit(open(8), [holder, same, ...twins], now)).toEqual(['t3']);
  });

  test('gives a resting flow its place back before others of its party', () => {
    const returning = ticket({ sequence: 5, keepsParty: true, partyKey: 'customer:1' });
    const other = ticket({ sequence: 2, partyKey: 'customer:1' });
    expect(admit(open(8), [returning, other], now)).toEqual(['t5']);
  });

  test('lets nobody through a closed gate', () => {
    for (const gate of gateStates.filter((state) => state !== 'open'))
      expect(admit({ gate, capacity: 8 }, [ticket({ sequence: 1 })], now)).toEqual([]);
  });

  test('whatever the line, keeps capacity and parties, and names nobody new when asked again', () => {
    const anyTicket = fc.record({
      state: fc.constantFrom('waiting' as const, 'holding' as const, 'resting' as const),
      party: fc.integer({ min: 1, max: 6 }),
      priority: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(
        fc.array(anyTicket, { maxLength: 20 }),
        fc.integer({ min: 1, max: 8 }),
        (shapes, capacity) => {
          const taken = new Set<number>();
          const tickets = shapes.map((shape, index) => {
            const keepsParty = shape.state !== 'waiting' && !taken.has(shape.party);
            if (keepsParty) taken.add(shape.party);
            const state = shape.state !== 'waiting' && !keepsParty ? 'waiting' : shape.state;
            return ticket({
              sequence: index,
              state,
              keepsParty,
              priority: shape.priority,
              partyKey: `p:${shape.party}`,
            });
          });
          const admitted = admit(open(capacity), tickets, now);
          const after = tickets.map((each) =>
            admitted.includes(each.id) ? { ...each, state: 'holding' as const, keepsParty: true } : each,
          );
          const keepers = after.filter((each) => each.keepsParty).map((each) => each.partyKey);
          expect(new Set(keepers).size).toBe(keepers.length);
          const held = tickets.filter((each) => each.state === 'holding').length;
          expect(held + admitted.length).toBeLessThanOrEqual(Math.max(capacity, held));
          expect(admit(open(capacity), after, now)).toEqual([]);
        },
      ),
    );
  });
});
