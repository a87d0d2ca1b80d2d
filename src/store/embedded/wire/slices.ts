import { CommandError } from '../semantics/error.ts';

/** One field of an encoded document, found without decoding its value. */
export interface FieldSlice {
  readonly name: string;
  readonly type: number;
  readonly value: Buffer;
}

const DOCUMENT = 0x03;
const ARRAY = 0x04;

const invalid = (): CommandError => new CommandError(22, 'Invalid BSON: a field does not fit in its document');

/** The fields of an encoded document in order (bsonspec.org), with their encoded values. */
export function sliceFields(document: Buffer): FieldSlice[] {
  const fields: FieldSlice[] = [];
  let at = 4;
  while (at < document.length - 1) {
    const type = document[at] ?? 0;
    const nameEnd = document.indexOf(0, at + 1);
    if (nameEnd < 0) throw invalid();
    const start = nameEnd + 1;
    const end = start + valueBytes(document, type, start);
    if (end > document.length - 1) throw invalid();
    fields.push({ name: document.toString('utf8', at + 1, nameEnd), type, value: document.subarray(start, end) });
    at = end;
  }
  return fields;
}

/** The encoded documents of an encoded array, or undefined if one of them is no document. */
export function sliceDocuments(field: FieldSlice): Buffer[] | undefined {
  if (field.type !== ARRAY) return undefined;
  const items = sliceFields(field.value);
  return items.every(({ type }) => type === DOCUMENT) ? items.map(({ value }) => value) : undefined;
}

function valueBytes(document: Buffer, type: number, at: number): number {
  switch (type) {
    case 0x01:
    case 0x09:
    case 0x11:
    case 0x12:
      return 8;
    case 0x02:
    case 0x0d:
    case 0x0e:
      return sizeAt(document, at) + 4;
    case DOCUMENT:
    case ARRAY:
    case 0x0f:
      return sizeAt(document, at);
    case 0x05:
      return sizeAt(document, at) + 5;
    case 0x07:
      return 12;
    case 0x08:
      return 1;
    case 0x06:
    case 0x0a:
    case 0x7f:
    case 0xff:
      return 0;
    case 0x0b:
      return document.indexOf(0, document.indexOf(0, at) + 1) + 1 - at;
    case 0x10:
      return 4;
    case 0x13:
      return 16;
    default:
      throw new CommandError(22, `Invalid BSON: type ${type} is not supported`);
  }
}

function sizeAt(document: Buffer, at: number): number {
  const size = at + 4 <= document.length ? document.readInt32LE(at) : -1;
  if (size < 0 || size > document.length) throw invalid();
  return size;
}
