import type { ServerState } from './commands/command.ts';
import { findSlowly, type Search } from './query/search.ts';
import { decode } from './semantics/codec.ts';
import { compileFilter } from './semantics/filter.ts';
import { clearDropped } from './storage/clearing.ts';
import type { Collection, Index } from './storage/definition.ts';

const SLICE = 200;

/** What the server does of its own: documents past their time, cursors nobody reads, records of dropped collections. */
export async function keepUp(server: ServerState): Promise<void> {
  server.cursors.closeIdle();
  await clearDropped(server.store);
  for (const collection of server.store.catalog.all())
    for (const index of collection.indexes)
      if (index.expireAfterSeconds !== undefined && !index.isBuilding)
        await removeExpired(server, collection, index, index.expireAfterSeconds);
}

async function removeExpired(
  { store, now }: ServerState,
  collection: Collection,
  index: Index,
  seconds: number,
): Promise<void> {
  const [path = ''] = index.paths;
  const search: Search = { filter: { [path]: { $lte: new Date(now().getTime() - seconds * 1000) } }, now: now() };
  const ids = await findSlowly(store, collection, { ...search, hint: index.name }, 0, undefined);
  const isExpired = compileFilter(search.filter);
  for (let at = 0; at < ids.length; at += SLICE)
    await store.commits.submit(() => {
      const current = store.catalog.find(collection.namespace);
      if (current?.id !== collection.id) return;
      for (const idKey of ids.slice(at, at + SLICE)) {
        const raw = store.documents.read(current, idKey);
        const doc = raw && decode(raw);
        if (raw && doc && isExpired(doc)) store.documents.remove(current, { idKey, raw, doc });
      }
    });
}
