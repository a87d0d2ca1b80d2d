import { findNow, TOO_FAR } from '../query/search.ts';
import { CommandError } from '../semantics/error.ts';
import { valueAt } from '../semantics/path.ts';
import type { FinalStage, MergeStage, OutStage } from '../semantics/stage-write.ts';
import { compileUpdate } from '../semantics/update.ts';
import { type Doc, isDoc, setField, type Value } from '../semantics/values.ts';
import { duplicateKey } from '../storage/duplicate.ts';
import { checkNamespace, type Namespace } from '../storage/namespace.ts';
import type { ServerState } from './command.ts';
import { storedOf } from './target.ts';

/** Carries out `$out` or `$merge` with what the pipeline before it made. */
export async function writeResult(
  server: ServerState,
  database: string,
  stage: FinalStage,
  docs: readonly Doc[],
): Promise<void> {
  const namespace = checkNamespace(stage.database ?? database, stage.collection);
  if (stage.kind === 'out') await replaceCollection(server, namespace, stage, docs);
  else await merge(server, namespace, stage, docs);
}

/** One transaction: the old collection stays as it was unless all of the new one could be written. Its indexes stay. */
async function replaceCollection(
  { store }: ServerState,
  namespace: Namespace,
  _stage: OutStage,
  docs: readonly Doc[],
): Promise<void> {
  await store.commits.submit(() =>
    store.engine.transact(() => {
      const old = store.catalog.find(namespace);
      if (old) store.catalog.drop(old);
      const fresh = store.catalog.create(namespace, old?.options ?? {});
      let current = fresh;
      for (const index of old?.indexes ?? [])
        current = store.catalog.saveIndex(current, {
          ...index,
          id: store.catalog.takeId(),
          isMultikey: false,
          isTruncated: false,
        });
      for (const doc of docs) store.documents.insert(namespace, doc);
    }),
  );
}

const SLICE = 200;

async function merge(
  server: ServerState,
  namespace: Namespace,
  stage: MergeStage,
  docs: readonly Doc[],
): Promise<void> {
  requireUniqueIndex(server, namespace, stage);
  for (let at = 0; at < docs.length; at += SLICE) {
    const slice = docs.slice(at, at + SLICE);
    await server.store.commits.submit(() => {
      for (const doc of slice) mergeOne(server, namespace, stage, doc);
    });
  }
}

function requireUniqueIndex({ store }: ServerState, namespace: Namespace, { on }: MergeStage): void {
  if (on.length === 1 && on[0] === '_id') return;
  const indexes = store.catalog.find(namespace)?.indexes ?? [];
  const isKey = indexes.some(
    ({ isUnique, includes, paths }) =>
      isUnique && !includes && paths.length === on.length && paths.every((path) => on.includes(path)),
  );
  if (!isKey) throw new CommandError(51183, 'Cannot find index to verify that join fields will be unique');
}

function mergeOne(server: ServerState, namespace: Namespace, stage: MergeStage, doc: Doc): void {
  const { store } = server;
  const filter: Doc = {};
  for (const path of stage.on) setField(filter, path, { $eq: valueAt(doc, path) ?? null });
  const collection = store.catalog.find(namespace);
  const found = collection ? findNow(store, collection, { filter, now: server.now() }, 1) : [];
  const [target] = found === TOO_FAR ? [] : found;
  if (!target || !collection) {
    insertUnmatched(server, namespace, stage, doc);
    return;
  }
  if (stage.whenMatched === 'keepExisting') return;
  if (stage.whenMatched === 'fail') throw duplicateKey(namespace, '_id_', { _id: 1 }, [doc._id]);
  const stored = storedOf(target);
  const next = mergedDocument(server, stage, stored.doc, doc);
  store.documents.replace(collection, stored, next);
}

function insertUnmatched({ store }: ServerState, namespace: Namespace, stage: MergeStage, doc: Doc): void {
  if (stage.whenNotMatched === 'discard') return;
  if (stage.whenNotMatched === 'fail')
    throw new CommandError(
      13113,
      '$merge could not find a matching document in the target collection for at least one document in the source collection',
    );
  store.documents.insert(namespace, doc);
}

function mergedDocument(server: ServerState, stage: MergeStage, stored: Doc, doc: Doc): Doc {
  const { whenMatched, variables } = stage;
  if (whenMatched === 'replace') return compileUpdate(doc, { now: server.now() }).apply(stored).doc;
  if (whenMatched === 'merge') {
    const merged: Doc = { ...stored };
    for (const name of Object.keys(doc)) setField(merged, name, doc[name]);
    return merged;
  }
  const pipeline: Value = Array.isArray(whenMatched) ? [...whenMatched] : [];
  const defined: Doc = isDoc(variables) ? { ...variables, new: { $literal: doc } } : { new: { $literal: doc } };
  return compileUpdate(pipeline, { now: server.now(), variables: defined }).apply(stored).doc;
}
