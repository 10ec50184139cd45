import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What the embedded stack makes up once and keeps, readable by its user alone. */
export interface StackSecrets {
  /** Passwords of the embedded PostgreSQL's roles. */
  readonly superuserPassword: string;
  readonly ownerPassword: string;
  readonly appPassword: string;
  /** `<id>:<32 bytes in base64>`, with which ERP credentials are encrypted at rest: `CREDENTIALS_KEYS`. */
  readonly credentialsKeys: string;
}

const fileName = 'secrets.json';

/** Reads the stack's secrets from its data folder (mode 600), making them at the first start. */
export function stackSecrets(dataDir: string): StackSecrets {
  const file = join(dataDir, fileName);
  if (!existsSync(file)) {
    const password = (): string => randomBytes(24).toString('base64url');
    const secrets: StackSecrets = {
      superuserPassword: password(),
      ownerPassword: password(),
      appPassword: password(),
      credentialsKeys: `embedded:${randomBytes(32).toString('base64')}`,
    };
    writeOnce(file, `${JSON.stringify(secrets, null, 2)}\n`);
  }
  chmodSync(file, 0o600);
  return JSON.parse(readFileSync(file, 'utf8')) as StackSecrets;
}

/** The file appears whole or not at all, and the first writer wins. */
function writeOnce(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text, { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
