import { findNow, findSlowly, matcherOf, type Search, TOO_FAR } from '../query/search.ts';
import { CommandError } from '../semantics/error.ts';
import type { Matcher } from '../semantics/filter.ts';
import { compileUpdate, type Update } from '../semantics/update.ts';
import { upsertDocument } from '../semantics/upsert.ts';
import type { Doc, Value } from '../semantics/values.ts';
import type { Positions } from '../semantics/walk.ts';
import type { Collection } from '../storage/definition.ts';
import type { Stored } from '../storage/documents.ts';
import type { Namespace } from '../storage/namespace.ts';
import { docArgument, docsArgument, flagArgument, refuseCollation, requiredDoc } from './arguments.ts';
import type { ServerState } from './command.ts';
import type { Step } from './steps.ts';
import { actLater, actNow, readAgain, storedOf } from './target.ts';

export interface Updated {
  readonly matched: number;
  readonly modified: number;
  readonly upsertedId?: Value;
}

export interface StatementContext {
  readonly server: ServerState;
  readonly namespace: Namespace;
  readonly deadline: number | undefined;
  readonly variables: Doc | undefined;
  readonly now: Date;
}

/** An update made ready to be applied to a document of a filter. */
export interface PreparedUpdate {
  readonly update: Update;
  readonly matches: Matcher;
}

export function prepareUpdate(statement: Doc, change: Value, search: Search): PreparedUpdate {
  const arrayFilters = docsArgument(statement, 'arrayFilters');
  const update = compileUpdate(change, {
    now: search.now,
    ...(arrayFilters && { arrayFilters }),
    ...(search.variables && { variables: search.variables }),
  });
  return { update, matches: matcherOf(search) };
}

/** Writes the changed document; answers it and whether anything was changed. */
export function applyUpdate(
  { store }: ServerState,
  { update, matches }: PreparedUpdate,
  collection: Collection,
  stored: Stored,
): { doc: Doc; changed: boolean } {
  let positions: Positions | undefined;
  if (update.usesPosition) {
    positions = new Map();
    matches(stored.doc, positions);
  }
  const applied = update.apply(stored.doc, positions && { positions });
  // The collection is asked for again: writing the document before may have changed what its indexes are known to hold.
  if (applied.changed)
    store.documents.replace(store.catalog.find(collection.namespace) ?? collection, stored, applied.doc);
  return applied;
}

export function insertUpserted({ store }: ServerState, namespace: Namespace, filter: Doc, update: Update): Doc {
  return store.documents.insert(namespace, upsertDocument(filter, update));
}

export function updateStep(context: StatementContext, statement: Doc): Step<Updated> {
  refuseCollation(statement);
  const { server, namespace, deadline } = context;
  const search = searchOf(context, statement);
  const prepared = prepareUpdate(statement, statement.u, search);
  const isUpsert = flagArgument(statement, 'upsert');
  const upsert = (): Updated => {
    if (!isUpsert) return { matched: 0, modified: 0 };
    const { _id } = insertUpserted(server, namespace, search.filter, prepared.update);
    return { matched: 0, modified: 0, upsertedId: _id };
  };
  const updateOne = (collection: Collection, stored: Stored): Updated => {
    const { changed } = applyUpdate(server, prepared, collection, stored);
    return { matched: 1, modified: changed ? 1 : 0 };
  };
  if (!flagArgument(statement, 'multi')) {
    const act = (target: { collection: Collection; stored: Stored } | undefined): Updated =>
      target ? updateOne(target.collection, target.stored) : upsert();
    return {
      now: () => actNow(server, namespace, search, act),
      later: () => actLater(server, namespace, search, act, deadline),
    };
  }
  refuseMultiReplacement(prepared.update);
  const sum = (parts: readonly Updated[]): Updated => ({
    matched: parts.length,
    modified: parts.reduce((total, { modified }) => total + modified, 0),
  });
  return manyStep(context, search, updateOne, (parts) => (parts.length === 0 ? upsert() : sum(parts)));
}

function refuseMultiReplacement(update: Update): void {
  if (update.kind === 'replacement')
    throw new CommandError(9, 'multi update is not supported for replacement-style update');
}

export function deleteStep(context: StatementContext, statement: Doc): Step<number> {
  refuseCollation(statement);
  const { server, namespace, deadline } = context;
  const search = searchOf(context, statement);
  const removeOne = (collection: Collection, stored: Stored): number => {
    server.store.documents.remove(collection, stored);
    return 1;
  };
  if (Number(statement.limit ?? 0) === 0) return manyStep(context, search, removeOne, (parts) => parts.length);
  const act = (target: { collection: Collection; stored: Stored } | undefined): number =>
    target ? removeOne(target.collection, target.stored) : 0;
  return {
    now: () => actNow(server, namespace, search, act),
    later: () => actLater(server, namespace, search, act, deadline),
  };
}

function searchOf({ variables, now }: StatementContext, statement: Doc): Search {
  return {
    filter: requiredDoc(statement, 'q'),
    sort: docArgument(statement, 'sort'),
    hint: statement.hint,
    variables: docArgument(statement, 'c') ?? variables,
    now,
  };
}

/** How many documents of a long statement one transaction takes. */
const SLICE = 500;

/**
 * Few documents are changed in one transaction. Of many, the ids are gathered first, so that a change which moves a
 * document within the index that is read does not meet it twice; each is asked again before it is changed.
 */
function manyStep<T, R>(
  { server, namespace, deadline }: StatementContext,
  search: Search,
  act: (collection: Collection, stored: Stored) => T,
  finish: (parts: readonly T[]) => R,
): Step<R> {
  const { store } = server;
  const now = (): R | typeof TOO_FAR => {
    const collection = store.catalog.find(namespace);
    if (!collection) return finish([]);
    const found = findNow(store, collection, search, 0);
    return found === TOO_FAR ? TOO_FAR : finish(found.map((one) => act(store.catalog.get(namespace), storedOf(one))));
  };
  const later = async (): Promise<R> => {
    const collection = store.catalog.find(namespace);
    const ids = collection ? await findSlowly(store, collection, search, 0, deadline) : [];
    const parts: T[] = [];
    for (let at = 0; at < ids.length; at += SLICE) {
      const slice = ids.slice(at, at + SLICE);
      const done = await store.commits.submit(() =>
        slice.flatMap((idKey) => {
          const target = readAgain(server, namespace, search, idKey);
          return target ? [act(target.collection, target.stored)] : [];
        }),
      );
      for (const part of done) parts.push(part);
    }
    return parts.length > 0 ? finish(parts) : store.commits.submit(() => finish(parts));
  };
  return { now, later };
}
