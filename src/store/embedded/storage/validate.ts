import { setImmediate as nextTurn } from 'node:timers/promises';
import { decode } from '../semantics/codec.ts';
import { encodeId } from '../semantics/key.ts';
import type { Collection, Index } from './definition.ts';
import type { Entry } from './engine.ts';
import { indexEntries, prefixed, wholeRange, withoutPrefix } from './keys.ts';
import { RangeCursor } from './range-cursor.ts';
import type { Store } from './store.ts';

export interface Found {
  readonly documents: number;
  readonly keysPerIndex: readonly (readonly [name: string, keys: number])[];
  readonly errors: readonly string[];
}

const SLICE = 500;

/** Whether documents and index entries agree. Meant for a quiet store: writes in between can show as errors. */
export async function validateCollection(store: Store, collection: Collection): Promise<Found> {
  const errors: string[] = [];
  const expected = new Map<Index, number>(collection.indexes.map((index) => [index, 0]));
  const documents = await eachEntry(store, collection.id, (entry) => {
    const idKey = withoutPrefix(entry.key);
    const doc = decode(entry.value);
    if (Buffer.compare(encodeId(doc._id), idKey) !== 0) errors.push('a document does not lie under its _id');
    for (const index of collection.indexes)
      for (const { key } of indexEntries(index, doc, idKey).entries.values()) {
        expected.set(index, (expected.get(index) ?? 0) + 1);
        const owner = store.engine.get(key);
        if (!owner || Buffer.compare(owner, idKey) !== 0)
          errors.push(`index ${index.name} does not lead to a document that belongs into it`);
      }
  });
  const keysPerIndex: [string, number][] = [];
  for (const index of collection.indexes) {
    const keys = await eachEntry(store, index.id, ({ value }) => {
      if (!store.engine.has(prefixed(collection.id, value)))
        errors.push(`index ${index.name} leads to a document that is not there`);
    });
    if (keys !== expected.get(index))
      errors.push(`index ${index.name} holds ${keys} keys where the documents make ${expected.get(index)}`);
    keysPerIndex.push([index.name, keys]);
  }
  return { documents, keysPerIndex, errors };
}

async function eachEntry(store: Store, id: number, visit: (entry: Entry) => void): Promise<number> {
  const cursor = new RangeCursor(store.engine, wholeRange(id));
  let count = 0;
  for (let entry = cursor.next(); entry; entry = cursor.next()) {
    visit(entry);
    count += 1;
    if (count % SLICE === 0) {
      cursor.pause();
      await nextTurn();
    }
  }
  return count;
}
