import { decode } from '../semantics/codec.ts';
import { prepareIndex } from './catalog.ts';
import type { Collection, Index } from './definition.ts';
import type { Engine } from './engine.ts';
import type { IndexSpec } from './index-spec.ts';
import { wholeRange, withoutPrefix } from './keys.ts';
import type { Namespace } from './namespace.ts';
import { RangeCursor } from './range-cursor.ts';
import type { Store } from './store.ts';

type Exists = (indexes: readonly Index[], spec: IndexSpec) => boolean;

/** One transaction of a build takes this long, then others have their turn. */
const TURN_MS = 20;

/**
 * Makes the indexes that are not there yet, one after the other, and answers how many were made. While entries for what
 * is stored already are being made, writes keep the new index up to date, but nobody reads by it. If it cannot be made
 * (two documents under one unique key), nothing of it stays. Whoever asks for an index that somebody else is making waits
 * for it, and makes it himself if that came to nothing.
 */
export async function buildIndexes(
  store: Store,
  namespace: Namespace,
  specs: readonly IndexSpec[],
  exists: Exists,
): Promise<number> {
  const madeAtOnce = await store.commits.submit(() => makeOnEmpty(store, namespace, specs, exists));
  if (madeAtOnce !== undefined) return madeAtOnce;
  let made = 0;
  for (const spec of specs) {
    if (await makeIndex(store, namespace, spec, exists)) made += 1;
  }
  return made;
}

/**
 * Where no document is stored yet there is nothing to fill in, so all indexes are made in one piece: a first start makes
 * some hundred of them. Answers how many were made, or `undefined` if this has to go the long way.
 */
function makeOnEmpty(
  { catalog, engine }: Store,
  namespace: Namespace,
  specs: readonly IndexSpec[],
  exists: Exists,
): number | undefined {
  const collection = catalog.find(namespace);
  const isBusy = collection?.indexes.some(({ isBuilding }) => isBuilding) === true;
  if (isBusy || (collection && holdsAny(engine, collection.id))) return undefined;
  // Each is compared with those before it too, and whatever is refused is refused before anything is written.
  const planned: Index[] = [];
  for (const spec of specs) {
    const indexes = [...(collection?.indexes ?? []), ...planned];
    if (!exists(indexes, spec)) planned.push(emptyIndex(spec, 0));
  }
  const made = planned.map((index) => ({ ...index, id: catalog.takeId() }));
  const stands = catalog.ensure(namespace);
  if (made.length > 0) catalog.save({ ...stands, indexes: [...stands.indexes, ...made] });
  return made.length;
}

function holdsAny(engine: Engine, id: number): boolean {
  const cursor = new RangeCursor(engine, wholeRange(id));
  const isAny = cursor.next() !== undefined;
  cursor.pause();
  return isAny;
}

const emptyIndex = (spec: IndexSpec, id: number): Index =>
  prepareIndex({ ...spec, id, isBuilding: false, isMultikey: false, isTruncated: false });

/** Whether it was made here; `false` if it was there. */
async function makeIndex(store: Store, namespace: Namespace, spec: IndexSpec, exists: Exists): Promise<boolean> {
  for (;;) {
    let finish = (): void => {};
    const end = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const begun = await store.commits.submit(() => begin(store, namespace, spec, exists, end));
    if (begun.kind === 'there') return false;
    if (begun.kind === 'being made') {
      await begun.end;
      continue;
    }
    try {
      await fill(store, namespace, begun.id);
      return true;
    } finally {
      store.builds.delete(begun.id);
      finish();
    }
  }
}

type Begun =
  | { readonly kind: 'there' }
  | { readonly kind: 'being made'; readonly end: Promise<void> }
  | { readonly kind: 'begun'; readonly id: number };

function begin(
  { catalog, builds }: Store,
  namespace: Namespace,
  spec: IndexSpec,
  exists: Exists,
  end: Promise<void>,
): Begun {
  let collection = catalog.ensure(namespace);
  if (exists(collection.indexes, spec)) {
    const unfinished = collection.indexes.find(({ name, isBuilding }) => isBuilding && name === spec.name);
    if (!unfinished) return { kind: 'there' };
    const others = builds.get(unfinished.id);
    if (others) return { kind: 'being made', end: others };
    // A full disk can keep a build that failed from being taken back.
    collection = catalog.dropIndex(collection, unfinished);
  }
  const id = catalog.takeId();
  const index = prepareIndex({ ...spec, id, isBuilding: true, isMultikey: false, isTruncated: false });
  catalog.saveIndex(collection, index);
  builds.set(id, end);
  return { kind: 'begun', id };
}

async function fill(store: Store, namespace: Namespace, id: number): Promise<void> {
  const collection = store.catalog.find(namespace);
  if (!collection) return;
  const cursor = new RangeCursor(store.engine, wholeRange(collection.id));
  try {
    let isDone = false;
    while (!isDone) isDone = await store.commits.submit(() => fillSlice(store, namespace, id, cursor));
  } catch (error) {
    await store.commits.submit(() => {
      const current = store.catalog.find(namespace);
      const index = current?.indexes.find((one) => one.id === id);
      if (current && index) store.catalog.dropIndex(current, index);
    });
    throw error;
  }
}

function fillSlice(store: Store, namespace: Namespace, id: number, cursor: RangeCursor): boolean {
  const end = performance.now() + TURN_MS;
  try {
    for (;;) {
      const collection = store.catalog.find(namespace);
      const index = collection?.indexes.find((one) => one.id === id);
      if (!collection || !index) return true; // dropped meanwhile
      const entry = cursor.next();
      if (!entry) {
        store.catalog.saveIndex(collection, { ...index, isBuilding: false });
        return true;
      }
      addEntry(store, collection, index, withoutPrefix(entry.key), entry.value);
      if (performance.now() > end) return false;
    }
  } finally {
    cursor.pause();
  }
}

function addEntry(store: Store, collection: Collection, index: Index, idKey: Uint8Array, raw: Uint8Array): void {
  const { isMultikey, isTruncated } = store.documents.addToIndex(collection, index, { idKey, raw, doc: decode(raw) });
  const isNews = (isMultikey && !index.isMultikey) || (isTruncated && !index.isTruncated);
  if (!isNews) return;
  store.catalog.saveIndex(collection, {
    ...index,
    isMultikey: index.isMultikey || isMultikey,
    isTruncated: index.isTruncated || isTruncated,
  });
}
