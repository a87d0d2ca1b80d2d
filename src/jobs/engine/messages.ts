import { type MessageStep, type RetryPolicy, stepAfterLookup, stepAfterSend } from '../../core/delivery/rules.ts';
import type { Lane, LaneHold, LookupOutcome, SendOutcome, Transport } from '../../core/delivery/types.ts';
import type { MessageWork, WaitingMessage } from '../../core/delivery/work.ts';
import type { Chance, Clock } from '../../core/ports.ts';
import { describeFailure, withinLimit } from './limits.ts';
import type { LaneProgress } from './pump.ts';

/**
 * It never goes out, or nobody knows that it did: its time passed, or every try failed. Told before that is written down, so
 * that a crash in between tells it again rather than never.
 */
export type OnUnsent = (message: WaitingMessage, why: 'too_late' | 'given_up') => Promise<void>;

interface Deps {
  readonly messages: MessageWork;
  /** By channel. */
  readonly transports: ReadonlyMap<string, Transport>;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly policy: RetryPolicy;
  readonly timeLimit: number;
  readonly onUnsent: OnUnsent;
}

const STRETCH = 20;

const withdrawnReason = (message: WaitingMessage, now: number): string | undefined => {
  if (message.withdrawal !== undefined) return message.withdrawal;
  return message.notAfter !== undefined && message.notAfter < now ? TOO_LATE : undefined;
};
const TOO_LATE = 'too late to be of use';

export function createMessageSending(deps: Deps) {
  const { messages, transports, clock, chance, policy, timeLimit, onUnsent } = deps;

  const request = (
    { organisationId, key, recipient, conversationKey, payload }: WaitingMessage,
    signal: AbortSignal,
  ) => ({
    organisationId,
    key,
    recipient,
    conversationKey,
    payload,
    signal,
  });

  const stepAfter = (outcome: Parameters<typeof stepAfterSend>[0], { attempts, waitingSince }: WaitingMessage) =>
    stepAfterSend(outcome, { attempts, waitingSince, now: clock.now(), policy, chance });

  async function record(message: WaitingMessage, step: Exclude<MessageStep, { kind: 'send' }>): Promise<void> {
    if (step.kind === 'dead') await onUnsent(message, 'given_up');
    await messages.record(message, step);
  }

  async function send(transport: Transport | undefined, message: WaitingMessage, hold: LaneHold): Promise<SendOutcome> {
    if (!transport)
      return { kind: 'refused', permanent: false, reason: `there is no way to send on the channel ${message.channel}` };
    try {
      return await withinLimit(timeLimit, hold.signal, (signal) => transport.send(request(message, signal)));
    } catch (error) {
      return { kind: 'unknown', reason: describeFailure(error) };
    }
  }

  async function lookUp(transport: Transport, message: WaitingMessage, since: number, hold: LaneHold) {
    return await withinLimit(timeLimit, hold.signal, (signal) => transport.lookup(request(message, signal), since));
  }

  /** What is known of a try whose outcome nobody recorded; undefined: nothing speaks against sending (again). */
  async function lookUpOpenTry(message: WaitingMessage, hold: LaneHold): Promise<MessageStep | undefined> {
    const transport = transports.get(message.channel);
    if (message.openSince === undefined || !transport) return undefined;
    let found: LookupOutcome;
    try {
      found = await lookUp(transport, message, message.openSince, hold);
    } catch (error) {
      // The provider cannot be asked now; that is no reason to say it twice.
      const counted = { ...message, attempts: message.attempts + 1 };
      const step = stepAfter({ kind: 'unknown', reason: describeFailure(error) }, counted);
      await record(message, step);
      return step;
    }
    const step = stepAfterLookup(found, message);
    if (step.kind === 'send') return undefined;
    await record(message, step);
    return step;
  }

  /** What became of it; undefined: it was withdrawn or overtaken, or the hold was lost. */
  async function handleMessage(message: WaitingMessage, hold: LaneHold): Promise<MessageStep | undefined> {
    const found = await lookUpOpenTry(message, hold);
    if (found) return found;
    if (hold.signal.aborted) return undefined;
    const withdrawal = withdrawnReason(message, clock.now());
    if (withdrawal !== undefined) {
      if (withdrawal === TOO_LATE) await onUnsent(message, 'too_late');
      await messages.withdrawn(message, withdrawal);
      return undefined;
    }
    const begun = await messages.begin(message);
    // Settled or withdrawn since it was read.
    if (!begun) return undefined;
    const outcome = await send(transports.get(message.channel), begun, hold);
    if (outcome.kind === 'overtaken') {
      await messages.withdrawn(begun, outcome.reason);
      return undefined;
    }
    const step = stepAfter(outcome, begun);
    await record(begun, step);
    return step;
  }

  return async function handleLane(lane: Lane, hold: LaneHold): Promise<LaneProgress> {
    const waiting = await messages.waiting(lane, STRETCH);
    let handled = 0;
    for (const message of waiting) {
      if (message.nextAt > clock.now() || hold.signal.aborted) return { handled, more: false };
      const step = await handleMessage(message, hold);
      handled += 1;
      // The next one of the conversation has to wait for this one.
      if (step?.kind === 'wait') return { handled, more: false };
    }
    return { handled, more: waiting.length === STRETCH };
  };
}
