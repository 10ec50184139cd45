import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Slots } from '../../../domain/printing/slots.ts';

describe('PDFs at once', () => {
  test('are never more than there are slots, come in their order, and a failed one frees its slot', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.record({ turns: fc.nat({ max: 3 }), fails: fc.boolean() }), { maxLength: 30 }),
        async (count, tasks) => {
          const slots = new Slots(count);
          const begun: number[] = [];
          let running = 0;
          let most = 0;
          const ends = tasks.map(({ turns, fails }, at) =>
            slots.use(async () => {
              begun.push(at);
              running += 1;
              most = Math.max(most, running);
              for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
              running -= 1;
              if (fails) throw new Error('It failed.');
              return at;
            }),
          );
          const settled = await Promise.allSettled(ends);
          expect(settled.map(({ status }) => status)).toEqual(
            tasks.map(({ fails }) => (fails ? 'rejected' : 'fulfilled')),
          );
          expect(begun).toEqual(tasks.map((_, at) => at));
          expect(most).toBeLessThanOrEqual(count);
        },
      ),
      { numRuns: 100 },
    );
  });
});
