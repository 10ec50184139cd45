import type { MikroORM } from '@mikro-orm/postgresql';
import { withAgreement } from '../../domain/database.ts';
import { newId } from '../../domain/ids.ts';
import {
  findUpload,
  listErrors,
  type NewUpload,
  storeUpload,
} from '../../domain/imports/csv-upload.service.ts';
import type { CsvUpload } from '../../domain/imports/csv-upload.entity.ts';
import { importNextChunk } from '../../domain/imports/import-chunk.ts';
import { createCustomerGroup } from '../../domain/customers/customer-group.service.ts';
import { createProductGroup } from '../../domain/products/product-group.service.ts';
import { createTestAgreement } from './database.ts';

/** What a test says of a file; everything else is the plainest. */
export type Handed = Partial<Omit<NewUpload, 'content'>>;

export const upload = (
  orm: MikroORM,
  agreementNumber: number,
  content: string | Buffer,
  how: Handed = {},
): Promise<CsvUpload> =>
  withAgreement(orm, agreementNumber, (em) =>
    storeUpload(em, {
      id: newId(),
      kind: 'products',
      updatesExisting: false,
      isDryRun: false,
      suppressesWebhooks: false,
      actor: 'test',
      ...how,
      content: Buffer.from(content),
    }),
  );

/** Where an import stands, in few words. */
export interface Standing {
  readonly state: string;
  readonly total: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly bad: number;
  /** `row column: message` */
  readonly errors: readonly string[];
}

export const standingOf = (orm: MikroORM, agreementNumber: number, id: string): Promise<Standing> =>
  withAgreement(orm, agreementNumber, async (em) => {
    const stored = await findUpload(em, id);
    const { rows } = await listErrors(em, stored, { limit: 1_000 });
    return {
      state: stored.state,
      total: stored.rowsTotal,
      created: stored.rowsCreated,
      updated: stored.rowsUpdated,
      unchanged: stored.rowsUnchanged,
      bad: stored.rowsBad,
      errors: rows.map((row) => `${row.rowNumber} ${row.message}`),
    };
  });

/** Stores a file and imports it, chunk by chunk, as the activity does. */
export async function imported(
  orm: MikroORM,
  agreementNumber: number,
  content: string | Buffer,
  how: Handed = {},
): Promise<Standing> {
  const { id } = await upload(orm, agreementNumber, content, how);
  while (await withAgreement(orm, agreementNumber, (em) => importNextChunk(em, id)));
  return standingOf(orm, agreementNumber, id);
}

/** An agreement with product groups 1 and 2, and customer group 1; payment terms and layout 1 come with it. */
export async function agreementForImports(orm: MikroORM): Promise<{ number: number; apiKey: string }> {
  const agreement = await createTestAgreement(orm);
  await withAgreement(orm, agreement.number, async (em) => {
    for (const number of [1, 2])
      await createProductGroup(em, { number, name: `Gruppe ${number}`, vatDomestic: '25' }, 'test');
    await createCustomerGroup(em, { number: 1, name: 'Kunder' }, 'test');
  });
  return agreement;
}

export const productHead = 'number,name,group_id,recommended_cost_price,sales_price';

/** A file of products `P-1` … `P-<count>`. */
export const productFile = (
  count: number,
  row = (at: number) => `P-${at},Vare ${at},1,10.00,19.95`,
): string => [productHead, ...Array.from({ length: count }, (_, at) => row(at + 1)), ''].join('\n');
