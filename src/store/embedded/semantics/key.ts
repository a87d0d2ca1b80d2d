import { createHash } from 'node:crypto';
import type { Binary, BSONRegExp, Code, Long, ObjectId, Timestamp } from 'bson';
import { brackets, bytesOf, type NumberValue } from './compare.ts';
import { writeNumberKey } from './key-number.ts';
import { type Doc, fieldOf, type TypeName, typeOf, type Value } from './values.ts';

export type Direction = 1 | -1;

/**
 * Bytes whose order (memcmp) is the order of compare.ts, field after field. No key is the beginning of another, so keys
 * can be concatenated. `truncated` says that the values were longer than `limit`: the key is then the first bytes of
 * the whole plus a hash of it, `limit` bytes in all. Such a key still names its values (a unique index holds), but its
 * order among keys with the same beginning is lost: whoever reads by it checks the document and does not trust its order.
 */
export interface EncodedKey {
  readonly bytes: Uint8Array;
  readonly truncated: boolean;
}

/** LMDB takes 1,978 bytes per key: values and the document's id each have their share. */
export const VALUE_KEY_LIMIT = 1200;
export const ID_KEY_LIMIT = 700;
const HASH_BYTES = 16;

/** Brackets start at 1 and their complements end at 254, so 0x00 ends a list and 0xff stands above every key. */
const END = 0x00;
const ABOVE = 0xff;

export function encodeKey(
  values: readonly Value[],
  directions: readonly Direction[],
  limit = VALUE_KEY_LIMIT,
): EncodedKey {
  const writer = new KeyWriter();
  values.forEach((value, at) => {
    writer.field(value, directions[at] ?? 1);
  });
  return cutToLimit(writer.bytes(), limit);
}

export const encodeId = (id: Value): Uint8Array => encodeKey([id], [1], ID_KEY_LIMIT).bytes;

/** A key as text: equal exactly for values that compare equal; for sets and groups. */
export function keyText(value: Value): string {
  if (typeof value === 'string') return `s${value}`;
  const writer = new KeyWriter();
  writer.field(value, 1);
  return Buffer.from(writer.bytes()).toString('latin1');
}

function cutToLimit(bytes: Uint8Array, limit: number): EncodedKey {
  if (bytes.length < limit) return { bytes, truncated: false };
  const digest = createHash('sha256').update(bytes).digest().subarray(0, HASH_BYTES);
  return { bytes: Buffer.concat([bytes.subarray(0, limit - HASH_BYTES), digest]), truncated: true };
}

class KeyWriter {
  private buffer: Buffer = Buffer.allocUnsafe(64);
  private length = 0;

  bytes(): Uint8Array {
    return Uint8Array.prototype.slice.call(this.buffer, 0, this.length);
  }

  field(value: Value, direction: Direction): void {
    const start = this.length;
    this.value(value);
    if (direction === 1) return;
    for (let at = start; at < this.length; at += 1) this.buffer[at] = ~(this.buffer[at] ?? 0);
  }

  byte(value: number): void {
    this.reserve(1);
    this.buffer[this.length] = value;
    this.length += 1;
  }

  uint32(value: number): void {
    this.reserve(4);
    this.length = this.buffer.writeUInt32BE(value >>> 0, this.length);
  }

  private uint64(value: bigint): void {
    this.reserve(8);
    this.length = this.buffer.writeBigUInt64BE(BigInt.asUintN(64, value), this.length);
  }

