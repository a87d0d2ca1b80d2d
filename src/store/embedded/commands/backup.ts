import { CommandError } from '../semantics/error.ts';
import { copyStore } from '../storage/copy.ts';
import { textArgument } from './arguments.ts';
import type { Command } from './command.ts';

/** Our own admin command: a consistent copy of the whole store into one new file, while it is in use. */
export const backup: Command = async ({ body, database }, { store }) => {
  if (database !== 'admin') throw new CommandError(13, 'parleyBackup may only be run against the admin database.');
  const path = textArgument(body, 'path');
  if (path === undefined || path === '') throw new CommandError(40414, "BSON field 'parleyBackup.path' is missing");
  return { path, bytes: await copyStore(store.engine, path), ok: 1 };
};
