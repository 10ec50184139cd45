/** One measured figure, with its goal where it has one. */
export interface Figure {
  /** The bench it comes from. */
  readonly bench: string;
  readonly what: string;
  /** In words, with its unit. */
  readonly value: string;
  /** The number itself, for the JSON file. */
  readonly number: number;
  readonly goal?: string;
  /** Only with a goal. */
  readonly reached?: boolean;
}

const unit = (value: number, digits: number, name: string): string =>
  `${value.toFixed(digits)} ${name}`.trim();

/** A figure without a goal. `digits` after the point. */
export const shown = (bench: string, what: string, number: number, digits: number, name: string): Figure => ({
  bench,
  what,
  number,
  value: unit(number, digits, name),
});

/** A figure with a bound that it must not pass: at most, or at least. */
export function held(
  figure: Figure,
  bound: { readonly atMost: number } | { readonly atLeast: number },
  name: string,
): Figure {
  const [sign, limit, reached] =
    'atMost' in bound
      ? ['≤', bound.atMost, figure.number <= bound.atMost]
      : ['≥', bound.atLeast, figure.number >= bound.atLeast];
  return { ...figure, goal: `${sign} ${limit} ${name}`.trim(), reached };
}

/** Whether every figure that has a goal reached it. */
export const allReached = (figures: readonly Figure[]): boolean =>
  figures.every((figure) => figure.reached !== false);

const heads = ['bench', 'figure', 'value', 'goal', ''] as const;

/** The table as people read it. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.bench,
    figure.what,
    figure.value,
    figure.goal ?? '',
    figure.reached === undefined ? '' : figure.reached ? 'reached' : 'MISSED',
  ]);
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column === 2 ? cell.padStart(widths[2] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [line(heads), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
