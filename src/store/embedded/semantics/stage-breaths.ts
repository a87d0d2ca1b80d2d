import type { Doc } from './values.ts';

/**
 * Documents on their way through a pipeline. `undefined` is a breath: work was done and nothing came of it yet, and
 * whoever pulls can let others have their turn before it asks for more.
 */
export type Stream = Iterable<Doc | undefined>;

/** A breath after so many documents. */
const BREATH = 64;

/** Gives a stream made in one go (the items of an array, the groups of a table) its breaths. */
export function* breathing<Item>(items: Iterable<Item>): Generator<Item | undefined, void, void> {
  let count = 0;
  for (const item of items) {
    yield item;
    count += 1;
    if (count % BREATH === 0) yield undefined;
  }
}

/** All of a stream, for a stage that has to see the whole; the breaths are passed on. */
export function* gather(docs: Stream): Generator<undefined, Doc[], void> {
  const all: Doc[] = [];
  for (const doc of docs)
    if (doc) all.push(doc);
    else yield undefined;
  return all;
}

const RUN = 512;

/** A stable merge sort with breaths: the sort of the language keeps everybody waiting until it has ended. */
export function* sortSlowly<Item>(
  items: readonly Item[],
  compare: (left: Item, right: Item) => number,
): Generator<undefined, Item[], void> {
  let runs: Item[][] = [];
  for (let at = 0; at < items.length; at += RUN) {
    runs.push(items.slice(at, at + RUN).sort(compare));
    yield undefined;
  }
  while (runs.length > 1) {
    const merged: Item[][] = [];
    for (let at = 0; at < runs.length; at += 2) {
      const [left = [], right = []] = runs.slice(at, at + 2);
      merged.push(yield* merge(left, right, compare));
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

function* merge<Item>(
  left: readonly Item[],
  right: readonly Item[],
  compare: (left: Item, right: Item) => number,
): Generator<undefined, Item[], void> {
  const merged: Item[] = [];
  let at = 0;
  for (const item of right) {
    for (let other = left[at]; other !== undefined && compare(other, item) <= 0; other = left[at]) {
      merged.push(other);
      at += 1;
      if (merged.length % RUN === 0) yield undefined;
    }
    merged.push(item);
    if (merged.length % RUN === 0) yield undefined;
  }
  return merged.concat(left.slice(at));
}
