import type { Connection } from 'mongoose';
import type { Cursor, CursorWork, DeadLetter } from '../core/delivery/work.ts';
import type { OrganisationId } from '../core/ids.ts';
import type { Clock, FailedWork, Page, PageRequest } from '../core/ports.ts';
import { ok, type Result, refuse } from '../core/result.ts';
import { duplicateIndex, nativeCollection } from './connection.ts';
import { gathered } from './gathered.ts';
import { bindModel } from './models/definition.ts';
import {
  type CursorDocument,
  cursorModel,
  type DeadLetterDocument,
  deadLetterModel,
  streamHeadModel,
} from './models/event.ts';
import { pageLimit, pageOf } from './pages.ts';
import { updatesTogether } from './together.ts';

interface Deps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly machineClock: Clock;
}

/** Events that consumers gave up on, for a person to look at. */
interface DeadLetters {
  list(organisationId: OrganisationId, page?: PageRequest): Promise<Page<FailedWork>>;
  tryAgain(
    organisationId: OrganisationId,
    id: string,
  ): Promise<Result<undefined, { readonly ok: false; readonly reason: 'not_found' }>>;
}

/** How far back a sweep for recent events looks; a full one finds what slipped by. */
const RECENT = 60_000;
const BATCH = 200;

/** What one consumer wants to know: where it is behind, of the organisations in which something happened since. */
interface Look {
  readonly consumer: string;
  readonly since: number;
}

const cursorOf = ({ consumer, organisationId, position, attempts, nextAt }: CursorDocument): Cursor => ({
  consumer,
  organisationId,
  position,
  attempts,
  nextAt,
});

const letterId = (consumer: string, eventId: string): string => `${consumer}/${eventId}`;

const deadLetter = ({ _id, event, position, attempts }: DeadLetterDocument): DeadLetter => ({
  id: _id,
  event: { ...event, position },
  attempts,
});

const failedEvent = (document: DeadLetterDocument): FailedWork => ({
  id: document._id,
  kind: `${document.consumer}: ${document.event.type}`,
  failedAt: document.at,
  attempts: document.attempts,
  reason: document.reason ?? '',
});

