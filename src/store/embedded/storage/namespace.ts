import { CommandError } from '../semantics/error.ts';
import { typeOf, type Value } from '../semantics/values.ts';

/** A collection's full name. */
export interface Namespace {
  readonly database: string;
  readonly collection: string;
}

export const namespaceText = ({ database, collection }: Namespace): string => `${database}.${collection}`;

const MAX_DATABASE_BYTES = 63;
const MAX_NAMESPACE_BYTES = 255;

export function checkDatabaseName(name: Value): string {
  if (typeof name !== 'string') throw new CommandError(14, `a database name must be a string, not ${typeOf(name)}`);
  if (name === '' || Buffer.byteLength(name) > MAX_DATABASE_BYTES || /[\0/\\. "$]/.test(name))
    throw new CommandError(73, `Invalid database name: '${name}'`);
  return name;
}

/** Names that a mongod keeps for itself. */
export function refuseSystemName(namespace: Namespace): void {
  if (namespace.collection.startsWith('system.'))
    throw new CommandError(73, `cannot write to '${namespaceText(namespace)}'`);
}

export function checkNamespace(database: string, collection: Value): Namespace {
  if (typeof collection !== 'string')
    throw new CommandError(73, `collection name has invalid type ${typeOf(collection)}`);
  const text = `${database}.${collection}`;
  if (
    collection === '' ||
    collection.startsWith('.') ||
    collection.endsWith('.') ||
    collection.includes('..') ||
    /[\0$]/.test(collection) ||
    Buffer.byteLength(text) > MAX_NAMESPACE_BYTES
  )
    throw new CommandError(73, `Invalid namespace specified '${text}'`);
  return { database, collection };
}