  private raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  private reserve(size: number): void {
    if (this.length + size <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.length + size));
    larger.set(this.buffer.subarray(0, this.length));
    this.buffer = larger;
  }

  /** Text may hold a zero byte: 00 becomes 00 ff, and the text ends with 00 00. */
  private text(text: string): void {
    const bytes = Buffer.from(text, 'utf8');
    if (!bytes.includes(0)) this.raw(bytes);
    else
      for (const byte of bytes) {
        this.byte(byte);
        if (byte === 0) this.byte(0xff);
      }
    this.byte(0);
    this.byte(0);
  }

  private value(value: Value, name?: string): void {
    const type = typeOf(value);
    this.byte(brackets[type]);
    if (name !== undefined) this.text(name);
    this.payload(type, value);
  }

  /** typeOf has named the type, which is what the casts rest on. */
  private payload(type: TypeName, value: Value): void {
    switch (type) {
      case 'int':
      case 'double':
      case 'long':
      case 'decimal':
        writeNumberKey(this, value as NumberValue);
        return;
      case 'string':
        this.text(value as string);
        return;
      case 'symbol':
        this.text(String(value));
        return;
      case 'object':
        this.doc(value as Doc);
        return;
      case 'array':
        for (const item of value as Value[]) this.value(item);
        this.byte(END);
        return;
      case 'objectId':
        this.raw((value as ObjectId).id);
        return;
      case 'bool':
        this.byte(value === true ? 1 : 0);
        return;
      case 'date':
        this.uint64(BigInt((value as Date).getTime()) + 2n ** 63n);
        return;
      default:
        this.rarePayload(type, value);
    }
  }

  private rarePayload(type: TypeName, value: Value): void {
    switch (type) {
      case 'binData': {
        const binary = value as Binary;
        this.uint32(binary.position);
        this.byte(binary.sub_type);
        this.raw(bytesOf(binary));
        return;
      }
      case 'timestamp':
        this.uint64((value as Timestamp as unknown as Long).toBigInt()); // a Timestamp is an unsigned Long
        return;
      case 'regex':
        this.text((value as BSONRegExp).pattern);
        this.text((value as BSONRegExp).options);
        return;
      case 'javascript':
      case 'javascriptWithScope':
        this.text((value as Code).code);
        this.doc(((value as Code).scope ?? {}) as Doc);
        return;
      default: // minKey, maxKey, null and missing are their bracket alone
    }
  }

  private doc(doc: Doc): void {
    for (const name of Object.keys(doc)) this.value(fieldOf(doc, name), name);
    this.byte(END);
  }
}

export type RangeOperator = '$eq' | '$gt' | '$gte' | '$lt' | '$lte';

/** Keys from `from` (included) up to `until` (not included). */
export interface KeyRange {
  readonly from: Uint8Array;
  readonly until: Uint8Array;
}

/** Every key that starts with these bytes. */
export const rangeOfPrefix = (prefix: Uint8Array): KeyRange => ({ from: prefix, until: above(prefix) });

/**
 * The keys of documents whose next field, after an equality `prefix`, can answer `operator value`. It never leaves one
 * out, and may hold more (NaN below a number, keys that were truncated), so the filter is still asked of each document.
 * A comparison stays within its type's bracket; with MinKey or MaxKey it reaches over all types. Not for an array as
 * the value: an index holds an array's items, so an equal array is found by its first item (`undefined` if it is empty)
 * or, inside another array, by itself; an order between arrays is not found by an index at all.
 */
export function rangeOf(prefix: Uint8Array, operator: RangeOperator, value: Value, direction: Direction): KeyRange {
  const writer = new KeyWriter();
  writer.field(value, direction);
  const whole = Buffer.concat([prefix, writer.bytes()]);
  // A key this long was cut when it was written, so only its beginning is known to be there.
  const cut = whole.length >= VALUE_KEY_LIMIT;
  const exact = cut ? whole.subarray(0, VALUE_KEY_LIMIT - HASH_BYTES) : whole;
  if (operator === '$eq') return { from: exact, until: above(exact) };

  const bracket = brackets[typeOf(value)];
  // An array compares with these two as a whole, while its keys are its items.
  if (bracket === brackets.minKey || bracket === brackets.maxKey) return rangeOfPrefix(prefix);
  const first = direction === 1 ? bracket : 0xff - bracket;
  const start = Buffer.concat([prefix, Uint8Array.of(first)]);
  const end = Buffer.concat([prefix, Uint8Array.of(first + 1)]);
  const upwards = (operator === '$gt' || operator === '$gte') === (direction === 1);
  const included = cut || operator === '$gte' || operator === '$lte';
  if (upwards) return { from: included ? exact : above(exact), until: end };
  return { from: start, until: included ? above(exact) : exact };
}

const above = (bytes: Uint8Array): Uint8Array => Buffer.concat([bytes, Uint8Array.of(ABOVE)]);
