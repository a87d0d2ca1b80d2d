import { aggregate } from './aggregate.ts';
import { backup } from './backup.ts';
import {
  collMod,
  create,
  drop,
  dropDatabase,
  listCollections,
  listDatabases,
  renameCollection,
} from './collections.ts';
import type { Command } from './command.ts';
import { count, distinct } from './count.ts';
import {
  collStats,
  connectionStatus,
  currentOp,
  dbStats,
  getParameter,
  serverStatus,
  validate,
} from './diagnostics.ts';
import { explain } from './explain.ts';
import { findAndModify } from './find-and-modify.ts';
import { buildInfo, hello, isMaster, ping, whatsMyUri } from './handshake.ts';
import { createIndexes, dropIndexes, listIndexes } from './indexes.ts';
import { find, getMore, killCursors } from './read.ts';
import { accept, refuseTransaction, startSession } from './sessions.ts';
import { insert, remove, update } from './write.ts';

const commands: Readonly<Record<string, Command>> = {
  abortTransaction: refuseTransaction,
  aggregate,
  buildInfo,
  buildinfo: buildInfo,
  collMod,
  collStats,
  commitTransaction: refuseTransaction,
  connectionStatus,
  count,
  create,
  createIndexes,
  currentOp,
  dbStats,
  dbstats: dbStats,
  delete: remove,
  distinct,
  drop,
  dropDatabase,
  dropIndexes,
  endSessions: accept,
  explain,
  find,
  findAndModify,
  findandmodify: findAndModify,
  getMore,
  getParameter,
  hello,
  insert,
  isMaster,
  ismaster: isMaster,
  killCursors,
  killSessions: accept,
  listCollections,
  listDatabases,
  listIndexes,
  parleyBackup: backup,
  ping,
  refreshSessions: accept,
  renameCollection,
  serverStatus,
  startSession,
  update,
  validate,
  whatsmyuri: whatsMyUri,
};

export const findCommand = (name: string): Command | undefined =>
  Object.hasOwn(commands, name) ? commands[name] : undefined;
