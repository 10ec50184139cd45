import { type FaultName, faultNames, faults } from './faults.ts';
import type { SeedResult } from './run-seed.ts';

/** The counts that have to be 0. */
export const wrongs = ['duplicates', 'losses', 'stuck', 'cents', 'late'] as const;

export const isWrong = ({ verdict }: SeedResult): boolean => wrongs.some((name) => verdict[name] > 0);

/** One fault over all its seeds. */
export interface FaultFigures extends Readonly<Record<(typeof wrongs)[number], number>> {
  readonly fault: FaultName;
  readonly seeds: number;
  readonly documents: number;
  /** Seeds whose harm met something. */
  readonly met: number;
  readonly parked: number;
  /** Seeds that repeat what went wrong. */
  readonly repeat: readonly number[];
}

export function figuresOf(results: readonly SeedResult[]): FaultFigures[] {
  return faultNames.flatMap((fault) => {
    const own = results.filter((result) => result.fault === fault);
    if (own.length === 0) return [];
    const sum = (name: (typeof wrongs)[number] | 'documents' | 'parked'): number =>
      own.reduce((total, { verdict }) => total + verdict[name], 0);
    return [
      {
        fault,
        seeds: own.length,
        documents: sum('documents'),
        met: own.filter(({ met }) => met > 0).length,
        parked: sum('parked'),
        duplicates: sum('duplicates'),
        losses: sum('losses'),
        stuck: sum('stuck'),
        cents: sum('cents'),
        late: sum('late'),
        repeat: own.filter(isWrong).map(({ seed }) => seed),
      },
    ];
  });
}

const columns = ['fault', 'seeds', 'met', 'documents', 'parked', ...wrongs, 'repeat'] as const;

/** The figures as a table for people, with a line of sums. */
export function tableOf(figures: readonly FaultFigures[]): string {
  const total = columns.map((column) => {
    if (column === 'fault') return 'all';
    if (column === 'repeat') return '';
    return String(figures.reduce((sum, row) => sum + row[column], 0));
  });
  const rows = [
    [...columns],
    ...figures.map((row) =>
      columns.map((column) =>
        column === 'repeat' ? row.repeat.map((seed) => `--seed ${seed}`).join(' ') : String(row[column]),
      ),
    ),
    total,
  ];
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, at) =>
          at === 0 || at === columns.length - 1
            ? cell.padEnd(widths[at] ?? 0)
            : cell.padStart(widths[at] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** What each fault does, for the help and the docs. */
export const faultLines = (): string =>
  faultNames.map((name) => `  ${name.padEnd(20)} ${faults[name].what}`).join('\n');
