import { Binary } from 'bson';
import { samePattern } from '../query/planner.ts';
import { CommandError } from '../semantics/error.ts';
import { compileFilter } from '../semantics/filter.ts';
import { type Doc, isNullish } from '../semantics/values.ts';
import { type Collection, ID_INDEX_NAME } from '../storage/definition.ts';
import { checkDatabaseName, checkNamespace, namespaceText } from '../storage/namespace.ts';
import { docArgument, flagArgument, refuseCollation, textArgument } from './arguments.ts';
import type { Command, ServerState } from './command.ts';
import { answerDocs } from './listing.ts';

/** Options of `create` that would change what a collection does, and are not done here. */
const UNSUPPORTED = ['capped', 'timeseries', 'viewOn', 'pipeline', 'clusteredIndex', 'encryptedFields', 'validator'];

export const create: Command = async (request, { store }) => {
  const { body } = request;
  const namespace = checkNamespace(request.database, body.create);
  refuseCollation(body);
  for (const name of UNSUPPORTED)
    if (!isNullish(body[name]) && body[name] !== false)
      throw new CommandError(238, `a collection with the option '${name}' is not supported`);
  await store.commits.submit(() => {
    if (store.catalog.find(namespace))
      throw new CommandError(48, `Collection ${namespaceText(namespace)} already exists.`);
    store.catalog.create(namespace, {});
  });
  return { ok: 1 };
};

export const drop: Command = async (request, { store }) => {
  const namespace = checkNamespace(request.database, request.body.drop);
  return store.commits.submit((): Doc => {
    const collection = store.catalog.find(namespace);
    // Since 7.0 the collection need not be there.
    if (!collection) return { ok: 1 };
    store.catalog.drop(collection);
    return { nIndexesWas: collection.indexes.length + 1, ns: namespaceText(namespace), ok: 1 };
  });
};

export const dropDatabase: Command = async ({ database }, { store }) => {
  checkDatabaseName(database);
  return store.commits.submit((): Doc => {
    const collections = store.catalog.in(database);
    for (const collection of collections) store.catalog.drop(collection);
    return collections.length > 0 ? { dropped: database, ok: 1 } : { ok: 1 };
  });
};

export const renameCollection: Command = async ({ body }, { store }) => {
  const source = splitNamespace(textArgument(body, 'renameCollection'));
  const target = splitNamespace(textArgument(body, 'to'));
  const dropsTarget = flagArgument(body, 'dropTarget');
  await store.commits.submit(() => {
    const collection = store.catalog.find(source);
    if (!collection) throw new CommandError(26, `Source collection ${namespaceText(source)} does not exist`);
    const existing = store.catalog.find(target);
    if (existing && !dropsTarget) throw new CommandError(48, 'target namespace exists');
    if (existing) store.catalog.drop(existing);
    store.catalog.rename(collection, target);
  });
  return { ok: 1 };
};

function splitNamespace(text: string | undefined) {
  const dot = text?.indexOf('.') ?? -1;
  if (text === undefined || dot < 0) throw new CommandError(73, `Invalid namespace specified '${text ?? ''}'`);
  return checkNamespace(checkDatabaseName(text.slice(0, dot)), text.slice(dot + 1));
}

export const listCollections: Command = (request, server) => {
  const { body, database } = request;
  const matches = compileFilter(docArgument(body, 'filter') ?? {});
  const nameOnly = flagArgument(body, 'nameOnly');
  const described = server.store.catalog.in(database).map(describe);
  const docs = described
    .filter((doc) => matches(doc))
    .map((doc) => (nameOnly ? { name: doc.name, type: doc.type } : doc));
  return answerDocs(server, request, `${database}.$cmd.listCollections`, docs);
};

function describe({ namespace, options, uuid }: Collection): Doc {
  return {
    name: namespace.collection,
    type: 'collection',
    options,
    info: { readOnly: false, uuid: new Binary(uuid, Binary.SUBTYPE_UUID) },
    idIndex: { v: 2, key: { _id: 1 }, name: ID_INDEX_NAME },
  };
}

export const listDatabases: Command = ({ body }, { store }) => {
  const matches = compileFilter(docArgument(body, 'filter') ?? {});
  const names = [...new Set(store.catalog.all().map(({ namespace }) => namespace.database))].sort();
  const bytes = store.engine.fileBytes();
  const databases = names.map((name): Doc => ({ name, sizeOnDisk: bytes, empty: false })).filter((doc) => matches(doc));
  const listed = flagArgument(body, 'nameOnly') ? databases.map(({ name }) => ({ name })) : databases;
  return { databases: listed, totalSize: bytes, totalSizeMb: Math.ceil(bytes / 1024 ** 2), ok: 1 };
};

/** `collMod` changes an index's time to live and whether the planner sees it; the rest is refused. */
export const collMod: Command = async (request, { store }: ServerState) => {
  const { body } = request;
  const namespace = checkNamespace(request.database, body.collMod);
  const wanted = docArgument(body, 'index');
  for (const name of ['validator', 'viewOn', 'pipeline', 'timeseries', 'expireAfterSeconds'])
    if (!isNullish(body[name])) throw new CommandError(238, `collMod with '${name}' is not supported`);
  return store.commits.submit((): Doc => {
    const collection = store.catalog.get(namespace);
    if (!wanted) return { ok: 1 };
    const pattern = docArgument(wanted, 'keyPattern');
    const index = collection.indexes.find(({ name, key }) =>
      pattern ? samePattern(key, pattern) : name === wanted.name,
    );
    if (!index) throw new CommandError(27, 'cannot find index for collMod');
    const changed = { ...index };
    const reply: Doc = { ok: 1 };
    if (!isNullish(wanted.expireAfterSeconds)) {
      const seconds = Number(wanted.expireAfterSeconds);
      if (index.expireAfterSeconds !== undefined) reply.expireAfterSeconds_old = index.expireAfterSeconds;
      reply.expireAfterSeconds_new = seconds;
      Object.assign(changed, { expireAfterSeconds: seconds });
    }
    if (!isNullish(wanted.hidden)) {
      const isHidden = flagArgument(wanted, 'hidden');
      reply.hidden_old = index.isHidden;
      reply.hidden_new = isHidden;
      Object.assign(changed, { isHidden });
    }
    store.catalog.saveIndex(collection, changed);
    return reply;
  });
};
