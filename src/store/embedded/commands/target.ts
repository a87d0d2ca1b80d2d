import { docOf, type Found } from '../query/execution.ts';
import { findNow, findSlowly, matcherOf, type Search, TOO_FAR } from '../query/search.ts';
import { decode } from '../semantics/codec.ts';
import type { Collection } from '../storage/definition.ts';
import type { Stored } from '../storage/documents.ts';
import type { Namespace } from '../storage/namespace.ts';
import type { ServerState } from './command.ts';

/** What a statement does with the document it is about; `undefined` if there is none. */
export type Act<T> = (target: { collection: Collection; stored: Stored } | undefined) => T;

export const storedOf = (found: Found): Stored => ({ idKey: found.idKey, raw: found.raw, doc: docOf(found) });

/**
 * Finds the first document and acts on it within one transaction, so that nobody comes between. A search that reaches
 * too far is made outside, and what it found is asked again inside.
 * Limit: an upsert whose search reaches too far can meet another one of the same filter, as on any MongoDB; a unique
 * index decides then.
 */
export function actNow<T>(
  { store }: ServerState,
  namespace: Namespace,
  search: Search,
  act: Act<T>,
): T | typeof TOO_FAR {
  const collection = store.catalog.find(namespace);
  if (!collection) return act(undefined);
  const found = findNow(store, collection, search, 1);
  if (found === TOO_FAR) return TOO_FAR;
  const [first] = found;
  return act(first && { collection, stored: storedOf(first) });
}

const CHANGED = Symbol('changed meanwhile');

export async function actLater<T>(
  server: ServerState,
  namespace: Namespace,
  search: Search,
  act: Act<T>,
  deadline: number | undefined,
): Promise<T> {
  for (;;) {
    const collection = server.store.catalog.find(namespace);
    const [idKey] = collection ? await findSlowly(server.store, collection, search, 1, deadline) : [];
    const result = await server.store.commits.submit(() => {
      if (!idKey) return act(undefined);
      const target = readAgain(server, namespace, search, idKey);
      return target ? act(target) : CHANGED;
    });
    if (result !== CHANGED) return result;
  }
}

/** The document as it is now, if it still matches. */
export function readAgain(
  { store }: ServerState,
  namespace: Namespace,
  search: Search,
  idKey: Uint8Array,
): { collection: Collection; stored: Stored } | undefined {
  const collection = store.catalog.find(namespace);
  const raw = collection && store.documents.read(collection, idKey);
  if (!collection || !raw) return undefined;
  const doc = decode(raw);
  return matcherOf(search)(doc) ? { collection, stored: { idKey, raw, doc } } : undefined;
}
