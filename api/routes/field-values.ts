import type { z } from 'zod';
import { fieldValues, setFieldValues } from '../../domain/fields/field-values.service.ts';
import type { FilledField } from '../../domain/fields/field-values.service.ts';
import type { FieldOwner } from '../../domain/fields/field-owners.ts';
import { emitEvent } from '../../domain/webhooks/emit-event.ts';
import { webhookEventOf } from '../../domain/webhooks/webhook-events.ts';
import type { Em } from '../context.ts';
import { changing, reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { fieldValueViews } from '../field-filters.ts';
import { fieldValuesBody, fieldValuesRow } from '../schemas/fields.ts';

/** A register row or a document that carries fields. */
interface Owner {
  readonly id: string;
  readonly number: string | number;
}

/** What tells of a change besides the answer, with the values by the fields' ids as they were and as they are. */
export interface FieldChange {
  readonly before: Readonly<Record<string, string | boolean | null>>;
  readonly after: Readonly<Record<string, string | boolean | null>>;
}

export interface FieldRoutes<P> {
  /** The owner's own path: `/api/customers/{number}`. */
  readonly path: string;
  readonly tag: string;
  /** One owner in summaries: `customer`. */
  readonly what: string;
  readonly kind: FieldOwner;
  readonly params: z.ZodType<P>;
  /** The owner of the path. Throws `NotFound`. */
  find(em: Em, path: P): Promise<Owner>;
  /** The owner, held for a change until the transaction ends; throws where it cannot be changed. Default: `find`. */
  hold?(em: Em, path: P): Promise<Owner>;
  /** Tells of a change. Default: the webhook event `<kind>.updated`, where there is one. */
  changed?(em: Em, owner: Owner, change: FieldChange, actor: string): Promise<void>;
}

const commonOf = <P>(routes: FieldRoutes<P>) =>
  ({ path: `${routes.path}/fields`, tag: routes.tag, params: routes.params }) as const;

const answers = { 200: { description: 'The fields with their values.', schema: fieldValuesRow } };

const one = (what: string): string => `${/^[aeiou]/.test(what) ? 'an' : 'a'} ${what}`;

/** `GET …/fields` of whatever carries fields of the agreement's own. */
export const fieldReading = <P>(routes: FieldRoutes<P>): Endpoint =>
  reading(
    {
      ...commonOf(routes),
      method: 'GET',
      scope: 'read',
      summary: `The agreement's own fields of ${one(routes.what)}.`,
      answers,
    },
    async (em, { params }) => {
      const { id } = await routes.find(em, params);
      return answerOf(await fieldValues(em, { kind: routes.kind, id }));
    },
  );

/** `GET …/fields` and `PUT …/fields` of whatever carries fields of the agreement's own. */
export function fieldEndpoints<P>(routes: FieldRoutes<P>): readonly Endpoint[] {
  return [
    fieldReading(routes),
    changing(
      {
        ...commonOf(routes),
        method: 'PUT',
        scope: 'write',
        summary: `Set fields of the agreement's own of ${one(routes.what)}.`,
        description: 'Fields that are not named keep their value.',
        body: fieldValuesBody,
        bodyExample: { custom_fields: [{ id: 1, value: 'Blå' }] },
        answers,
      },
      async (em, { params, body }, { caller }) => {
        const owner = await (routes.hold ?? routes.find)(em, params);
        const row = { kind: routes.kind, id: owner.id };
        const before = byId(await fieldValues(em, row));
        const filled = await setFieldValues(em, row, body.custom_fields);
        const change = differences(before, byId(filled));
        if (Object.keys(change.after).length > 0) await tell(routes, em, owner, change, caller.actor);
        return answerOf(filled);
      },
    ),
  ];
}

const byId = (filled: readonly FilledField[]): FieldChange['after'] =>
  Object.fromEntries(filled.map(({ field, value }) => [String(field.number), value]));

function differences(before: FieldChange['before'], after: FieldChange['after']): FieldChange {
  const changed = Object.keys(after).filter((id) => before[id] !== after[id]);
  const only = (values: FieldChange['after']): FieldChange['after'] =>
    Object.fromEntries(changed.map((id) => [id, values[id] ?? null]));
  return { before: only(before), after: only(after) };
}

async function tell<P>(
  routes: FieldRoutes<P>,
  em: Em,
  owner: Owner,
  change: FieldChange,
  actor: string,
): Promise<void> {
  if (routes.changed !== undefined) return routes.changed(em, owner, change, actor);
  const event = webhookEventOf(`${routes.kind.replaceAll('-', '_')}.updated`);
  if (event === undefined) return;
  const data = { number: owner.number, custom_fields: change.after };
  await emitEvent(em, { event, key: owner.number, keyName: 'number', data, changed: ['custom_fields'] });
}

const answerOf = (filled: readonly FilledField[]) => ({
  status: 200,
  body: { field_values: fieldValueViews(filled) },
});
