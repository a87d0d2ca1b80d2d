interface Waiting<Item, Outcome> {
  readonly item: Item;
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
}

/** Items one command carries; who comes after them goes with the next. */
const MOST = 200;

/**
 * What many want done to one collection goes in one command: whoever asks while one is under way goes with the next. Who asks alone is
 * not kept waiting but for those who ask in the same turn of the event loop. `act` answers each, in order; what it throws is
 * everybody's.
 */
export function gathered<Item, Outcome>(
  act: (items: readonly Item[]) => Promise<readonly Outcome[]>,
): (item: Item) => Promise<Outcome> {
  const waiting: Waiting<Item, Outcome>[] = [];
  let isServing = false;

  async function serve(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, MOST);
      try {
        const outcomes = await act(batch.map(({ item }) => item));
        // Every item has an outcome, as `act` promises.
        for (const [index, { resolve }] of batch.entries()) resolve(outcomes[index] as Outcome);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    isServing = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (isServing) return;
      isServing = true;
      setImmediate(() => void serve());
    });
}
