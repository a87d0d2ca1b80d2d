import type { Connection } from 'mongoose';
import type { MessageWork, WaitingMessage } from '../core/delivery/work.ts';
import type { Clock } from '../core/ports.ts';
import { nativeCollection } from './connection.ts';
import type { Deliveries } from './deliveries.ts';
import { bindModel } from './models/definition.ts';
import { type OutboxMessageDocument, outboxMessageModel } from './models/outbox-message.ts';
import { changesTogether, readsOfLanes } from './together.ts';

interface Deps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly machineClock: Clock;
  readonly deliveries: Deliveries;
}

const waitingMessage = (document: OutboxMessageDocument): WaitingMessage => ({
  id: document._id,
  organisationId: document.organisationId,
  key: document.key,
  channel: document.channel,
  conversationKey: document.conversationKey,
  recipient: document.recipient,
  payload: document.payload,
  ifUnknown: document.ifUnknown,
  attempts: document.attempts,
  nextAt: document.nextAt,
  waitingSince: document.waitingSince,
  openSince: document.openSince,
  withdrawal: document.withdrawal,
  ...(document.notAfter === undefined ? {} : { notAfter: document.notAfter }),
});

/** The sender's side of the outbox. */
export function createMessageWork({ connection, clock, machineClock, deliveries }: Deps): MessageWork {
  const model = bindModel(connection, outboxMessageModel);

  const waitingIn = readsOfLanes<OutboxMessageDocument>(
    nativeCollection(connection, outboxMessageModel),
    'sequence',
    () => ({ notBefore: { $lte: clock.now() } }),
  );

  const change = changesTogether(nativeCollection(connection, outboxMessageModel));

  // `attempts` is the compare-and-set: of two workers that both believe they hold the lane only one begins a try.
  const untouched = ({ id, attempts }: WaitingMessage) => ({ _id: id, state: 'waiting' as const, attempts });

  const work: MessageWork = {
    async *dueLanes() {
      const due = { state: 'waiting' as const, nextAt: { $lte: clock.now() } };
      for await (const message of model.find(due, { organisationId: 1, lane: 1 }).sort({ nextAt: 1 }).lean().cursor())
        yield { id: message.lane, organisationId: message.organisationId };
    },
    async waiting(lane, limit) {
      return (await waitingIn({ lane: lane.id, limit })).map(waitingMessage);
    },
    async begin(message) {
      const openSince = Math.min(message.openSince ?? Number.POSITIVE_INFINITY, machineClock.now());
      const isBegun = await change({
        filter: { ...untouched(message), withdrawal: null },
        update: { $inc: { attempts: 1 }, $min: { openSince } },
      });
      return isBegun ? { ...message, attempts: message.attempts + 1, openSince } : undefined;
    },
    async record(message, step) {
      const now = clock.now();
      switch (step.kind) {
        case 'sent':
          return deliveries.recordSent(message.id, { ...message, providerId: step.providerId });
        case 'wait': {
          const failure = { reason: step.reason, at: now };
          const after = await model
            .findOneAndUpdate(
              untouched(message),
              {
                $set: { nextAt: step.until, attempts: step.attempts, failure },
                ...(step.outcomeKnown ? { $unset: { openSince: '' } } : {}),
              },
              { returnDocument: 'after' },
            )
            .lean<OutboxMessageDocument>();
          // Withdrawn while it was being sent, and now known not to have been.
          if (after?.withdrawal !== undefined && step.outcomeKnown)
            await work.withdrawn(waitingMessage(after), after.withdrawal);
          return;
        }
        case 'dead': {
          const failure = { reason: step.reason, at: now };
          await model.updateOne(untouched(message), {
            $set: { state: 'dead', attempts: step.attempts, failure },
            ...(step.outcomeKnown ? { $unset: { openSince: '' } } : {}),
          });
        }
      }
    },
    async withdrawn(message, reason) {
      await model.updateOne(untouched(message), {
        $set: { state: 'withdrawn', withdrawal: reason, settledAt: clock.now() },
        $unset: { openSince: '' },
      });
    },
  };
  return work;
}
