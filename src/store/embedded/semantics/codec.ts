import { isUtf8 } from 'node:buffer';
import {
  Binary,
  BSONError,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  serialize,
  Timestamp,
} from 'bson';
import { CommandError } from './error.ts';
import { type Doc, setField, toDouble, type Value } from './values.ts';

/** MongoDB's limit on nesting; deeper documents are refused with code 15. */
const MAX_DEPTH = 200;
const SHORT_TEXT = 24;
/** A power of two; a name that falls onto another's slot only replaces it. */
const NAME_SLOTS = 4096;
const names: (string | undefined)[] = new Array(NAME_SLOTS).fill(undefined);

const invalid = (what: string): CommandError => new CommandError(22, `Invalid BSON: ${what}`);

/**
 * Reads BSON into values that keep their BSON type (values.ts). bson's own `deserialize` either turns 1.0 into an int
 * or wraps every number, and a wrapped number on each field of a scan is the larger part of its cost.
 * Limit: the deprecated `undefined` type is read as null, as drivers send it today; DBPointer is refused.
 */
export function decode(bytes: Uint8Array): Doc {
  const reader = new Reader(bytes);
  try {
    return reader.document(0, bytes.length, 0);
  } catch (error) {
    if (error instanceof RangeError) throw invalid('the document ends too early');
    if (error instanceof BSONError) throw invalid(error.message);
    throw error;
  }
}

/** What bson refuses to write (a cycle, a foreign class) reaches the client as a refusal too. */
export function encode(doc: Doc): Uint8Array {
  return serialize(doc, { ignoreUndefined: true });
}

class Reader {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly buffer: Buffer;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  document(start: number, limit: number, depth: number): Doc {
    const end = this.open(start, limit, depth);
    const doc: Doc = {};
    for (let type = this.bytes[this.at++]; type !== 0; type = this.bytes[this.at++]) {
      const name = this.name(end);
      if (name === '_bsontype') throw new CommandError(2, "a field may not be called '_bsontype'");
      const value = this.value(type, end, depth);
      if (name === '__proto__') setField(doc, name, value);
      else doc[name] = value;
    }
    this.close(end);
    return doc;
  }

  private array(start: number, limit: number, depth: number): Value[] {
    const end = this.open(start, limit, depth);
    const items: Value[] = [];
    for (let type = this.bytes[this.at++]; type !== 0; type = this.bytes[this.at++]) {
      while (this.bytes[this.at++] !== 0) if (this.at >= end) throw invalid('an array element has no name');
      items.push(this.value(type, end, depth));
    }
    this.close(end);
    return items;
  }

  private open(start: number, limit: number, depth: number): number {
    if (depth > MAX_DEPTH) throw new CommandError(15, `the document is nested more than ${MAX_DEPTH} levels deep`);
    const size = this.view.getInt32(start, true);
    if (size < 5 || start + size > limit) throw invalid(`a document of ${size} bytes does not fit where it stands`);
    if (this.bytes[start + size - 1] !== 0) throw invalid('a document does not end with a zero byte');
    this.at = start + 4;
    return start + size;
  }

  private close(end: number): void {
    if (this.at !== end) throw invalid('a document does not end where its length says');
  }

  /** Documents of a collection share their field names: a known name is recognised by its bytes and not built again. */
  private name(end: number): string {
    const { bytes, at: start } = this;
    let hash = 0;
    let stop = start;
    for (let byte = bytes[stop] ?? 0; byte !== 0; byte = bytes[stop] ?? 0) {
      hash = (Math.imul(hash, 31) + byte) | 0;
      stop += 1;
      if (stop >= end) throw invalid('a field name does not end');
    }
    this.at = stop + 1;
    const slot = hash & (NAME_SLOTS - 1);
    const known = names[slot];
    if (known !== undefined && this.spells(known, start, stop)) return known;
    const name = this.text(start, stop);
    names[slot] = name;
    return name;
  }

