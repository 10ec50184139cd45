/** Sorted copy, smallest first. */
const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

/** The value below which this share (0 to 1) of the values lies, by the nearest rank. Throws where there are none. */
export function quantile(values: readonly number[], share: number): number {
  const rank = Math.max(1, Math.ceil(share * values.length));
  const value = sorted(values)[rank - 1];
  if (value === undefined) throw new Error('There is nothing to take a quantile of.');
  return value;
}

/** The middle value; of an even number of them, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const upper = sorted(values).at(Math.floor(values.length / 2));
  if (upper === undefined) throw new Error('There is nothing to take a median of.');
  return values.length % 2 === 1 ? upper : (upper + quantile(values, 0.5)) / 2;
}

/** Slope of the straight line through the points by least squares, in units of y per unit of x. */
export function slope(points: readonly { readonly x: number; readonly y: number }[]): number {
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const x = mean(points.map((point) => point.x));
  const y = mean(points.map((point) => point.y));
  const spread = points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
  if (spread === 0) throw new Error('A slope needs points at two different places.');
  return points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0) / spread;
}
