import type { Binary, BSONRegExp, BSONSymbol, Code, Decimal128, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { Double } from 'bson';

/**
 * A BSON value as this server holds it. `undefined` is a missing field, never stored.
 *
 * Numbers keep their BSON type: a plain number that is an integer within 32 bits is an int, any other plain number is a
 * double; a double that would look like an int (1.0, -0) is a bson `Double`; 64-bit integers are always a `Long`.
 *
 * Limit: a document is a JavaScript object, so integer-like field names ("10") come first and ascending, as in every
 * JavaScript driver.
 */
export type Value =
  | undefined
  | null
  | boolean
  | number
  | string
  | Date
  | Double
  | Long
  | Decimal128
  | ObjectId
  | Binary
  | BSONRegExp
  | BSONSymbol
  | Timestamp
  | MinKey
  | MaxKey
  | Code
  | Doc
  | Value[];

export interface Doc {
  [field: string]: Value;
}

/** The aliases `$type` knows, plus `missing`. */
export type TypeName =
  | 'missing'
  | 'null'
  | 'bool'
  | 'int'
  | 'double'
  | 'long'
  | 'decimal'
  | 'string'
  | 'symbol'
  | 'object'
  | 'array'
  | 'binData'
  | 'objectId'
  | 'date'
  | 'timestamp'
  | 'regex'
  | 'javascript'
  | 'javascriptWithScope'
  | 'minKey'
  | 'maxKey';

const namesOfBsonClasses: Readonly<Record<string, TypeName>> = {
  Double: 'double',
  Long: 'long',
  Decimal128: 'decimal',
  ObjectId: 'objectId',
  Binary: 'binData',
  BSONRegExp: 'regex',
  BSONSymbol: 'symbol',
  Timestamp: 'timestamp',
  MinKey: 'minKey',
  MaxKey: 'maxKey',
  Int32: 'int',
};

export const isInt32 = (value: number): boolean => (value | 0) === value && !Object.is(value, -0);

export function typeOf(value: Value): TypeName {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
      return isInt32(value) ? 'int' : 'double';
    case 'boolean':
      return 'bool';
    case 'object':
      return typeOfObject(value);
    default:
      return 'missing';
  }
}

function typeOfObject(value: object | null): TypeName {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Date) return 'date';
  // The classes of bson name themselves; a document cannot carry this field (see codec.ts).
  const own = (value as { _bsontype?: string })._bsontype;
  if (own === undefined) return 'object';
  if (own === 'Code') return (value as Code).scope ? 'javascriptWithScope' : 'javascript';
  return namesOfBsonClasses[own] ?? 'object';
}

/** A document, as opposed to a scalar, an array or one of bson's classes. */
export const isDoc = (value: Value): value is Doc =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Date) &&
  (value as { _bsontype?: string })._bsontype === undefined;

export const isRegex = (value: Value): value is BSONRegExp => typeOf(value) === 'regex';
export const isBinary = (value: Value): value is Binary => typeOf(value) === 'binData';
export const isSymbol = (value: Value): value is BSONSymbol => typeOf(value) === 'symbol';
export const isTimestamp = (value: Value): value is Timestamp => typeOf(value) === 'timestamp';

export const isNullish = (value: Value): value is null | undefined => value === null || value === undefined;

/** Reads a field without reaching into what every JavaScript object inherits (`constructor`, `__proto__`). */
export function fieldOf(doc: Doc, name: string): Value {
  const value: unknown = doc[name];
  if (typeof value === 'function' || value === Object.prototype) return undefined;
  return value as Value; // what is not inherited was put there as a Value
}

/** Writes a field whatever it is called; plain assignment to `__proto__` would change the object instead. */
export function setField(doc: Doc, name: string, value: Value): void {
  if (name === '__proto__')
    Object.defineProperty(doc, name, { value, enumerable: true, configurable: true, writable: true });
  else doc[name] = value;
}

export const hasField = (doc: Doc, name: string): boolean => Object.hasOwn(doc, name);

/** A double of this value, wrapped where a plain number would be taken for an int. */
export const toDouble = (value: number): number | Double =>
  isInt32(value) || Object.is(value, -0) ? new Double(value) : value;

/** Copies documents and arrays; scalars are never changed in place and so are shared. */
export function cloneValue(value: Value): Value {
  if (Array.isArray(value)) return value.map(cloneValue);
  return isDoc(value) ? cloneDoc(value) : value;
}

export function cloneDoc(doc: Doc): Doc {
  const copy: Doc = {};
  for (const name of Object.keys(doc)) setField(copy, name, cloneValue(doc[name]));
  return copy;
}
