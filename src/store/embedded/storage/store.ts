import { Catalog } from './catalog.ts';
import { CommitQueue } from './commit-queue.ts';
import { Documents } from './documents.ts';
import { Engine } from './engine.ts';

/** Everything that is on disk, in one hand. */
export interface Store {
  readonly engine: Engine;
  readonly catalog: Catalog;
  readonly documents: Documents;
  readonly commits: CommitQueue;
  /** Indexes that are being made, by their number; each promise resolves when its build has ended, well or not. */
  readonly builds: Map<number, Promise<void>>;
}

export function openStore(folder: string): Store {
  const engine = new Engine(folder);
  const catalog = new Catalog(engine);
  dropUnfinishedIndexes(engine, catalog);
  return {
    engine,
    catalog,
    documents: new Documents(engine, catalog),
    commits: new CommitQueue(engine, () => catalog.reload()),
    builds: new Map(),
  };
}

export async function closeStore(store: Store): Promise<void> {
  await store.commits.drain();
  await store.engine.close();
}

/** Whoever asked for these indexes was never told that they are there, and will ask again. */
function dropUnfinishedIndexes(engine: Engine, catalog: Catalog): void {
  const unfinished = catalog
    .all()
    .flatMap((collection) =>
      collection.indexes
        .filter(({ isBuilding }) => isBuilding)
        .map((index) => ({ namespace: collection.namespace, index })),
    );
  if (unfinished.length === 0) return;
  engine.transact(() => {
    for (const { namespace, index } of unfinished) catalog.dropIndex(catalog.get(namespace), index);
  });
}
