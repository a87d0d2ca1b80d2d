/**
 * One queue per place in this process: what waits while a batch is under way goes into the next one together, so a page
 * everybody wants costs one write per round and not one per person. `serve` answers everybody in the batch and does not
 * throw.
 */
export function createBatches<Place, Item>(
  nameOf: (place: Place) => string,
  serve: (place: Place, batch: readonly Item[]) => Promise<void>,
): (place: Place, item: Item) => void {
  const queues = new Map<string, Item[]>();

  async function work(place: Place, name: string, queue: Item[]): Promise<void> {
    while (queue.length > 0) await serve(place, queue.splice(0));
    queues.delete(name);
  }

  return (place, item) => {
    const name = nameOf(place);
    const queue = queues.get(name);
    if (queue) {
      queue.push(item);
      return;
    }
    const opened = [item];
    queues.set(name, opened);
    // Those who come in the same turn of the event loop as the first belong into its batch.
    setImmediate(() => void work(place, name, opened));
  };
}

/** Pages remembered between batches, so that memory stays bounded with any number of them. */
const MOST_REMEMBERED = 2_000;

/** The pages as this process wrote them last. What is remembered is a guess: only a write that meets it proves it. */
export function createMemory<Page>() {
  const pages = new Map<string, Page>();
  return {
    get: (name: string): Page | undefined => pages.get(name),
    set(name: string, page: Page | undefined): void {
      pages.delete(name);
      if (page === undefined) return;
      pages.set(name, page);
      const [oldest] = pages.keys();
      if (pages.size > MOST_REMEMBERED && oldest !== undefined) pages.delete(oldest);
    },
  };
}
