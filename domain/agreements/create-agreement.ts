import { parseArgs } from 'node:util';
import { ConfigError, readConfig } from '../config.ts';
import { close, createOrm, isDatabaseUnavailable } from '../database.ts';
import { DomainError } from '../errors.ts';
import type { Language } from '../languages.ts';
import type { InventoryPrinciple } from '../stock/engine/state.ts';
import { createAgreement } from './agreement.service.ts';
import type { NewAgreement } from './agreement.service.ts';

/** The command `npm run agreement`. It goes through the app's own login, so the operator needs no owner's password. */

const usage = `Makes an agreement with its first admin key.

  npm run agreement -- --name <company> [options]

  --name <text>       the company's name (required)
  --number <number>   1000 to 99999; default: the next free one
  --country <code>    ISO 3166, default DK
  --currency <code>   base currency, ISO 4217, default DKK
  --language <code>   da, nb, fi, sv or en; default: the country's
  --cvr <text>        corporate identification number
  --inventory-principle <word>
                      how stock is valued, for good: average (default) or fifo
  --json              one line of JSON: {"agreement": <number>, "api_key": "<key>"}

The key is shown once. Reads DATABASE_URL. Exit codes: 0 made; 1 refused or failed; 2 wrong usage.`;

const exits = { made: 0, failed: 1, usage: 2 } as const;

interface Arguments {
  readonly input: NewAgreement;
  readonly isJson: boolean;
}

function readArguments(args: readonly string[]): Arguments | 'help' | { readonly fault: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      strict: true,
      options: {
        name: { type: 'string' },
        number: { type: 'string' },
        country: { type: 'string' },
        currency: { type: 'string' },
        language: { type: 'string' },
        cvr: { type: 'string' },
        'inventory-principle': { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return 'help';
    if (values.name === undefined) return { fault: '--name is required.' };
    const number = values.number === undefined ? undefined : Number(values.number);
    const input: NewAgreement = {
      name: values.name,
      number,
      country: values.country?.toUpperCase(),
      baseCurrency: values.currency?.toUpperCase(),
      // A language that is none of ours is refused by the rules of the agreement.
      language: values.language as Language | undefined,
      corporateIdentificationNumber: values.cvr,
      // As the language.
      inventoryPrinciple: values['inventory-principle'] as InventoryPrinciple | undefined,
    };
    return { input, isJson: values.json };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

const faultOf = (error: unknown): string => {
  if (error instanceof ConfigError) return error.message;
  if (isDatabaseUnavailable(error))
    return 'PostgreSQL at DATABASE_URL cannot be reached. Start it, or correct the address.';
  if (error instanceof DomainError) return [error.message, ...Object.values(error.errors).flat()].join('\n');
  return error instanceof Error ? error.message : String(error);
};

/** Runs the command with these arguments; returns the exit code. */
export async function agreementCommand(
  args: readonly string[],
  env?: Readonly<Record<string, string | undefined>>,
  out: (text: string) => void = console.log,
  complain: (text: string) => void = console.error,
): Promise<number> {
  const read = readArguments(args);
  if (read === 'help') {
    out(usage);
    return exits.made;
  }
  if ('fault' in read) {
    complain(`${read.fault}\n\n${usage}`);
    return exits.usage;
  }
  try {
    const { database } = readConfig(['database'], env);
    const orm = await createOrm(database.url, { poolMax: 1, applicationName: 'bilag-agreement' });
    try {
      const { agreement, plainKey } = await createAgreement(orm, read.input, 'operator');
      const { number, name } = agreement;
      if (read.isJson) out(JSON.stringify({ agreement: number, api_key: plainKey }));
      else out(`Agreement ${number} (${name}) is made.\nAdmin key, shown only now: ${plainKey}`);
      return exits.made;
    } finally {
      await close(orm);
    }
  } catch (error) {
    complain(faultOf(error));
    return exits.failed;
  }
}

if (import.meta.main)
  void agreementCommand(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
