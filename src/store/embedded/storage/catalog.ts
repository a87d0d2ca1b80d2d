import { randomUUID } from 'node:crypto';
import { Binary } from 'bson';
import { decode, encode } from '../semantics/codec.ts';
import { CommandError } from '../semantics/error.ts';
import { compileFilter } from '../semantics/filter.ts';
import type { KeyPattern } from '../semantics/path.ts';
import { type Doc, isDoc } from '../semantics/values.ts';
import type { Collection, Index, IndexDefinition } from './definition.ts';
import type { Engine } from './engine.ts';
import { type Namespace, namespaceText, refuseSystemName } from './namespace.ts';

const COLLECTION = 'collection:';
const DROPPED = 'dropped:';
const NEXT_ID = 'next-id';

/**
 * Which collections and indexes there are. Kept in memory and on disk; every change is made inside a transaction of the
 * engine, and `reload` brings memory back in step when one was undone.
 */
export class Catalog {
  private readonly engine: Engine;
  private collections = new Map<string, Collection>();
  private dropped = new Set<number>();
  private nextId = 1;

  constructor(engine: Engine) {
    this.engine = engine;
    this.reload();
  }

  reload(): void {
    this.collections = new Map();
    this.dropped = new Set();
    this.nextId = 1;
    for (const { key, value } of this.engine.catalog.getRange({})) {
      if (key === NEXT_ID) this.nextId = Number(decode(value).value);
      else if (key.startsWith(DROPPED)) this.dropped.add(Number(key.slice(DROPPED.length)));
      else if (key.startsWith(COLLECTION)) {
        const collection = readCollection(decode(value));
        this.collections.set(namespaceText(collection.namespace), collection);
      }
    }
  }

  find(namespace: Namespace): Collection | undefined {
    return this.collections.get(namespaceText(namespace));
  }

  get(namespace: Namespace): Collection {
    const found = this.find(namespace);
    if (!found) throw new CommandError(26, `ns does not exist: ${namespaceText(namespace)}`);
    return found;
  }

  in(database: string): Collection[] {
    return [...this.collections.values()].filter(({ namespace }) => namespace.database === database);
  }

  all(): Collection[] {
    return [...this.collections.values()];
  }

  ensure(namespace: Namespace): Collection {
    return this.find(namespace) ?? this.create(namespace, {});
  }

  create(namespace: Namespace, options: Doc): Collection {
    refuseSystemName(namespace);
    const uuid = Buffer.from(randomUUID().replaceAll('-', ''), 'hex');
    return this.save({ namespace, id: this.takeId(), uuid, options, indexes: [] });
  }

  save(collection: Collection): Collection {
    const text = namespaceText(collection.namespace);
    this.engine.catalog.put(COLLECTION + text, encode(writeCollection(collection)));
    this.collections.set(text, collection);
    return collection;
  }

  saveIndex(collection: Collection, index: Index): Collection {
    const others = collection.indexes.filter(({ id }) => id !== index.id);
    const at = collection.indexes.findIndex(({ id }) => id === index.id);
    const indexes = at < 0 ? [...others, index] : collection.indexes.with(at, index);
    return this.save({ ...collection, indexes });
  }

  dropIndex(collection: Collection, index: Index): Collection {
    this.forgetRecords(index.id);
    return this.save({ ...collection, indexes: collection.indexes.filter(({ id }) => id !== index.id) });
  }

  drop(collection: Collection): void {
    for (const id of [collection.id, ...collection.indexes.map((index) => index.id)]) this.forgetRecords(id);
    this.forgetName(collection.namespace);
  }

  rename(collection: Collection, namespace: Namespace): void {
    refuseSystemName(namespace);
    this.forgetName(collection.namespace);
    this.save({ ...collection, namespace });
  }

  takeId(): number {
    const id = this.nextId;
    this.nextId += 1;
    this.engine.catalog.put(NEXT_ID, encode({ value: this.nextId }));
    return id;
  }

  /** Ids whose records are still to be cleared away (clearing.ts). */
  droppedIds(): number[] {
    return [...this.dropped];
  }

  markCleared(id: number): void {
    this.engine.catalog.remove(DROPPED + id);
    this.dropped.delete(id);
  }

  private forgetName(namespace: Namespace): void {
    this.engine.catalog.remove(COLLECTION + namespaceText(namespace));
    this.collections.delete(namespaceText(namespace));
  }

  private forgetRecords(id: number): void {
    this.engine.catalog.put(DROPPED + id, encode({ id }));
    this.dropped.add(id);
  }
}

export function prepareIndex(definition: IndexDefinition): Index {
  const paths = Object.keys(definition.key);
  return {
    ...definition,
    paths,
    directions: paths.map((path) => definition.key[path] ?? 1),
    includes: definition.partialFilter && compileFilter(definition.partialFilter),
  };
}

function writeCollection({ namespace, id, uuid, options, indexes }: Collection): Doc {
  return {
    database: namespace.database,
    collection: namespace.collection,
    id,
    uuid: new Binary(uuid, Binary.SUBTYPE_UUID),
    options,
    indexes: indexes.map((index): Doc => {
      const { paths: _paths, directions: _directions, includes: _includes, key, ...kept } = index;
      return { ...kept, key: Object.entries(key).map(([path, direction]) => ({ path, direction })) };
    }),
  };
}

/** Reads what writeCollection wrote; nobody else writes there, which is what the casts rest on. */
function readCollection(doc: Doc): Collection {
  const indexes = (doc.indexes as Doc[]).map((index) => {
    const key = Object.fromEntries((index.key as Doc[]).map(({ path, direction }) => [path, direction])) as KeyPattern;
    return prepareIndex({ ...(index as unknown as IndexDefinition), key });
  });
  return {
    namespace: { database: String(doc.database), collection: String(doc.collection) },
    id: Number(doc.id),
    uuid: (doc.uuid as Binary).buffer,
    options: isDoc(doc.options) ? doc.options : {},
    indexes,
  };
}
