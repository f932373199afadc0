/** Reads a list to its end: the doors answer a page at a time. */

const pageSize = 500;

export async function readAll<Item>(
  readPage: (page: {
    readonly limit: number;
    readonly offset: number;
  }) => Promise<{ items: readonly Item[]; total: number }>,
): Promise<Item[]> {
  const all: Item[] = [];
  for (;;) {
    const { items, total } = await readPage({ limit: pageSize, offset: all.length });
    all.push(...items);
    if (items.length === 0 || all.length >= total) return all;
  }
}
