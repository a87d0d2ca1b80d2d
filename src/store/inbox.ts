import type { Connection } from 'mongoose';
import type { Inbox, Lane, StoredTurn, TurnId, TurnInNeed } from '../core/delivery/types.ts';
import type { TurnWork, WaitingTurn } from '../core/delivery/work.ts';
import type { OrganisationId } from '../core/ids.ts';
import type { Clock, Ids } from '../core/ports.ts';
import { ok, refuse } from '../core/result.ts';
import { nativeCollection } from './connection.ts';
import { bindModel } from './models/definition.ts';
import { type InboxTurnDocument, inboxTurnModel } from './models/inbox-turn.ts';
import { pageLimit, pageOf } from './pages.ts';
import { createSignal } from './signal.ts';
import { insertsTogether, readsOfLanes, updatesTogether } from './together.ts';

interface Deps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly ids: Ids;
}

const storedTurn = (document: InboxTurnDocument): WaitingTurn => ({
  id: document._id,
  organisationId: document.organisationId,
  channel: document.channel,
  providerId: document.providerId,
  conversationKey: document.conversationKey,
  payload: document.payload,
  arrival: document.arrival,
  receivedAt: document.receivedAt,
  attempts: document.attempts,
  nextAt: document.nextAt,
});

const turnInNeed = (document: InboxTurnDocument): TurnInNeed => ({
  id: document._id,
  kind: 'turn',
  channel: document.channel,
  conversationKey: document.conversationKey,
  failedAt: document.failure?.at ?? document.receivedAt,
  attempts: document.attempts,
  reason: document.failure?.reason ?? '',
});

const laneOf = ({ organisationId, lane }: Pick<InboxTurnDocument, 'organisationId' | 'lane'>): Lane => ({
  id: lane,
  organisationId,
});

/** A list of short functions that share one collection, and so longer than most. */
export function createInbox({ connection, clock, ids }: Deps): { inbox: Inbox; turnWork: TurnWork } {
  const model = bindModel(connection, inboxTurnModel);
  const insert = insertsTogether<InboxTurnDocument>(nativeCollection(connection, inboxTurnModel));
  const settle = updatesTogether(nativeCollection(connection, inboxTurnModel));
  const stored = createSignal<Lane>();

  async function leaveNeed(organisationId: OrganisationId, id: string, change: Partial<InboxTurnDocument>) {
    const found = await model
      .findOneAndUpdate({ _id: id, organisationId, state: 'needs_human' }, { $set: change })
      .lean<InboxTurnDocument>();
    return found ?? undefined;
  }

  const waitingIn = readsOfLanes<InboxTurnDocument>(nativeCollection(connection, inboxTurnModel), 'arrival');

  const inbox: Inbox = {
    async store({ organisationId, channel, providerId, conversationKey, payload }) {
      const now = clock.now();
      const lane = `inbox/${organisationId}/${channel}/${conversationKey}`;
      const isNew = await insert({
        _id: `${organisationId}/${channel}/${providerId}`,
        organisationId,
        channel,
        providerId,
        conversationKey,
        lane,
        arrival: ids.next('turn'),
        state: 'waiting',
        nextAt: now,
        receivedAt: now,
        attempts: 0,
        payload,
      });
      if (!isNew) return 'already_stored';
      stored.emit({ id: lane, organisationId });
      return 'stored';
    },
    onStored: stored.subscribe,
    async needsHuman(organisationId, page) {
      const limit = pageLimit(page);
      const after = { arrival: { $gt: (page?.after ?? '') as TurnId } }; // a cursor of ours is the last one's arrival
      const documents = await model
        .find({ organisationId, state: 'needs_human', ...after })
        .sort({ arrival: 1 })
        .limit(limit + 1)
        .lean<InboxTurnDocument[]>();
      return pageOf(documents, limit, turnInNeed, ({ arrival }) => arrival);
    },
    async tryAgain(organisationId, id) {
      const turn = await leaveNeed(organisationId, id, { state: 'waiting', attempts: 0, nextAt: clock.now() });
      if (!turn) return refuse('not_found');
      stored.emit(laneOf(turn));
      return ok(undefined);
    },
    async resolve(organisationId, id) {
      const turn = await leaveNeed(organisationId, id, { state: 'done', settledAt: clock.now() });
      return turn ? ok(undefined) : refuse('not_found');
    },
  };

  // A worker that lost its lease may settle late: what it did is done, so `done` stands whoever says it, while a failure counts
  // only once.
  const waitingOne = ({ id }: StoredTurn) => ({ _id: id, state: 'waiting' as const });

  const turnWork: TurnWork = {
    async *dueLanes() {
      const due = { state: 'waiting' as const, nextAt: { $lte: clock.now() } };
      for await (const turn of model.find(due, { organisationId: 1, lane: 1 }).sort({ nextAt: 1 }).lean().cursor())
        yield laneOf(turn);
    },
    waiting: async (lane, limit) => (await waitingIn({ lane: lane.id, limit })).map(storedTurn),
    async settle(turn, outcome) {
      const now = clock.now();
      const change =
        outcome.kind === 'done'
          ? { state: 'done' as const, settledAt: now }
          : { state: 'needs_human' as const, failure: { reason: outcome.reason, at: now } };
      await settle({ filter: waitingOne(turn), update: { $set: change } });
    },
    async fail(turn, reason, nextAt) {
      const failure = { reason, at: clock.now() };
      const change = nextAt === undefined ? { state: 'needs_human' as const, failure } : { nextAt, failure };
      await model.updateOne(
        { ...waitingOne(turn), attempts: turn.attempts },
        { $set: { ...change, attempts: turn.attempts + 1 } },
      );
    },
  };
  return { inbox, turnWork };
}
