import { decode } from '../semantics/codec.ts';
import { CommandError } from '../semantics/error.ts';
import type { Matcher } from '../semantics/filter.ts';
import { compileSort } from '../semantics/sort.ts';
import { sortSlowly } from '../semantics/stage-breaths.ts';
import type { Doc } from '../semantics/values.ts';
import { type Collection, ID_INDEX_NAME } from '../storage/definition.ts';
import type { Entry } from '../storage/engine.ts';
import { bytesText, prefixed, withoutPrefix } from '../storage/keys.ts';
import { RangeCursor } from '../storage/range-cursor.ts';
import type { Store } from '../storage/store.ts';
import type { Access, Plan } from './planner.ts';

/** A document a plan has found; `doc` is there if somebody had to look at it. */
export interface Found {
  readonly idKey: Uint8Array;
  readonly raw: Uint8Array;
  readonly doc: Doc | undefined;
}

export const docOf = (found: Found): Doc => found.doc ?? decode(found.raw);

export interface Reading {
  readonly plan: Plan;
  readonly matches: Matcher;
  readonly sort: Doc | undefined;
  /** How many documents will be taken at most; 0 for all. Lets a sort keep no more than these. */
  readonly limit: number;
}

/** After so many documents looked at, whoever pulls is given the chance to let others go first. */
const BREATH = 64;
/** MongoDB's own limit for a sort without disk. */
const MAX_SORT_BYTES = 100 * 1024 * 1024;

/**
 * Carries a plan out, document by document. `undefined` from the generator means "still looking": a caller that is not
 * inside a write may then call `pause` and go on at a later turn of the event loop.
 */
export class Execution {
  readonly counts = { keys: 0, documents: 0 };
  private readonly store: Store;
  private readonly collection: Collection;
  private readonly reading: Reading;
  private readonly cursors: RangeCursor[] = [];
  private wasPaused = false;

  constructor(store: Store, collection: Collection, reading: Reading) {
    this.store = store;
    this.collection = collection;
    this.reading = reading;
  }

  pause(): void {
    this.wasPaused = true;
    for (const cursor of this.cursors) cursor.pause();
  }

  *run(): Generator<Found | undefined, void, void> {
    const found = this.filtered();
    if (this.reading.plan.needsSort && this.reading.sort) yield* this.sorted(found, this.reading.sort);
    else yield* found;
  }

  private *filtered(): Generator<Found | undefined, void, void> {
    const { plan, matches } = this.reading;
    const seen = plan.mayRepeat ? new Set<string>() : undefined;
    let looked = 0;
    for (const access of plan.accesses)
      for (const range of access.ranges) {
        const cursor = new RangeCursor(this.store.engine, range);
        this.cursors.splice(0, this.cursors.length, cursor);
        for (let entry = this.read(cursor); entry; entry = this.read(cursor)) {
          const found = this.look(access, entry, seen, plan.needsFilter ? matches : undefined);
          if (found) yield found;
          looked += 1;
          if (looked % BREATH === 0) yield undefined;
        }
      }
  }

  private read(cursor: RangeCursor): Entry | undefined {
    if (this.wasPaused) {
      this.refuseDropped();
      this.wasPaused = false;
    }
    return cursor.next();
  }

  /** Keys of what was dropped meanwhile are cleared away: what is left of them would be taken for the end of the result. */
  private refuseDropped(): void {
    const current = this.store.catalog.find(this.collection.namespace);
    const stands = ({ index }: Access): boolean =>
      index === undefined ||
      index.name === ID_INDEX_NAME ||
      current?.indexes.some(({ id }) => id === index.id) === true;
    if (current?.id === this.collection.id && this.reading.plan.accesses.every(stands)) return;
    throw new CommandError(
      175,
      'query plan killed :: caused by :: a collection or index it reads was dropped or renamed',
    );
  }

  private look(
    access: Access,
    entry: Entry,
    seen: Set<string> | undefined,
    matches: Matcher | undefined,
  ): Found | undefined {
    const isDocument = access.index === undefined || access.index.name === ID_INDEX_NAME;
    const idKey = isDocument ? withoutPrefix(entry.key) : entry.value;
    if (access.index) this.counts.keys += 1;
    if (seen) {
      const text = bytesText(idKey);
      if (seen.has(text)) return undefined;
      seen.add(text);
    }
    const raw = isDocument ? entry.value : this.store.engine.get(prefixed(this.collection.id, idKey));
    if (!raw) return undefined; // taken away between two turns
    this.counts.documents += 1;
    if (!matches) return { idKey, raw, doc: undefined };
    const doc = decode(raw);
    return matches(doc) ? { idKey, raw, doc } : undefined;
  }

  private *sorted(found: Iterable<Found | undefined>, sort: Doc): Generator<Found | undefined, void, void> {
    const compare = compileSort(sort);
    const order = (left: { doc: Doc }, right: { doc: Doc }): number => compare(left.doc, right.doc);
    const { limit } = this.reading;
    let kept: (Found & { doc: Doc })[] = [];
    let bytes = 0;
    for (const one of found) {
      if (!one) {
        yield undefined;
        continue;
      }
      kept.push({ ...one, doc: docOf(one) });
      bytes += one.raw.length;
      if (limit > 0 && kept.length >= Math.max(2 * limit, 1000)) {
        kept = (yield* sortSlowly(kept, order)).slice(0, limit);
        bytes = kept.reduce((sum, { raw }) => sum + raw.length, 0);
      }
      if (bytes > MAX_SORT_BYTES)
        throw new CommandError(
          292,
          `Sort exceeded memory limit of ${MAX_SORT_BYTES} bytes; make an index for this order`,
        );
    }
    yield* yield* sortSlowly(kept, order);
  }
}
