import { encodeKey, type KeyRange } from '../semantics/key.ts';
import { indexKeys } from '../semantics/path.ts';
import type { Doc, Value } from '../semantics/values.ts';
import type { Index } from './definition.ts';
import type { Range } from './engine.ts';

/** Every record begins with the number of the collection or index it belongs to. */
const PREFIX_BYTES = 4;

export function prefixed(id: number, key: Uint8Array): Uint8Array {
  const bytes = Buffer.allocUnsafe(PREFIX_BYTES + key.length);
  bytes.writeUInt32BE(id, 0);
  bytes.set(key, PREFIX_BYTES);
  return bytes;
}

export const withoutPrefix = (key: Uint8Array): Uint8Array => key.subarray(PREFIX_BYTES);

const EMPTY = new Uint8Array();

/** Everything a collection or an index holds. */
export const wholeRange = (id: number): Range => ({ from: prefixed(id, EMPTY), until: prefixed(id + 1, EMPTY) });

export const rangeWithin = (id: number, range: KeyRange): Range => ({
  from: prefixed(id, range.from),
  until: prefixed(id, range.until),
});

export interface IndexEntry {
  readonly key: Uint8Array;
  readonly values: readonly Value[];
}

export interface IndexEntries {
  /** By the key's bytes as text, so that two sets of entries can be compared. */
  readonly entries: ReadonlyMap<string, IndexEntry>;
  readonly isMultikey: boolean;
  readonly isTruncated: boolean;
}

/** Bytes as text of the same length and order, to be put in sets. */
export const bytesText = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');

const NONE: IndexEntries = { entries: new Map(), isMultikey: false, isTruncated: false };

/**
 * What an index holds for a document. In a unique index the values are the whole key, so that a second document under
 * the same values meets the first; in others the document's id follows, so that both have their place. The record's
 * value is the document's id either way.
 */
export function indexEntries(index: Index, doc: Doc, idKey: Uint8Array): IndexEntries {
  if (index.includes && !index.includes(doc)) return NONE;
  const { keys, multikey, isAbsent } = indexKeys(doc, index.key);
  if (index.isSparse && isAbsent) return NONE;
  const entries = new Map<string, IndexEntry>();
  let isTruncated = false;
  for (const values of keys) {
    const encoded = encodeKey(values, index.directions);
    isTruncated ||= encoded.truncated;
    const key = prefixed(index.id, index.isUnique ? encoded.bytes : Buffer.concat([encoded.bytes, idKey]));
    entries.set(bytesText(key), { key, values });
  }
  return { entries, isMultikey: multikey, isTruncated };
}
