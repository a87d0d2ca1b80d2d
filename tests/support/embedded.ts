import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { type EmbeddedStore, openEmbeddedStore } from '../../src/store/embedded/embedded.ts';

export interface OpenStore extends EmbeddedStore {
  readonly dataDir: string;
  /** What the store said went wrong. */
  readonly logged: { message: string; details: Record<string, unknown> }[];
  readonly client: MongoClient;
}

const entries = {
  process: new URL('../../dist/src/store/embedded/process.js', import.meta.url),
  thread: new URL('../../dist/src/store/embedded/worker.js', import.meta.url),
};

/** Stores of a test's own, in folders of their own, closed and taken away after each test. */
export function useOwnStores() {
  const undo: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
  });
  const makeFolder = async (parent = tmpdir()): Promise<string> => {
    const folder = await mkdtemp(join(parent, 'parley-own-'));
    undo.push(() => rm(folder, { recursive: true, force: true }));
    return folder;
  };
  const openStore = async (dataDir: string, kind: keyof typeof entries = 'process'): Promise<OpenStore> => {
    const logged: OpenStore['logged'] = [];
    const log = (message: string, details: Record<string, unknown>): void => {
      logged.push({ message, details });
    };
    const store = await openEmbeddedStore({ dataDir, entry: entries[kind], log });
    const client = new MongoClient(store.uri, { serverSelectionTimeoutMS: 5_000 });
    const close = async (): Promise<void> => {
      await client.close();
      await store.close();
    };
    undo.push(close);
    return { ...store, close, dataDir, logged, client };
  };
  return { makeFolder, openStore };
}
