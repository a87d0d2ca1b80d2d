import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CommandError } from '../../../../src/store/embedded/semantics/error.ts';
import { RangeCursor } from '../../../../src/store/embedded/storage/range-cursor.ts';
import { closeStore, openStore, type Store } from '../../../../src/store/embedded/storage/store.ts';

let folder: string;
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-storage-'));
  store = openStore(folder);
});
afterEach(async () => {
  await closeStore(store);
  rmSync(folder, { recursive: true });
});

const bytes = (text: string): Buffer => Buffer.from(text);
const put = (...keys: string[]): void => {
  store.engine.transact(() => {
    for (const key of keys) store.engine.put(bytes(key), bytes(`value of ${key}`));
  });
};

describe('a range', () => {
  const read = (isReverse: boolean, from: string, until: string): string[] =>
    Array.from(store.engine.read({ from: bytes(from), until: bytes(until), isReverse }), ({ key }) =>
      Buffer.from(key).toString(),
    );

  test('holds its first key and not its last, whichever way it is read', () => {
    put('a', 'b', 'c', 'd', 'e');
    expect(read(false, 'b', 'd')).toEqual(['b', 'c']);
    expect(read(true, 'b', 'd')).toEqual(['c', 'b']);
    expect(read(true, 'bb', 'cc')).toEqual(['c']);
    expect(read(true, 'a', 'z')).toEqual(['e', 'd', 'c', 'b', 'a']);
    expect(read(false, 'x', 'z')).toEqual([]);
    expect(read(true, 'x', 'z')).toEqual([]);
  });

  test.each([false, true])('goes on behind the last key after a pause (downwards: %s)', (isReverse) => {
    put('a', 'b', 'c', 'd', 'e');
    const cursor = new RangeCursor(store.engine, { from: bytes('a'), until: bytes('e'), isReverse });
    const seen: string[] = [];
    for (let entry = cursor.next(); entry; entry = cursor.next()) {
      seen.push(Buffer.from(entry.key).toString());
      cursor.pause();
      if (seen.length === 2) put('bb', 'cc');
    }
    expect(seen).toEqual(isReverse ? ['d', 'c', 'bb', 'b', 'a'] : ['a', 'b', 'bb', 'c', 'cc', 'd']);
  });
});

describe('the commit queue', () => {
  test('commits what waits together, and each is answered with its own result', async () => {
    const results = await Promise.all([1, 2, 3].map((n) => store.commits.submit(() => n * 10)));
    expect(results).toEqual([10, 20, 30]);
  });

  test('a refusal leaves its neighbours alone', async () => {
    const [first, refused, last] = await Promise.allSettled([
      store.commits.submit(() => store.engine.put(bytes('a'), bytes('1'))),
      store.commits.submit(() => {
        throw new CommandError(2, 'no');
      }),
      store.commits.submit(() => store.engine.put(bytes('b'), bytes('2'))),
    ]);
    expect([first.status, refused.status, last.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(store.engine.has(bytes('a')) && store.engine.has(bytes('b'))).toBe(true);
  });

  test('a fault takes back what it wrote itself and nothing of the others', async () => {
    const namespace = { database: 'd', collection: 'c' };
    const [broken, sound] = await Promise.allSettled([
      store.commits.submit(() => {
        store.documents.insert({ ...namespace, collection: 'halfway' }, { _id: 1 });
        throw new TypeError('a mistake of ours');
      }),
      store.commits.submit(() => store.documents.insert(namespace, { _id: 1 })),
    ]);
    expect([broken.status, sound.status]).toEqual(['rejected', 'fulfilled']);
    expect(store.catalog.find({ database: 'd', collection: 'halfway' })).toBeUndefined();
    expect(store.catalog.find(namespace)).toBeDefined();
  });

  test('a transaction inside another can fail alone', () => {
    store.engine.transact(() => {
      store.engine.put(bytes('outer'), bytes('1'));
      expect(() =>
        store.engine.transact(() => {
          store.engine.put(bytes('inner'), bytes('1'));
          throw new Error('no');
        }),
      ).toThrow('no');
    });
    expect(store.engine.has(bytes('outer'))).toBe(true);
    expect(store.engine.has(bytes('inner'))).toBe(false);
  });
});

describe('a document', () => {
  const namespace = { database: 'd', collection: 'c' };

  test('that one of its indexes refuses is not stored, and no index knows it', async () => {
    await store.commits.submit(() => {
      const collection = store.catalog.ensure(namespace);
      for (const path of ['first', 'second']) {
        const current = store.catalog.get(namespace);
        store.catalog.saveIndex(current, {
          id: store.catalog.takeId(),
          name: path,
          key: { [path]: 1 },
          paths: [path],
          directions: [1],
          isUnique: true,
          isSparse: false,
          isHidden: false,
          isBuilding: false,
          isMultikey: false,
          isTruncated: false,
          includes: undefined,
        });
      }
      expect(collection.indexes).toEqual([]);
      store.documents.insert(namespace, { _id: 1, first: 'a', second: 'b' });
    });
    await expect(
      store.commits.submit(() => store.documents.insert(namespace, { _id: 2, first: 'free', second: 'b' })),
    ).rejects.toMatchObject({ code: 11000 });
    // The first index took no entry for it: its value is free for another.
    await store.commits.submit(() => store.documents.insert(namespace, { _id: 3, first: 'free', second: 'c' }));
    await closeStore(store);
    store = openStore(folder);
    expect(store.catalog.get(namespace).indexes.map(({ name }) => name)).toEqual(['first', 'second']);
  });
});