  private spells(name: string, start: number, stop: number): boolean {
    if (name.length !== stop - start) return false;
    for (let at = 0; at < name.length; at += 1) if (name.charCodeAt(at) !== this.bytes[start + at]) return false;
    return true;
  }

  private text(start: number, stop: number): string {
    if (stop - start < SHORT_TEXT) {
      let text = '';
      for (let at = start; at < stop; at += 1) {
        const byte = this.bytes[at] ?? 0;
        if (byte > 127) return this.anyText(start, stop);
        text += String.fromCharCode(byte);
      }
      return text;
    }
    return this.anyText(start, stop);
  }

  private anyText(start: number, stop: number): string {
    const text = this.buffer.toString('utf8', start, stop);
    if (text.includes('\uFFFD') && !isUtf8(this.bytes.subarray(start, stop))) throw invalid('a string is not UTF-8');
    return text;
  }

  private string(end: number): string {
    const size = this.view.getInt32(this.at, true);
    const start = this.at + 4;
    if (size < 1 || start + size > end || this.bytes[start + size - 1] !== 0)
      throw invalid('a string has a bad length');
    this.at = start + size;
    return this.text(start, start + size - 1);
  }

  private take(size: number, end: number): number {
    const start = this.at;
    this.at += size;
    if (this.at >= end) throw invalid('a value does not fit in its document');
    return start;
  }

  /** One arm per type of bsonspec.org. */
  private value(type: number | undefined, end: number, depth: number): Value {
    switch (type) {
      case 0x01:
        return toDouble(this.view.getFloat64(this.take(8, end), true));
      case 0x02:
        return this.string(end);
      case 0x03:
        return this.document(this.at, end, depth + 1);
      case 0x04:
        return this.array(this.at, end, depth + 1);
      case 0x07:
        return new ObjectId(this.bytes.slice(this.take(12, end), this.at));
      case 0x08:
        return this.bytes[this.take(1, end)] !== 0;
      case 0x09:
        return this.date(end);
      case 0x06:
      case 0x0a:
        return null;
      case 0x10:
        return this.view.getInt32(this.take(4, end), true);
      case 0x12:
        return this.long(end);
      default:
        return this.rareValue(type, end, depth);
    }
  }

  private rareValue(type: number | undefined, end: number, depth: number): Value {
    switch (type) {
      case 0x05:
        return this.binary(end);
      case 0x0b:
        return new BSONRegExp(this.name(end), this.name(end));
      case 0x0d:
        return new Code(this.string(end));
      case 0x0e:
        return new BSONSymbol(this.string(end));
      case 0x0f:
        this.take(4, end);
        return new Code(this.string(end), this.document(this.at, end, depth + 1));
      case 0x11:
        return new Timestamp(this.view.getBigUint64(this.take(8, end), true));
      case 0x13:
        return new Decimal128(this.bytes.slice(this.take(16, end), this.at));
      case 0xff:
        return new MinKey();
      case 0x7f:
        return new MaxKey();
      default:
        throw invalid(`type ${type} is not supported`);
    }
  }

  private long(end: number): Long {
    const start = this.take(8, end);
    return new Long(this.view.getInt32(start, true), this.view.getInt32(start + 4, true));
  }

  private date(end: number): Date {
    const start = this.take(8, end);
    const date = new Date(this.view.getInt32(start + 4, true) * 2 ** 32 + this.view.getUint32(start, true));
    if (Number.isNaN(date.getTime())) throw new CommandError(2, 'a date lies outside the years that can be kept');
    return date;
  }

  private binary(end: number): Binary {
    const size = this.view.getInt32(this.take(4, end), true);
    const subtype = this.bytes[this.take(1, end)] ?? 0;
    if (size < 0) throw invalid('binary data has a negative length');
    const start = this.take(size, end);
    return new Binary(this.bytes.slice(start, start + size), subtype);
  }
}
