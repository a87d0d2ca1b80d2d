import {
  type Collection,
  type Document,
  type Filter,
  MongoBulkWriteError,
  MongoServerError,
  type WithId,
} from 'mongodb';
import { Fault } from '../core/fault.ts';
import { gathered } from './gathered.ts';

interface Named {
  readonly _id: string;
}

const DUPLICATE_KEY = 11000;
/** In a lane, of turns or of messages. */
const USUALLY_WAITING = 4;

/**
 * Inserts that come at the same time go in one command and one flush, each with an outcome of its own: false where a unique index
 * refused it. Past mongoose, for these are the most travelled paths and what they write is made by typed code.
 */
export function insertsTogether<Fields extends Named>(
  collection: Collection<Document>,
): (document: Fields) => Promise<boolean> {
  return gathered(async (documents: readonly Fields[]) => {
    try {
      await collection.insertMany(
        documents.map((document) => ({ ...document }) as Document), // its id is a text, which the driver leaves as it is
        { ordered: false },
      );
      return documents.map(() => true);
    } catch (error) {
      const refused = refusedOf(error);
      return documents.map((_, index) => !refused.has(index));
    }
  });
}

/** What was refused one by one; any other error is thrown on. */
function refusalsOf(error: unknown) {
  if (!(error instanceof MongoBulkWriteError)) throw error;
  const refusals = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
  if (refusals.length === 0) throw error;
  return refusals;
}

/** The places of those that a unique index refused; any other error is thrown on. */
function refusedOf(error: unknown): ReadonlySet<number> {
  const refusals = refusalsOf(error);
  if (refusals.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
  return new Set(refusals.map(({ index }) => index));
}

interface Change {
  /** Names the document by its id; the rest is what has to be true of it. */
  readonly filter: object;
  readonly update: object;
}

/** What is undefined is left out of a command: a condition that is left out would let anything be overwritten. */
function refuseOpenCondition(filter: object): void {
  const [open] = Object.entries(filter).find(([, wanted]) => wanted === undefined) ?? [];
  if (open !== undefined) throw new Fault('internal', `A compare-and-set does not say what ${open} has to be.`);
}

const IMMUTABLE_FIELD = 66;
/** No document has it, for an id is a text. */
const OTHER_ID = 0;

/**
 * Compare-and-sets of single documents that come at the same time, in one command and one flush, each with an outcome of its own: false
 * where its filter did not match. A server counts those that matched and does not say which; so each is an upsert that cannot insert,
 * for it wants another `_id` than its filter names, and the refusal names the one that found nothing to change.
 */
export function changesTogether(collection: Collection<Document>): (change: Change) => Promise<boolean> {
  const change = gathered(async (changes: readonly Change[]): Promise<readonly (boolean | MongoServerError)[]> => {
    const outcomes: (boolean | MongoServerError)[] = changes.map(() => true);
    try {
      await collection.bulkWrite(
        changes.map(({ filter, update }) => ({
          updateOne: {
            filter,
            update: { ...update, $setOnInsert: { _id: OTHER_ID } },
            upsert: true,
          },
        })),
        { ordered: false, ignoreUndefined: true },
      );
    } catch (error) {
      for (const { index, code, errmsg: message = '' } of refusalsOf(error))
        outcomes[index] = code === IMMUTABLE_FIELD ? false : new MongoServerError({ message, code });
    }
    return outcomes;
  });
  return async (one) => {
    refuseOpenCondition(one.filter);
    const outcome = await change(one);
    if (outcome instanceof MongoServerError) throw outcome;
    return outcome;
  };
}

interface Update {
  readonly filter: object;
  readonly update: object;
  readonly upsert?: boolean;
}

/** Updates of single documents whose outcome nobody asks for, in one command. */
export function updatesTogether(collection: Collection<Document>): (update: Update) => Promise<void> {
  return gathered(async (updates: readonly Update[]) => {
    await collection.bulkWrite(
      updates.map((one) => ({ updateOne: one })),
      { ordered: false },
    );
    return updates.map(() => undefined);
  });
}

interface LaneRead {
  readonly lane: string;
  readonly limit: number;
}

/**
 * What waits in lanes that are looked into at the same time, each in its order. Most have one or two; where some have so many that not
 * all was found, each is read by itself.
 */
export function readsOfLanes<Fields extends Document & { readonly lane: string }>(
  collection: Collection<Fields>,
  order: string,
  conditions: () => object = () => ({}),
): (read: LaneRead) => Promise<readonly WithId<Fields>[]> {
  const find = async (lane: unknown, limit: number) =>
    await collection
      // The fields are those of every document that waits in a lane.
      .find({ lane, state: 'waiting', ...conditions() } as Filter<Fields>)
      .sort({ lane: 1, [order]: 1 })
      .limit(limit)
      .toArray();
  return gathered(async (reads: readonly LaneRead[]) => {
    const each = () => Promise.all(reads.map(({ lane, limit }) => find(lane, limit)));
    if (reads.length === 1) return await each();
    const limit = reads.reduce((sum, read) => sum + Math.min(read.limit, USUALLY_WAITING), 0);
    const found = await find({ $in: [...new Set(reads.map(({ lane }) => lane))] }, limit);
    if (found.length === limit) return await each();
    return reads.map((read) => found.filter(({ lane }) => lane === read.lane).slice(0, read.limit));
  });
}
