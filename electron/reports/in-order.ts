/**
 * Works on several items at once and gives the results in the order of the items: at most `limit` are begun and
 * not yet taken, so a slow reader holds the work back. `work` gives failures as values and never rejects.
 */
export async function* inOrder<Item, Made>(
  items: Iterable<Item>,
  limit: number,
  work: (item: Item) => Promise<Made>,
): AsyncGenerator<Made, void, undefined> {
  const begun: Promise<Made>[] = [];
  const source = items[Symbol.iterator]();
  let more = true;
  try {
    for (;;) {
      while (more && begun.length < limit) {
        const next = source.next();
        if (next.done === true) more = false;
        else begun.push(work(next.value));
      }
      const first = begun.shift();
      if (!first) return;
      yield await first;
    }
  } finally {
    // The reader left early: let what was begun come to its end.
    await Promise.allSettled(begun);
  }
}
