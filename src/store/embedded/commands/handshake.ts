import type { Doc } from '../semantics/values.ts';
import { MAX_DOCUMENT_BYTES, MAX_MESSAGE_BYTES } from '../wire/message.ts';
import type { Command, Request, ServerState } from './command.ts';

/** The MongoDB version whose behaviour is followed, and its wire version. */
export const VERSION = '7.0.0';
const WIRE_VERSION = 21;
const SESSION_MINUTES = 30;

/** A standalone server: no set name, so drivers neither retry writes nor start transactions on their own. */
const greet = ({ connectionId }: Request, { now }: ServerState, primaryField: string): Doc => ({
  helloOk: true,
  [primaryField]: true,
  maxBsonObjectSize: MAX_DOCUMENT_BYTES,
  maxMessageSizeBytes: MAX_MESSAGE_BYTES,
  maxWriteBatchSize: 100_000,
  localTime: now(),
  logicalSessionTimeoutMinutes: SESSION_MINUTES,
  connectionId,
  minWireVersion: 0,
  maxWireVersion: WIRE_VERSION,
  readOnly: false,
  ok: 1,
});

export const hello: Command = (request, server) => greet(request, server, 'isWritablePrimary');

export const isMaster: Command = (request, server) => greet(request, server, 'ismaster');

export const ping: Command = () => ({ ok: 1 });

export const buildInfo: Command = () => ({
  version: VERSION,
  versionArray: [7, 0, 0, 0],
  gitVersion: 'parley',
  modules: ['parley embedded store'],
  storageEngines: ['lmdb'],
  javascriptEngine: 'none',
  bits: 64,
  debug: false,
  maxBsonObjectSize: MAX_DOCUMENT_BYTES,
  ok: 1,
});

export const whatsMyUri: Command = () => ({ you: 'local', ok: 1 });
