import { type RetryPolicy, stepAfterLookup, stepAfterSend } from '../../core/delivery/rules.ts';
import type { Lane, LaneHold, LookupOutcome, SendOutcome, Transport } from '../../core/delivery/types.ts';
import type { MessageWork, WaitingMessage } from '../../core/delivery/work.ts';
import type { Chance, Clock } from '../../core/ports.ts';
import { describeFailure, withinLimit } from './limits.ts';
import type { LaneProgress } from './pump.ts';

interface Deps {
  readonly messages: MessageWork;
  /** By channel. */
  readonly transports: ReadonlyMap<string, Transport>;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly policy: RetryPolicy;
  readonly timeLimit: number;
}

const STRETCH = 20;

const withdrawnReason = (message: WaitingMessage, now: number): string | undefined => {
  if (message.withdrawal !== undefined) return message.withdrawal;
  return message.notAfter !== undefined && message.notAfter < now ? 'too late to be of use' : undefined;
};

export function createMessageSending({ messages, transports, clock, chance, policy, timeLimit }: Deps) {
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

  const stepAfter = (outcome: SendOutcome, { attempts, waitingSince }: WaitingMessage) =>
    stepAfterSend(outcome, { attempts, waitingSince, now: clock.now(), policy, chance });

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

  /** True: nobody knows of a send, so it may be sent (again). */
  async function isUnsent(message: WaitingMessage, hold: LaneHold): Promise<boolean> {
    const transport = transports.get(message.channel);
    if (message.openSince === undefined || !transport) return true;
    let found: LookupOutcome;
    try {
      found = await lookUp(transport, message, message.openSince, hold);
    } catch (error) {
      // The provider cannot be asked now; that is no reason to say it twice.
      const counted = { ...message, attempts: message.attempts + 1 };
      await messages.record(message, stepAfter({ kind: 'unknown', reason: describeFailure(error) }, counted));
      return false;
    }
    const step = stepAfterLookup(found, message);
    if (step.kind === 'send') return true;
    await messages.record(message, step);
    return false;
  }

  async function handleMessage(message: WaitingMessage, hold: LaneHold): Promise<void> {
    if (!(await isUnsent(message, hold)) || hold.signal.aborted) return;
    const withdrawal = withdrawnReason(message, clock.now());
    if (withdrawal !== undefined) return await messages.withdrawn(message, withdrawal);
    const begun = await messages.begin(message);
    if (!begun) return;
    const outcome = await send(transports.get(message.channel), begun, hold);
    await messages.record(begun, stepAfter(outcome, begun));
  }

  return async function handleLane(lane: Lane, hold: LaneHold): Promise<LaneProgress> {
    for (let handled = 0; handled < STRETCH; handled++) {
      const head = await messages.head(lane);
      if (!head || head.nextAt > clock.now() || hold.signal.aborted) return { handled, more: false };
      await handleMessage(head, hold);
    }
    return { handled: STRETCH, more: true };
  };
}
