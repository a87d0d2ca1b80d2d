import type { Binary, BSONRegExp, BSONSymbol, Code, Decimal128, Double, Long, ObjectId, Timestamp } from 'bson';
import { compareDecimals, type Decimal, decimalOfInteger, exactDecimalOfDouble, readDecimal } from './decimal.ts';
import { type Doc, fieldOf, type TypeName, typeOf, type Value } from './values.ts';

/**
 * MongoDB's order of types (BSON comparison order). A missing value stands below null, as in aggregation; sorts and
 * indexes turn it into null before they ask.
 */
export const brackets: Readonly<Record<TypeName, number>> = {
  minKey: 1,
  missing: 2,
  null: 3,
  int: 4,
  double: 4,
  long: 4,
  decimal: 4,
  string: 5,
  symbol: 5,
  object: 6,
  array: 7,
  binData: 8,
  objectId: 9,
  bool: 10,
  date: 11,
  timestamp: 12,
  regex: 13,
  javascript: 14,
  javascriptWithScope: 15,
  maxKey: 16,
};

export const bracketOf = (value: Value): number => brackets[typeOf(value)];

export function compareValues(left: Value, right: Value): number {
  if (typeof left === 'number' && typeof right === 'number') return compareDoubles(left, right);
  if (typeof left === 'string' && typeof right === 'string') return compareStrings(left, right);
  const type = typeOf(left);
  const bracket = brackets[type];
  const order = bracket - bracketOf(right);
  if (order !== 0) return order < 0 ? -1 : 1;
  return compareWithin(type, left, right);
}

export const equalValues = (left: Value, right: Value): boolean => left === right || compareValues(left, right) === 0;

/** Both values are of one bracket, which the caller has seen; that is what the casts rest on. */
function compareWithin(type: TypeName, left: Value, right: Value): number {
  switch (type) {
    case 'int':
    case 'double':
    case 'long':
    case 'decimal':
      return compareNumbers(left as NumberValue, right as NumberValue);
    case 'string':
    case 'symbol':
      return compareStrings(textOf(left as string | BSONSymbol), textOf(right as string | BSONSymbol));
    case 'object':
      return compareDocs(left as Doc, right as Doc);
    case 'array':
      return compareArrays(left as Value[], right as Value[]);
    case 'binData':
      return compareBinaries(left as Binary, right as Binary);
    case 'objectId':
      return Buffer.compare((left as ObjectId).id, (right as ObjectId).id);
    case 'bool':
      return Number(left) - Number(right);
    case 'date':
      return Math.sign((left as Date).getTime() - (right as Date).getTime());
    case 'timestamp':
      return (left as Timestamp).compare(right as Timestamp);
    case 'regex':
      return compareRegexes(left as BSONRegExp, right as BSONRegExp);
    case 'javascript':
    case 'javascriptWithScope':
      return compareCode(left as Code, right as Code);
    default:
      return 0;
  }
}

export type NumberValue = number | Double | Long | Decimal128;

const compareDoubles = (left: number, right: number): number => {
  if (left < right) return -1;
  if (left > right) return 1;
  if (left === right) return 0;
  return Number.isNaN(left) ? (Number.isNaN(right) ? 0 : -1) : 1;
};

const isLong = (value: NumberValue): value is Long => typeof value === 'object' && value._bsontype === 'Long';
const isDecimal = (value: NumberValue): value is Decimal128 =>
  typeof value === 'object' && value._bsontype === 'Decimal128';

/** Exact over all four number types: no value is rounded to another's precision first. */
function compareNumbers(left: NumberValue, right: NumberValue): number {
  if (isDecimal(left) || isDecimal(right)) return compareDecimals(exactDecimal(left), exactDecimal(right));
  if (isLong(left)) return isLong(right) ? left.compare(right) : compareLong(left, right.valueOf());
  if (isLong(right)) return 0 - compareLong(right, left.valueOf());
  return compareDoubles(left.valueOf(), right.valueOf());
}

