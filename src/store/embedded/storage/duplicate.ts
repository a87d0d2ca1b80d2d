import type { ObjectId } from 'bson';
import { CommandError } from '../semantics/error.ts';
import type { KeyPattern } from '../semantics/path.ts';
import { type Doc, fieldOf, isDoc, typeOf, type Value } from '../semantics/values.ts';
import { type Namespace, namespaceText } from './namespace.ts';

/** E11000 in the words and with the fields by which drivers and mongoose tell users what is taken. */
export function duplicateKey(
  namespace: Namespace,
  indexName: string,
  pattern: KeyPattern,
  values: readonly Value[],
): CommandError {
  const keyValue: Doc = {};
  Object.keys(pattern).forEach((path, at) => {
    keyValue[path] = values[at] ?? null;
  });
  return new CommandError(
    11000,
    `E11000 duplicate key error collection: ${namespaceText(namespace)} index: ${indexName} dup key: ${shown(keyValue)}`,
    { keyPattern: { ...pattern }, keyValue },
  );
}

/** A value as a mongod's messages show it. */
function shown(value: Value): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[ ${value.map(shown).join(', ')} ]`;
  if (isDoc(value)) {
    const fields = Object.keys(value).map((name) => `${name}: ${shown(fieldOf(value, name))}`);
    return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
  }
  switch (typeOf(value)) {
    case 'string':
      return JSON.stringify(value);
    case 'objectId':
      return `ObjectId('${(value as ObjectId).toHexString()}')`; // typeOf said so
    case 'date':
      return `new Date(${(value as Date).getTime()})`; // typeOf said so
    default:
      return String(value);
  }
}
