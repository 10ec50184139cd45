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
  /** Seeds whose fault met something. */
  readonly met: number;
  /** Seeds whose fault met nothing: they tried the product no harder than a quiet day. */
  readonly unmet: readonly number[];
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
        unmet: own.filter(({ met }) => met === 0).map(({ seed }) => seed),
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

/** Faults that met nothing in any of several seeds: not one unlucky moment, but a fault that tries nothing any more. */
export const neverMet = (figures: readonly FaultFigures[]): FaultFigures[] =>
  figures.filter(({ seeds, met }) => seeds > 1 && met === 0);

const columns = ['fault', 'seeds', 'met', 'documents', 'parked', ...wrongs, 'unmet', 'repeat'] as const;
type Column = (typeof columns)[number];
/** Seeds as options: on the left of their column, and without a sum. */
const isList = (column: Column | undefined): column is 'unmet' | 'repeat' =>
  column === 'unmet' || column === 'repeat';

/** The figures as a table for people, with a line of sums. */
export function tableOf(figures: readonly FaultFigures[]): string {
  const total = columns.map((column) => {
    if (column === 'fault') return 'all';
    if (isList(column)) return '';
    return String(figures.reduce((sum, row) => sum + row[column], 0));
  });
  const rows = [
    [...columns],
    ...figures.map((row) =>
      columns.map((column) =>
        isList(column) ? row[column].map((seed) => `--seed ${seed}`).join(' ') : String(row[column]),
      ),
    ),
    total,
  ];
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, at) =>
          at === 0 || isList(columns[at]) ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** What each fault does, for the help and the docs. */
export const faultLines = (): string =>
  faultNames.map((name) => `  ${name.padEnd(20)} ${faults[name].what}`).join('\n');
