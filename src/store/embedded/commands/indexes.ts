import { samePattern } from '../query/planner.ts';
import { CommandError } from '../semantics/error.ts';
import { type Doc, isDoc, type Value } from '../semantics/values.ts';
import { type Collection, ID_INDEX_NAME, type Index } from '../storage/definition.ts';
import { buildIndexes } from '../storage/index-build.ts';
import { parseIndex, sameIndex } from '../storage/index-spec.ts';
import { checkNamespace, namespaceText } from '../storage/namespace.ts';
import { docsArgument } from './arguments.ts';
import type { Command } from './command.ts';
import { answerDocs } from './listing.ts';

export const createIndexes: Command = async (request, { store }) => {
  const namespace = checkNamespace(request.database, request.body.createIndexes);
  const specs = docsArgument(request.body, 'indexes') ?? [];
  if (specs.length === 0) throw new CommandError(2, 'Must specify at least one index to create');
  const wanted = specs.map(parseIndex).filter((index) => index !== ID_INDEX_NAME);
  const isNew = !store.catalog.find(namespace);
  const before = (store.catalog.find(namespace)?.indexes.length ?? 0) + 1;
  const added = await buildIndexes(store, namespace, wanted, sameIndex);
  const reply: Doc = {
    numIndexesBefore: before,
    numIndexesAfter: before + added,
    createdCollectionAutomatically: isNew,
    ok: 1,
  };
  if (added === 0) reply.note = 'all indexes already exist';
  return reply;
};

export const listIndexes: Command = (request, server) => {
  const namespace = checkNamespace(request.database, request.body.listIndexes);
  const collection = server.store.catalog.find(namespace);
  if (!collection) throw new CommandError(26, `ns does not exist: ${namespaceText(namespace)}`);
  const docs = [
    { v: 2, key: { _id: 1 }, name: ID_INDEX_NAME },
    ...collection.indexes.filter(({ isBuilding }) => !isBuilding).map(describe),
  ];
  return answerDocs(server, request, namespaceText(namespace), docs);
};

function describe({ key, name, isUnique, isSparse, isHidden, partialFilter, expireAfterSeconds }: Index): Doc {
  return {
    v: 2,
    key: { ...key },
    name,
    ...(isUnique && { unique: true }),
    ...(isSparse && { sparse: true }),
    ...(isHidden && { hidden: true }),
    ...(partialFilter && { partialFilterExpression: partialFilter }),
    ...(expireAfterSeconds !== undefined && { expireAfterSeconds }),
  };
}

export const dropIndexes: Command = async (request, { store }) => {
  const namespace = checkNamespace(request.database, request.body.dropIndexes ?? request.body.deleteIndexes);
  const { index: wanted } = request.body;
  return store.commits.submit((): Doc => {
    const collection = store.catalog.get(namespace);
    const nIndexesWas = collection.indexes.length + 1;
    const dropped = wanted === '*' ? collection.indexes : listOf(wanted).map((one) => findIndex(collection, one));
    let current = collection;
    for (const index of dropped) current = store.catalog.dropIndex(current, index);
    return { nIndexesWas, ok: 1 };
  });
};

const listOf = (value: Value): readonly Value[] => (Array.isArray(value) ? value : [value]);

function findIndex(collection: Collection, wanted: Value): Index {
  if (wanted === ID_INDEX_NAME || (isDoc(wanted) && samePattern({ _id: 1 }, wanted)))
    throw new CommandError(72, 'cannot drop _id index');
  const index = collection.indexes.find(({ name, key }) =>
    isDoc(wanted) ? samePattern(key, wanted) : name === wanted,
  );
  if (index) return index;
  const shown = isDoc(wanted)
    ? `can't find index with key: ${JSON.stringify(wanted)}`
    : `index not found with name [${String(wanted)}]`;
  throw new CommandError(27, shown);
}
