/** Runs `step` for each item, so many at once, in order. Where one throws, no further items are begun by its runner. */
export async function atOnce<Item>(
  count: number,
  items: readonly Item[],
  step: (item: Item) => Promise<void>,
): Promise<void> {
  // One iterator for all runners: each takes the next item.
  const queue = items.values();
  const runner = async (): Promise<void> => {
    for (const item of queue) await step(item);
  };
  await Promise.all(Array.from({ length: Math.min(count, items.length) }, runner));
}