function exactDecimal(value: NumberValue): Decimal {
  if (isDecimal(value)) return readDecimal(value);
  return isLong(value) ? decimalOfInteger(value.toBigInt()) : exactDecimalOfDouble(value.valueOf());
}

function compareLong(long: Long, double: number): number {
  if (Number.isNaN(double)) return 1;
  const rounded = long.toNumber();
  if (rounded !== double || Number.isSafeInteger(rounded)) return compareDoubles(rounded, double);
  // Equal after rounding: 2^63 itself is one more than the largest long, so this comparison is of integers.
  const whole = BigInt(double);
  const exact = long.toBigInt();
  return exact < whole ? -1 : exact > whole ? 1 : 0;
}

const textOf = (value: string | BSONSymbol): string => (typeof value === 'string' ? value : value.value);

/**
 * Order of the UTF-8 bytes. JavaScript orders UTF-16 units, which differs where a surrogate pair (U+10000 and above)
 * meets a unit from U+E000 on.
 */
export function compareStrings(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a === b) continue;
    const aIsSurrogate = a >= 0xd800 && a < 0xe000;
    const bIsSurrogate = b >= 0xd800 && b < 0xe000;
    if (aIsSurrogate !== bIsSurrogate && a >= 0xd800 && b >= 0xd800) return aIsSurrogate ? 1 : -1;
    return a < b ? -1 : 1;
  }
  return left.length < right.length ? -1 : 1;
}

/** Field by field in stored order: type first, then name, then value; the shorter document is the smaller. */
function compareDocs(left: Doc, right: Doc): number {
  const leftNames = Object.keys(left);
  const rightNames = Object.keys(right);
  const length = Math.min(leftNames.length, rightNames.length);
  for (let at = 0; at < length; at += 1) {
    const leftName = leftNames[at] ?? '';
    const rightName = rightNames[at] ?? '';
    const a = fieldOf(left, leftName);
    const b = fieldOf(right, rightName);
    const order = bracketOf(a) - bracketOf(b) || compareStrings(leftName, rightName) || compareValues(a, b);
    if (order !== 0) return order < 0 ? -1 : 1;
  }
  return Math.sign(leftNames.length - rightNames.length);
}

function compareArrays(left: readonly Value[], right: readonly Value[]): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const order = compareValues(left[at], right[at]);
    if (order !== 0) return order;
  }
  return Math.sign(left.length - right.length);
}

export const bytesOf = (binary: Binary): Uint8Array => binary.buffer.subarray(0, binary.position);

function compareBinaries(left: Binary, right: Binary): number {
  const order = left.position - right.position || left.sub_type - right.sub_type;
  return Math.sign(order) || Buffer.compare(bytesOf(left), bytesOf(right));
}

const compareRegexes = (left: BSONRegExp, right: BSONRegExp): number =>
  compareStrings(left.pattern, right.pattern) || compareStrings(left.options, right.options);

/** A scope, where there is one, was decoded as a document. */
const compareCode = (left: Code, right: Code): number =>
  compareStrings(left.code, right.code) || compareDocs((left.scope ?? {}) as Doc, (right.scope ?? {}) as Doc);

/** Equal and of the same types all the way down: what decides whether an update changed anything. */
export function identicalValues(left: Value, right: Value): boolean {
  if (typeOf(left) !== typeOf(right)) return false;
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((item, at) => identicalValues(item, right[at]));
  if (typeOf(left) !== 'object') {
    if (compareValues(left, right) !== 0) return false;
    // Decimals of equal value may show different digits (1.0 and 1.00); zeroes may differ in their sign.
    return typeof left !== 'object' || left === null || String(left) === String(right) || typeOf(left) !== 'decimal';
  }
  const a = left as Doc; // typeOf said object, and both types are the same
  const b = right as Doc; // likewise
  const names = Object.keys(a);
  const others = Object.keys(b);
  return (
    names.length === others.length &&
    names.every((name, at) => name === others[at] && identicalValues(fieldOf(a, name), fieldOf(b, name)))
  );
}
