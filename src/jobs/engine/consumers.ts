import { type RetryPolicy, waitAfter } from '../../core/delivery/rules.ts';
import type { Lane, LaneHold } from '../../core/delivery/types.ts';
import type { Cursor, CursorWork, LaneSource } from '../../core/delivery/work.ts';
import type { StreamedEvent } from '../../core/events.ts';
import type { OrganisationId } from '../../core/ids.ts';
import type { Chance, Clock, EventConsumer, EventStream } from '../../core/ports.ts';
import { describeFailure, withinLimit } from './limits.ts';
import type { LaneProgress } from './pump.ts';

interface Deps {
  readonly consumer: EventConsumer;
  readonly cursors: CursorWork;
  readonly stream: Pick<EventStream, 'read'>;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly policy: RetryPolicy;
  readonly timeLimit: number;
  readonly onFault: (error: unknown) => void;
}

/** Read at a stretch; the cursor is written once after it, so a crash repeats at most this many. */
const STRETCH = 50;
/** A full look at every organisation once in so many sweeps; the others look only where events came in lately. */
const FULL_EVERY = 120;

export const consumerLane = (consumer: string, organisationId: OrganisationId): Lane => ({
  id: `consumer/${consumer}/${organisationId}`,
  organisationId,
});

/** The organisations in which the consumer is behind; the first look, after a start, is a full one. */
export function createConsumerSource(consumer: EventConsumer, cursors: CursorWork): LaneSource {
  let looks = 0;
  return {
    async *dueLanes() {
      const scope = looks++ % FULL_EVERY === 0 ? 'all' : 'recent';
      for await (const organisationId of cursors.lagging(consumer.name, scope))
        yield consumerLane(consumer.name, organisationId);
    },
  };
}

/**
 * An event that fails holds its organisation's stream up for this consumer while it is tried again, with growing waits. After
 * the last try it is put aside where people see it, and the consumer goes on: later events are worth more than a perfect order.
 */
export function createConsumerHandling(deps: Deps) {
  const { consumer, cursors, stream, clock, chance, policy, timeLimit, onFault } = deps;

  async function failed(cursor: Cursor, event: StreamedEvent, reason: string): Promise<Cursor> {
    const attempts = cursor.attempts + 1;
    const wait = waitAfter(attempts, policy, chance);
    if (wait === undefined) return await cursors.bury(cursor, event, reason);
    return await cursors.postpone(cursor, attempts, clock.now() + wait);
  }

  /** Undefined: it went well. */
  async function failureOf(event: StreamedEvent, hold: LaneHold): Promise<string | undefined> {
    try {
      await withinLimit(timeLimit, hold.signal, (signal) => consumer.handle(event, { signal }));
      return undefined;
    } catch (error) {
      if (!hold.signal.aborted) onFault(error);
      return describeFailure(error);
    }
  }

  async function handleRevived(organisationId: OrganisationId, hold: LaneHold): Promise<number> {
    const letters = await cursors.revived(consumer.name, organisationId, STRETCH);
    for (const letter of letters) {
      const failure = await failureOf(letter.event, hold);
      if (hold.signal.aborted) return 0;
      await cursors.settle(letter, failure);
    }
    return letters.length;
  }

  async function handleNew(cursor: Cursor, events: readonly StreamedEvent[], hold: LaneHold): Promise<number> {
    let handled = 0;
    const together = consumer.isOrderFree
      ? await Promise.all(events.map((event) => failureOf(event, hold)))
      : undefined;
    for (const [index, event] of events.entries()) {
      const failure = together === undefined ? await failureOf(event, hold) : together[index];
      if (hold.signal.aborted) return handled;
      if (failure !== undefined) {
        const reached = handled > 0 ? await cursors.advance(cursor, event.position - 1) : cursor;
        await failed(reached, event, failure);
        return handled + 1;
      }
      handled += 1;
    }
    const last = events.at(-1);
    if (last) await cursors.advance(cursor, last.position);
    return handled;
  }

  return async function handleLane({ organisationId }: Lane, hold: LaneHold): Promise<LaneProgress> {
    const revived = await handleRevived(organisationId, hold);
    const cursor = await cursors.open(consumer.name, organisationId, consumer.startsAt);
    if (cursor.nextAt > clock.now()) return { handled: revived, more: false };
    const events = await stream.read(organisationId, cursor.position, STRETCH);
    const [next] = events;
    if (!next) return { handled: revived, more: false };
    if (hold.tookOver) {
      // Its last worker died somewhere in this stretch. Counted against its first event, so that one which kills its worker is
      // put aside in the end and not tried forever.
      await failed(cursor, next, 'the worker stopped in the middle of it');
      return { handled: 1, more: true };
    }
    // After a failure one at a time, so that the count stays with the event it belongs to.
    const handled = await handleNew(cursor, cursor.attempts > 0 ? [next] : events, hold);
    return { handled: handled + revived, more: events.length > 1 };
  };
}
