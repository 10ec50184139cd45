import { configSections } from '../../domain/config.ts';

const titles: Readonly<Record<keyof typeof configSections, string>> = {
  database: 'PostgreSQL (API, worker, `npm run agreement`)',
  owner: 'PostgreSQL as owner (`npm run migrate`)',
  temporal: 'Temporal (API, worker)',
  api: 'API',
  worker: 'Worker',
  economic: 'Visma e-conomic (worker)',
  credentials: 'ERP credentials (API, worker)',
  delivery: 'Mails and webhooks (worker)',
  support: 'Support: API',
  log: 'Log (all)',
};

interface Entry {
  readonly name: string;
  readonly what: string;
  readonly fix: string;
  readonly fallback: string | undefined;
}

const entry = ({ name, what, fix, fallback }: Entry): string =>
  `- \`${name}\` (${fallback === undefined ? 'required' : `default \`${fallback}\``}): ${what} Set it to \`${fix}\`.`;

/** The page of all environment variables, from the same list that reads them. A test keeps the file equal to it. */
export function configurationPage(): string {
  const sections = Object.entries(configSections).flatMap(([name, variables]) => {
    const entries: readonly Entry[] = Object.values(variables);
    return [`## ${titles[name as keyof typeof configSections]}`, entries.map(entry).join('\n')];
  });
  return [
    '# Configuration',
    'Every setting is an environment variable. A process reads what it needs when it starts, names every missing or ' +
      'wrong variable at once, and ends. Written from `domain/config.ts` by `npm run docs`.',
    ...sections,
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}
