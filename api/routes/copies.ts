import { z } from 'zod';
import { copySource } from '../../domain/sales/copy-source.ts';
import type { CopiedKind } from '../../domain/sales/copy-source.ts';
import { documentUpdate } from '../../workflows/documents/contract.ts';
import type { DocumentProgress } from '../../domain/documents/document.ts';
import { makeDocument } from '../documents.ts';
import { endpoint } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { replayed } from '../idempotency.ts';
import { pathNumber } from '../schemas/common.ts';

/** A copy's kind by the dialect's word. */
const targets = { offer: 'offer', order: 'order', invoice: 'customer-invoice' } as const;
type Target = keyof typeof targets;
const words = Object.keys(targets) as [Target, ...Target[]];

const copyBody = z
  .strictObject({ to: z.enum(words, `must be one of ${words.join(', ')}`).optional() })
  .meta({ id: 'DocumentCopy' });

/** The number of what was made, as the workflow of either sort of document answers it. */
const numberOf = (result: { readonly number?: number; readonly progress?: DocumentProgress }) =>
  result.progress?.number ?? result.number;

/** `POST <path>/{number}/copy`: a new draft that says the same, linked to nothing. */
export function documentCopy(kind: CopiedKind, path: string, tag: string): Endpoint {
  const own = words.find((word) => targets[word] === kind) ?? 'invoice';
  return endpoint(
    {
      method: 'POST',
      path: `${path}/{number}/copy`,
      scope: 'write',
      tag,
      summary: `Copy to a new draft: ${words.join(', ')}.`,
      description: `Lines, prices and exchange rate as they are, dated today. Without \`to\`: another ${own}.`,
      params: pathNumber,
      body: copyBody,
      bodyExample: { to: 'order' },
      answers: {
        201: {
          description: 'The number of the new draft, under the name of its kind.',
          schema: z.object({
            offer_id: z.int().optional(),
            order_id: z.int().optional(),
            invoice_id: z.int().optional(),
          }),
        },
      },
      errors: ['Barred', 'EngineUnavailable'],
    },
    async ({ params, body }, context) => {
      const to = body.to ?? own;
      const of = { kind, number: params.number };
      const creation = { kind: targets[to], definition: documentUpdate('create') };
      const acted = await makeDocument<unknown>(context, creation, { create: 'copy', of }, async (em) => {
        await copySource(em, of);
      });
      const answer = { status: 201, body: { [`${to}_id`]: numberOf(acted.result as object) } };
      return acted.isRepeat ? replayed(answer) : answer;
    },
  );
}
