import type { StoredTurn, TurnHandler, TurnOutcome } from '../../core/delivery/types.ts';
import { CHANNELS, type ChannelName, type Identity } from '../../core/people/types.ts';
import { encodeAction } from '../action.ts';
import type { Input } from '../dialogues/steps.ts';
import type { Turn } from '../turn.ts';
import { createHappenings, type EventTurn } from './happenings.ts';
import type { Talk } from './talk.ts';
import type { Step, TalkParts } from './types.ts';

interface Parts extends Pick<TalkParts, 'offers' | 'appointments' | 'openings' | 'clock'> {
  readonly talk: Talk;
  /** After so many tries in vain a member has to look. */
  readonly tries: number;
  readonly onFault: (error: unknown) => void;
}

const isChannel = (name: string): name is ChannelName => CHANNELS.some((channel) => channel === name);

/** What one turn of the inbox does: the same for every channel, and for what happened elsewhere. */
export function createTurnHandler({ talk, tries, onFault, ...parts }: Parts): TurnHandler {
  const readHappening = createHappenings(parts, talk.telling);

  async function stepOf({ organisationId, arrival, payload }: StoredTurn): Promise<Step | undefined> {
    const turn = payload as Turn | EventTurn; // the inbox hands back what our own parsers and announcer put in
    const base = { organisationId, cause: arrival, order: arrival };
    if (turn.kind === 'event') {
      const event = await readHappening(organisationId, turn);
      return event === undefined ? undefined : { ...base, input: { kind: 'happened', event } };
    }
    return { ...base, input: inputOf(turn), said: { side: 'contact', text: textOf(turn) } };
  }

  async function handle(turn: StoredTurn, identity: Identity): Promise<void> {
    const step = await stepOf(turn);
    if (step === undefined) return;
    const conversation = await talk.open(turn.organisationId, identity);
    await talk.take(conversation.id, step, conversation);
  }

  /** The person is told that somebody looks, and the conversation stands in the queue of those who need a human. */
  async function handOver(turn: StoredTurn, identity: Identity, error: unknown): Promise<TurnOutcome> {
    onFault(error);
    const { id } = await talk.open(turn.organisationId, identity);
    await talk.take(id, {
      organisationId: turn.organisationId,
      cause: `${turn.arrival}/failed`,
      order: `${turn.arrival}/failed`,
      input: { kind: 'happened', event: { kind: 'turn_failed' } },
      failedTurn: turn.id,
    });
    return { kind: 'needs_human', reason: error instanceof Error ? error.name : 'it could not be handled' };
  }

  return async (turn) => {
    const { channel, conversationKey: address } = turn;
    if (!isChannel(channel)) return { kind: 'needs_human', reason: `there is no channel named ${channel}` };
    try {
      await handle(turn, { channel, address });
      return { kind: 'done' };
    } catch (error) {
      if (turn.attempts + 1 < tries) throw error;
      return await handOver(turn, { channel, address }, error);
    }
  };
}

function inputOf(turn: Turn): Input {
  switch (turn.kind) {
    case 'text': {
      const { text, attachments, carrierHandled } = turn;
      return { kind: 'said', text, attachments, ...(carrierHandled === undefined ? {} : { carrierHandled }) };
    }
    case 'press':
      return { kind: 'pressed', action: turn.action };
    case 'command':
      return { kind: 'said', text: `${turn.command} ${turn.text}`.trim(), attachments: 0 };
    case 'form':
      return { kind: 'filled', form: turn.form, values: turn.values };
  }
}

function textOf(turn: Turn): string {
  switch (turn.kind) {
    case 'text':
      return turn.text;
    case 'press':
      return `[${encodeAction(turn.action)}]`;
    case 'command':
      return `${turn.command} ${turn.text}`.trim();
    case 'form':
      return Object.values(turn.values).join('\n');
  }
}
