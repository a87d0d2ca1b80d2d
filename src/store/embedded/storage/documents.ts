import { ObjectId } from 'bson';
import { encode } from '../semantics/codec.ts';
import { CommandError } from '../semantics/error.ts';
import { encodeId } from '../semantics/key.ts';
import { type Doc, hasField, typeOf, type Value } from '../semantics/values.ts';
import { MAX_DOCUMENT_BYTES } from '../wire/message.ts';
import type { Catalog } from './catalog.ts';
import type { Collection, Index } from './definition.ts';
import { duplicateKey } from './duplicate.ts';
import type { Engine } from './engine.ts';
import { type IndexEntries, type IndexEntry, indexEntries, prefixed } from './keys.ts';
import type { Namespace } from './namespace.ts';

/** A document as it lies on disk and as it was read. */
export interface Stored {
  readonly idKey: Uint8Array;
  readonly raw: Uint8Array;
  readonly doc: Doc;
}

interface IndexChange {
  readonly index: Index;
  readonly added: readonly IndexEntry[];
  readonly removed: readonly IndexEntry[];
  readonly entries: IndexEntries;
}

const SAME_BYTES = 0;

/**
 * Writes documents and their index entries together. Everything that can refuse a document (size, duplicates, arrays an
 * index cannot hold) is asked before the first write, so a refused document leaves nothing behind. All of it runs inside
 * a transaction of the commit queue.
 */
export class Documents {
  private readonly engine: Engine;
  private readonly catalog: Catalog;

  constructor(engine: Engine, catalog: Catalog) {
    this.engine = engine;
    this.catalog = catalog;
  }

  read(collection: Collection, idKey: Uint8Array): Uint8Array | undefined {
    return this.engine.get(prefixed(collection.id, idKey));
  }

  /** `raw` is what the client sent; it is kept as it is if its `_id` stands first. */
  insert(namespace: Namespace, doc: Doc, raw?: Uint8Array): Doc {
    const [complete, bytes] = withId(doc, raw);
    checkSize(bytes);
    const collection = this.catalog.ensure(namespace);
    const idKey = encodeId(complete._id);
    const key = prefixed(collection.id, idKey);
    if (this.engine.has(key)) throw duplicateKey(namespace, '_id_', { _id: 1 }, [complete._id]);
    const changes = collection.indexes.map((index) => this.planChange(collection, index, idKey, undefined, complete));
    this.engine.put(key, bytes);
    this.apply(collection, changes, idKey);
    return complete;
  }

  replace(collection: Collection, stored: Stored, doc: Doc): void {
    const bytes = encode(doc);
    checkSize(bytes);
    const changes = collection.indexes.map((index) =>
      this.planChange(collection, index, stored.idKey, stored.doc, doc),
    );
    this.engine.put(prefixed(collection.id, stored.idKey), bytes);
    this.apply(collection, changes, stored.idKey);
  }

  remove(collection: Collection, stored: Stored): void {
    const changes = collection.indexes.map((index) =>
      this.planChange(collection, index, stored.idKey, stored.doc, undefined),
    );
    this.engine.remove(prefixed(collection.id, stored.idKey));
    this.apply(collection, changes, stored.idKey);
  }

  /** Puts one document into an index that is being built. */
  addToIndex(collection: Collection, index: Index, stored: Stored): IndexEntries {
    const change = this.planChange(collection, index, stored.idKey, undefined, stored.doc);
    for (const { key } of change.added) this.engine.put(key, stored.idKey);
    return change.entries;
  }

  private planChange(
    collection: Collection,
    index: Index,
    idKey: Uint8Array,
    before: Doc | undefined,
    after: Doc | undefined,
  ): IndexChange {
    const old = before && indexEntries(index, before, idKey).entries;
    const entries = after ? indexEntries(index, after, idKey) : NO_ENTRIES;
    const added = [...entries.entries].filter(([text]) => !old?.has(text)).map(([, entry]) => entry);
    const removed = [...(old ?? [])].filter(([text]) => !entries.entries.has(text)).map(([, entry]) => entry);
    if (index.isUnique)
      for (const { key, values } of added) {
        const owner = this.engine.get(key);
        if (owner && Buffer.compare(owner, idKey) !== SAME_BYTES)
          throw duplicateKey(collection.namespace, index.name, index.key, values);
      }
    return { index, added, removed, entries };
  }

  private apply(collection: Collection, changes: readonly IndexChange[], idKey: Uint8Array): void {
    let current = collection;
    for (const { index, added, removed, entries } of changes) {
      for (const { key } of removed) this.engine.remove(key);
      for (const { key } of added) this.engine.put(key, idKey);
      const isMultikey = index.isMultikey || entries.isMultikey;
      const isTruncated = index.isTruncated || entries.isTruncated;
      if (isMultikey !== index.isMultikey || isTruncated !== index.isTruncated)
        current = this.catalog.saveIndex(current, { ...index, isMultikey, isTruncated });
    }
  }
}

const NO_ENTRIES: IndexEntries = { entries: new Map(), isMultikey: false, isTruncated: false };

function withId(doc: Doc, raw: Uint8Array | undefined): [Doc, Uint8Array] {
  const [first] = Object.keys(doc);
  if (hasField(doc, '_id')) checkId(doc._id);
  if (raw && first === '_id') return [doc, raw];
  const { _id, ...rest } = doc;
  const complete: Doc = { _id: hasField(doc, '_id') ? _id : new ObjectId(), ...rest };
  return [complete, encode(complete)];
}

function checkId(id: Value): void {
  const type = typeOf(id);
  if (type === 'array' || type === 'regex' || type === 'missing')
    throw new CommandError(53, `The '_id' value cannot be of type ${type}`);
}

function checkSize(bytes: Uint8Array): void {
  if (bytes.length > MAX_DOCUMENT_BYTES)
    throw new CommandError(
      10334,
      `BSONObj size: ${bytes.length} (0x${bytes.length.toString(16).toUpperCase()}) is invalid. Size must be between 0 and ${MAX_DOCUMENT_BYTES}(16MB)`,
    );
}
