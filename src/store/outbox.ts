import type { Connection } from 'mongoose';
import type { DeadMessage, Lane, Outbox, OutgoingMessage, StoredMessage } from '../core/delivery/types.ts';
import type { Id, OrganisationId } from '../core/ids.ts';
import type { Clock, Ids } from '../core/ports.ts';
import { ok, refuse } from '../core/result.ts';
import { nativeCollection } from './connection.ts';
import { createDeliveries } from './deliveries.ts';
import { createMessageWork } from './message-work.ts';
import { bindModel } from './models/definition.ts';
import { type OutboxMessageDocument, outboxMessageModel } from './models/outbox-message.ts';
import { pageLimit, pageOf } from './pages.ts';
import { createSignal } from './signal.ts';
import { insertsTogether } from './together.ts';

interface Deps {
  readonly connection: Connection;
  readonly clock: Clock;
  /** Providers stamp with the real time, so what is compared with their stamps is read from the machine. */
  readonly machineClock: Clock;
  readonly ids: Ids;
}

const messageId = (organisationId: OrganisationId, key: string): string => `${organisationId}/${key}`;

const optional = <Name extends string, Value>(name: Name, value: Value | undefined) =>
  // The computed name is exactly `Name`, which the compiler widens to string.
  (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: Value };

const storedMessage = (document: OutboxMessageDocument): StoredMessage => ({
  organisationId: document.organisationId,
  key: document.key,
  channel: document.channel,
  conversationKey: document.conversationKey,
  recipient: document.recipient,
  payload: document.payload,
  ifUnknown: document.ifUnknown,
  state: document.state,
  attempts: document.attempts,
  ...optional('notBefore', document.notBefore === 0 ? undefined : document.notBefore),
  ...optional('notAfter', document.notAfter),
  ...optional('providerId', document.providerId),
  ...optional('delivery', document.delivery),
  ...optional('failure', document.failure),
});

const deadMessage = (document: OutboxMessageDocument): DeadMessage => ({
  id: document.key,
  kind: 'message',
  channel: document.channel,
  recipient: document.recipient,
  failedAt: document.failure?.at ?? document.nextAt,
  attempts: document.attempts,
  reason: document.failure?.reason ?? '',
});

const laneOf = ({ organisationId, lane }: Pick<OutboxMessageDocument, 'organisationId' | 'lane'>): Lane => ({
  id: lane,
  organisationId,
});

function newDocument(message: OutgoingMessage, clock: Clock, ids: Ids): OutboxMessageDocument {
  const { organisationId, key, channel, conversationKey, recipient, payload, notBefore = 0 } = message;
  const waitingSince = Math.max(notBefore, clock.now());
  return {
    _id: messageId(organisationId, key),
    organisationId,
    key,
    channel,
    conversationKey,
    recipient,
    lane: `outbox/${organisationId}/${channel}/${conversationKey}`,
    sequence: ids.next('message'),
    payload,
    notBefore,
    ...optional('notAfter', message.notAfter),
    ifUnknown: message.ifUnknown ?? 'send_again',
    state: 'waiting',
    waitingSince,
    nextAt: waitingSince,
    attempts: 0,
    deliveryRank: 0,
  };
}

/** A list of short functions that share one collection, and so longer than most. */
export function createOutbox(deps: Deps) {
  const { connection, clock, ids } = deps;
  const model = bindModel(connection, outboxMessageModel);
  const insert = insertsTogether<OutboxMessageDocument>(nativeCollection(connection, outboxMessageModel));
  const enqueued = createSignal<Lane>();
  const deliveries = createDeliveries({ connection, clock });

  const outbox: Outbox = {
    async enqueue(messages) {
      if (messages.length === 0) return 0;
      const documents = messages.map((message) => newDocument(message, clock, ids));
      const count = (await Promise.all(documents.map(insert))).filter((isNew) => isNew).length;
      for (const lane of new Map(documents.map((document) => [document.lane, laneOf(document)])).values())
        enqueued.emit(lane);
      return count;
    },
    onEnqueued: enqueued.subscribe,
    async find(organisationId, key) {
      const document = await model
        .findOne({ _id: messageId(organisationId, key), organisationId })
        .lean<OutboxMessageDocument>();
      return document ? storedMessage(document) : undefined;
    },
    async withdraw(organisationId, key, reason) {
      const one = { _id: messageId(organisationId, key), organisationId };
      const gone = { state: 'withdrawn' as const, settledAt: clock.now(), withdrawal: reason };
      const unsent = await model.updateOne({ ...one, state: 'waiting', openSince: null }, { $set: gone });
      if (unsent.matchedCount > 0) return ok(undefined);
      await model.updateOne({ ...one, state: 'waiting' }, { $set: { withdrawal: reason } });
      const document = await model.findOne(one, { state: 1 }).lean<Pick<OutboxMessageDocument, 'state'>>();
      if (!document) return refuse('not_found');
      return document.state === 'withdrawn' ? ok(undefined) : refuse('too_late');
    },
    async withdrawRecipient(organisationId, channel, recipient, reason) {
      const theirs = { organisationId, channel, recipient, state: 'waiting' as const };
      const gone = { state: 'withdrawn' as const, settledAt: clock.now(), withdrawal: reason };
      const { modifiedCount } = await model.updateMany({ ...theirs, openSince: null }, { $set: gone });
      await model.updateMany(theirs, { $set: { withdrawal: reason } });
      return modifiedCount;
    },
    recordDelivery: deliveries.record,
    async dead(organisationId, page) {
      const limit = pageLimit(page);
      const after = { sequence: { $gt: (page?.after ?? '') as Id<'message'> } }; // a cursor of ours is the last one's
      const documents = await model
        .find({ organisationId, state: 'dead', ...after })
        .sort({ sequence: 1 })
        .limit(limit + 1)
        .lean<OutboxMessageDocument[]>();
      return pageOf(documents, limit, deadMessage, ({ sequence }) => sequence);
    },
    async tryAgain(organisationId, key) {
      const now = clock.now();
      const message = await model
        .findOneAndUpdate(
          { _id: messageId(organisationId, key), organisationId, state: 'dead' },
          {
            $set: { state: 'waiting', attempts: 0, waitingSince: now, nextAt: now },
            $unset: { settledAt: '', withdrawal: '' },
          },
        )
        .lean<OutboxMessageDocument>();
      if (!message) return refuse('not_found');
      enqueued.emit(laneOf(message));
      return ok(undefined);
    },
  };
  return { outbox, messageWork: createMessageWork({ ...deps, deliveries }) };
}
