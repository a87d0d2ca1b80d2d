import { CommandError } from '../semantics/error.ts';
import type { Doc } from '../semantics/values.ts';
import type { Collection } from '../storage/definition.ts';
import { wholeRange } from '../storage/keys.ts';
import { checkNamespace, namespaceText } from '../storage/namespace.ts';
import { type Found, validateCollection } from '../storage/validate.ts';
import { countArgument } from './arguments.ts';
import type { Command, ServerState } from './command.ts';
import { VERSION } from './handshake.ts';

export const dbStats: Command = ({ database, body }, { store }) => {
  const collections = store.catalog.in(database);
  const scale = countArgument(body, 'scale', 1) ?? 1;
  const bytes = store.engine.fileBytes();
  return {
    db: database,
    collections: collections.length,
    views: 0,
    objects: collections.reduce((sum, { id }) => sum + store.engine.count(wholeRange(id)), 0),
    indexes: collections.reduce((sum, { indexes }) => sum + indexes.length + 1, 0),
    storageSize: bytes / scale,
    totalSize: bytes / scale,
    scaleFactor: scale,
    ok: 1,
  };
};

export const collStats: Command = ({ database, body }, { store }) => {
  const namespace = checkNamespace(database, body.collStats);
  const collection = store.catalog.find(namespace);
  const bytes = collection ? sizeOf(store, collection) : 0;
  const count = collection ? store.engine.count(wholeRange(collection.id)) : 0;
  return {
    ns: namespaceText(namespace),
    count,
    size: bytes,
    ...(count > 0 && { avgObjSize: Math.round(bytes / count) }),
    capped: false,
    nindexes: (collection?.indexes.length ?? 0) + 1,
    ok: 1,
  };
};

function sizeOf({ engine }: ServerState['store'], { id }: Collection): number {
  let bytes = 0;
  for (const { value } of engine.read(wholeRange(id))) bytes += value.length;
  return bytes;
}

export const serverStatus: Command = (_request, server) => {
  const memory = process.memoryUsage();
  return {
    host: 'localhost',
    version: VERSION,
    process: 'parley-store',
    pid: process.pid,
    uptime: Math.round((server.now().getTime() - server.startedAt) / 1000),
    localTime: server.now(),
    connections: { current: server.counts.connections, totalCreated: server.counts.connectionsEver },
    mem: { resident: Math.round(memory.rss / 1024 ** 2), virtual: Math.round(memory.rss / 1024 ** 2) },
    metrics: { cursor: { open: { total: server.cursors.size } }, commands: { total: server.counts.commands } },
    ok: 1,
  };
};

export const currentOp: Command = () => ({ inprog: [], ok: 1 });

export const getParameter: Command = ({ body }) => {
  const known: Doc = { featureCompatibilityVersion: { version: '7.0' } };
  if (body.getParameter === '*') return { ...known, ok: 1 };
  const asked = Object.keys(known).filter((name) => name in body);
  if (asked.length === 0) throw new CommandError(72, 'no option found to get');
  return { ...Object.fromEntries(asked.map((name) => [name, known[name]])), ok: 1 };
};

export const connectionStatus: Command = () => ({
  authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] },
  ok: 1,
});

/** Compares every document with the entries its indexes should hold, and the other way round. */
export const validate: Command = async (request, { store }) => {
  const namespace = checkNamespace(request.database, request.body.validate);
  const result: Found = await validateCollection(store, store.catalog.get(namespace));
  return {
    ns: namespaceText(namespace),
    nrecords: result.documents,
    nIndexes: result.keysPerIndex.length + 1,
    keysPerIndex: Object.fromEntries([['_id_', result.documents], ...result.keysPerIndex]),
    valid: result.errors.length === 0,
    warnings: [],
    errors: [...result.errors],
    ok: 1,
  };
};
