import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ApiClient, ApiRefusal } from './api-client.ts';
import { field, readCsv } from './csv.ts';

/** The demo's agreement with its first admin key, as `npm run agreement -- --json` prints them. */
interface DemoAgreement {
  readonly agreement: number;
  readonly api_key: string;
}

interface Options {
  readonly apiUrl: string;
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly signal: AbortSignal;
}

const run = promisify(execFile);
const unauthorized = 401;

/**
 * The demo agreement: the one that an earlier start made and kept in `demo.json` of the data folder (mode 600, for it
 * holds the admin key), or a new one, made by the same command that an operator runs.
 */
export async function demoAgreement(
  options: Options,
): Promise<{ readonly number: number; readonly isNew: boolean; readonly api: ApiClient }> {
  const file = join(options.dataDir, 'demo.json');
  const client = (key: string): ApiClient =>
    new ApiClient({ url: options.apiUrl, key, signal: options.signal });
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as DemoAgreement) : undefined;
  if (kept !== undefined && (await isKnown(client(kept.api_key))))
    return { number: kept.agreement, isNew: false, api: client(kept.api_key) };
  const made = await makeAgreement(options);
  keep(file, options.dataDir, made);
  return { number: made.agreement, isNew: true, api: client(made.api_key) };
}

/** False where the key belongs to a database that is gone. */
async function isKnown(api: ApiClient): Promise<boolean> {
  try {
    await api.get('/api/self');
    return true;
  } catch (error) {
    if (error instanceof ApiRefusal && error.status === unauthorized) return false;
    throw error;
  }
}

async function makeAgreement({ databaseUrl, signal }: Options): Promise<DemoAgreement> {
  const row = readCsv('agreement')[0] ?? {};
  const command = join(import.meta.dirname, '../../domain/agreements/create-agreement.ts');
  const { stdout } = await run(
    process.execPath,
    [
      command,
      '--json',
      ...['--name', field(row, 'name')],
      ...['--country', field(row, 'country')],
      ...['--currency', field(row, 'base_currency')],
      ...['--language', field(row, 'language')],
      ...['--cvr', field(row, 'corporate_identification_number')],
    ],
    { signal, env: { ...process.env, DATABASE_URL: databaseUrl } },
  );
  return JSON.parse(stdout) as DemoAgreement;
}

/** The file appears whole or not at all, readable by its user alone. */
function keep(file: string, dataDir: string, made: DemoAgreement): void {
  mkdirSync(dataDir, { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(made)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}

/** Address and defaults of the agreement, as far as they differ from what it has. Layouts and terms must be there. */
export async function applySettings(api: ApiClient): Promise<void> {
  const now = await api.all('/api/settings', 'settings', 'identifier,value,is_changeable');
  const wanted = readCsv('agreement')[0] ?? {};
  for (const setting of now) {
    const identifier = String(setting['identifier']);
    const value = wanted[identifier];
    if (value === undefined || value === '' || setting['is_changeable'] !== true) continue;
    if (String(setting['value']) === value) continue;
    const typed = identifier.endsWith('_id') ? Number(value) : value;
    await api.put(`/api/settings/${identifier}`, { value: typed });
  }
}

/** The agreement's own address gets a mail of what stops documents; the embedded stack writes it to a file. */
export async function tellTheBookkeeper(api: ApiClient): Promise<void> {
  const row = readCsv('agreement')[0] ?? {};
  await api.post('/api/notification-recipients', {
    email: field(row, 'email'),
    language: field(row, 'language'),
  });
}