/** A list of short functions that share one collection, and so longer than most. */
export function createCursors({ connection, clock, machineClock }: Deps) {
  const cursors = bindModel(connection, cursorModel);
  const letters = bindModel(connection, deadLetterModel);
  const heads = bindModel(connection, streamHeadModel);

  /** Tells of every organisation whose stream is ahead of one of the consumers. */
  async function lookBehind(asked: readonly Look[], tell: (consumer: string, organisationId: OrganisationId) => void) {
    const since = Math.min(...asked.map((one) => one.since));
    // A growing cursor over organisations, so that a full look never reads more than a batch at a time.
    for (let after = ''; ; ) {
      const page = await heads
        .find({ _id: { $gt: after }, at: { $gte: since } })
        .sort({ _id: 1 })
        .limit(BATCH)
        .lean();
      const looked = asked.flatMap(({ consumer, since: from }) =>
        page
          .filter(({ at }) => at >= from)
          .map(({ organisationId, position }) => ({ consumer, organisationId, position })),
      );
      const ids = looked.map(({ consumer, organisationId }) => `${consumer}/${organisationId}`);
      const read = new Map((await cursors.find({ _id: { $in: ids } }).lean()).map((one) => [one._id, one]));
      for (const { consumer, organisationId, position } of looked) {
        const cursor = read.get(`${consumer}/${organisationId}`);
        if (!cursor || (cursor.position < position && cursor.nextAt <= clock.now())) tell(consumer, organisationId);
      }
      const last = page.at(-1);
      if (last === undefined || page.length < BATCH) return;
      after = last._id;
    }
  }

  /** All consumers look at about the same time, and what one of them reads serves the others. */
  const look = gathered(async (asked: readonly Look[]): Promise<readonly ReadonlySet<OrganisationId>[]> => {
    const found = new Map(asked.map(({ consumer }) => [consumer, new Set<OrganisationId>()]));
    const tell = (consumer: string, organisationId: OrganisationId) => found.get(consumer)?.add(organisationId);
    const theirs = { consumer: { $in: [...found.keys()] } };
    const [waiting, revived] = await Promise.all([
      cursors.find({ ...theirs, nextAt: { $gt: 0, $lte: clock.now() } }, { consumer: 1, organisationId: 1 }).lean(),
      letters.find({ ...theirs, state: 'revived' }, { consumer: 1, organisationId: 1 }).lean(),
      lookBehind(asked, tell),
    ]);
    for (const { consumer, organisationId } of [...waiting, ...revived]) tell(consumer, organisationId);
    return asked.map(({ consumer }) => found.get(consumer) ?? new Set());
  });

  const update = updatesTogether(nativeCollection(connection, cursorModel));

  async function change(cursor: Cursor, fields: Partial<Pick<Cursor, 'position' | 'attempts' | 'nextAt'>>) {
    const { consumer, organisationId } = cursor;
    await update({ filter: { _id: `${consumer}/${organisationId}` }, update: { $set: fields } });
    return { ...cursor, ...fields };
  }

  const work: CursorWork = {
    async *lagging(consumer, scope) {
      yield* await look({ consumer, since: scope === 'recent' ? machineClock.now() - RECENT : 0 });
    },
    async open(consumer, organisationId, startsAt) {
      const _id = `${consumer}/${organisationId}`;
      const known = await cursors.findOne({ _id }).lean<CursorDocument>();
      if (known) return cursorOf(known);
      const head = startsAt === 'now' ? await heads.findOne({ _id: organisationId }).lean() : undefined;
      const fresh: CursorDocument = {
        _id,
        organisationId,
        consumer,
        position: head?.position ?? 0,
        attempts: 0,
        nextAt: 0,
      };
      await cursors.updateOne({ _id }, { $setOnInsert: fresh }, { upsert: true });
      return cursorOf(fresh);
    },
    advance: (cursor, position) => change(cursor, { position, attempts: 0, nextAt: 0 }),
    postpone: (cursor, attempts, nextAt) => change(cursor, { attempts, nextAt }),
    async bury(cursor, event, reason) {
      const { position, ...own } = event;
      const { consumer, organisationId, attempts } = cursor;
      try {
        await letters.insertOne({
          _id: letterId(consumer, event.id),
          organisationId,
          consumer,
          event: own,
          position,
          attempts: attempts + 1,
          state: 'dead',
          reason,
          at: clock.now(),
        });
      } catch (error) {
        // Put aside by a worker that died before it moved on.
        if (!duplicateIndex(error)) throw error;
      }
      return change(cursor, { position, attempts: 0, nextAt: 0 });
    },
    async revived(consumer, organisationId, limit) {
      const documents = await letters
        .find({ consumer, organisationId, state: 'revived' })
        .sort({ position: 1 })
        .limit(limit)
        .lean<DeadLetterDocument[]>();
      return documents.map(deadLetter);
    },
    async settle({ id }, failure) {
      if (failure === undefined) await letters.deleteOne({ _id: id });
      else
        await letters.updateOne(
          { _id: id },
          { $set: { state: 'dead', reason: failure, at: clock.now() }, $inc: { attempts: 1 } },
        );
    },
  };

  const deadLetters: DeadLetters = {
    async list(organisationId, page) {
      const limit = pageLimit(page);
      const documents = await letters
        .find({ organisationId, _id: { $gt: page?.after ?? '' } })
        .sort({ _id: 1 })
        .limit(limit + 1)
        .lean<DeadLetterDocument[]>();
      return pageOf(documents, limit, failedEvent, ({ _id }) => _id);
    },
    async tryAgain(organisationId, id) {
      const { matchedCount } = await letters.updateOne({ _id: id, organisationId }, { $set: { state: 'revived' } });
      return matchedCount > 0 ? ok(undefined) : refuse('not_found');
    },
  };
  return { cursorWork: work, deadLetters };
}
