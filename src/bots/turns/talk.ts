import type { Conversation, Need, ThreadEntry } from '../../core/conversations/types.ts';
import type { Actor, DomainEvent } from '../../core/events.ts';
import { Fault } from '../../core/fault.ts';
import type { ConversationId, MemberId, OrganisationId } from '../../core/ids.ts';
import type { Identity } from '../../core/people/types.ts';
import { converse } from '../dialogues/converse.ts';
import type { KeyedEffect, Outcome } from '../dialogues/effects.ts';
import type { DialogueState } from '../dialogues/types.ts';
import type { Message } from '../message.ts';
import { createEffects } from './effects.ts';
import { createOutgoing } from './outgoing.ts';
import { createScenes, dialogueOf } from './scene.ts';
import { createTelling } from './telling.ts';
import type { Setting, Step, TalkParts } from './types.ts';

/** A dialogue that asks for more has gone round in a circle. */
const MOST_ROUNDS = 6;
/** A lost race means that a member acted on the conversation in these milliseconds. */
const TRIES = 5;

/** What was said and decided of one step; nothing where the cause was answered before. */
export interface Taken {
  readonly conversation: Conversation;
  readonly messages: readonly Message[];
}

interface Decided {
  readonly state: DialogueState;
  readonly messages: readonly Message[];
  readonly effects: readonly KeyedEffect[];
}

/** What a member writes into a conversation. */
interface Written {
  readonly organisationId: OrganisationId;
  readonly key: string;
  readonly text: string;
  readonly memberId: MemberId | undefined;
  readonly actor: Actor;
}

/**
 * Takes conversations on, one step at a time. Effects on other documents come first, under keys of the cause; then the new state, the
 * cause and the replies are written as one update. Whatever happens in between, the same step taken again ends the same.
 */
export function createTalk(parts: TalkParts) {
  const { conversations, people, clock, ids } = parts;
  const telling = createTelling(parts);
  const setScene = createScenes(parts, telling);
  const carryOut = createEffects(parts, telling);
  const send = createOutgoing(parts);

  async function decide(conversation: Conversation, step: Step): Promise<Decided & { readonly setting: Setting }> {
    const before = dialogueOf(conversation);
    const setting = await setScene(conversation, step);
    let decided = converse(before, step.input, setting.scene);
    const messages = [...decided.messages];
    const effects = [...decided.effects];
    let latest = setting;
    for (let round = 1; decided.effects.length > 0; round += 1) {
      if (round > MOST_ROUNDS) throw new Fault('internal', 'A dialogue asked for more and more and came to no end.');
      const outcomes: Outcome[] = [];
      for (const effect of decided.effects) outcomes.push(await carryOut(effect, latest));
      latest = await setScene(conversation, step, { before: latest, effects: decided.effects });
      decided = converse(decided.state, { kind: 'came_of_it', outcomes, round }, latest.scene);
      messages.push(...decided.messages);
      effects.push(...decided.effects);
    }
    return { state: decided.state, messages, effects, setting: latest };
  }

  function advanced(before: Conversation, step: Step, { state, effects }: Decided): Conversation {
    const { memberId: _, need: __, ...rest } = before;
    const need = needAfter(before, step, effects, clock.now());
    const memberId = state.handler === 'member' ? (step.takenOverBy ?? before.memberId) : undefined;
    return {
      ...rest,
      version: before.version + 1,
      dialogue: state,
      handler: state.handler,
      lastAt: step.said?.side === 'contact' ? clock.now() : before.lastAt,
      ...(state.handler === 'waiting' && need !== undefined ? { need } : {}),
      ...(memberId === undefined ? {} : { memberId }),
    };
  }

  /** Where it changed hands, everybody who watches is told. */
  function eventsOf(
    before: Conversation,
    after: Conversation,
    setting: Setting,
    { actor = setting.actor }: Step,
  ): DomainEvent[] {
    if (before.handler === after.handler && before.memberId === after.memberId) return [];
    const { id, organisationId, handler, memberId, need } = after;
    return [
      {
        id: ids.next('event'),
        organisationId,
        type: 'conversation_changed',
        at: clock.now(),
        actor,
        subject: { kind: 'conversation', id },
        before: { handler: before.handler, ...(before.memberId === undefined ? {} : { memberId: before.memberId }) },
        after: {
          handler,
          ...(memberId === undefined ? {} : { memberId }),
          ...(need === undefined ? {} : { need: need.reason }),
        },
      },
    ];
  }

  /** Undefined: somebody else wrote the conversation meanwhile. */
  async function tryStep(before: Conversation, step: Step): Promise<Taken | undefined> {
    const decided = await decide(before, step);
    const { messages: outgoing, entries, isHeldBack } = await send(decided.messages, step.order, decided.setting);
    const after = advanced(before, step, decided);
    const conversation = isHeldBack ? inNeedOfMember(after, decided.state, clock.now()) : after;
    await conversations.write([...saidOf(step, before, clock.now()), ...entries]);
    const events = eventsOf(before, conversation, decided.setting, step);
    const isWritten = await conversations.advance({ conversation, cause: step.cause, messages: outgoing, events });
    return isWritten ? { conversation, messages: decided.messages } : undefined;
  }

  async function open(organisationId: OrganisationId, identity: Identity): Promise<Conversation> {
    const { channel, address } = identity;
    const known = await conversations.byAddress(organisationId, channel, address);
    if (known !== undefined) return known;
    const [first] = await people.at(organisationId, identity, { kind: 'contact', channel });
    return await conversations.open({
      ...{ id: ids.next('conversation'), organisationId, version: 1, channel, address, contactId: first.id },
      ...{ handler: 'assistant', answered: [], lastAt: clock.now() },
    });
  }

  /** Reads and writes until the write meets the version it was made for; what was answered before is not answered again. */
  async function onLatest<Outcome>(
    id: ConversationId,
    { organisationId, cause }: { readonly organisationId: OrganisationId; readonly cause: string },
    attempt: (conversation: Conversation) => Promise<Outcome | undefined>,
    known?: Conversation,
  ): Promise<Outcome | Conversation> {
    for (let tried = 0; tried < TRIES; tried += 1) {
      const conversation = tried === 0 && known ? known : await conversations.find(organisationId, id);
      if (conversation === undefined) throw new Fault('not_found', 'There is no such conversation.');
      if (conversation.answered.includes(cause)) return conversation;
      const outcome = await attempt(conversation);
      if (outcome !== undefined) return outcome;
    }
    throw new Fault('unavailable', 'The conversation is being changed by too many at once; try again.');
  }

  /** `known` is the conversation as it was read a moment ago; the write proves it, or it is read again. */
  async function take(id: ConversationId, step: Step, known?: Conversation): Promise<Taken> {
    const taken = await onLatest(id, step, (conversation) => tryStep(conversation, step), known);
    return 'messages' in taken ? taken : { conversation: taken, messages: [] };
  }

  /** Somebody's own words, past the dialogue: its state stays as it is. */
  async function tryWrite(before: Conversation, written: Written): Promise<Conversation | undefined> {
    const { organisationId, key, text, memberId, actor } = written;
    const message: Message = {
      ...{ key, to: { kind: 'conversation' }, purpose: 'care', occasion: 'reply' },
      body: { kind: 'text', text },
    };
    const order = ids.next('turn');
    const { messages, entries } = await send([message], order, await setScene(before, { cause: key }));
    const by = memberId === undefined ? {} : { memberId };
    await conversations.write(entries.map((entry) => ({ ...entry, side: 'member', ...by })));
    const conversation = { ...before, version: before.version + 1 };
    const event: DomainEvent = {
      ...{ id: ids.next('event'), organisationId, type: 'conversation_written_to', at: clock.now(), actor },
      ...{ subject: { kind: 'conversation', id: before.id }, after: { message: key } },
    };
    const isWritten = await conversations.advance({ conversation, cause: key, messages, events: [event] });
    return isWritten ? conversation : undefined;
  }

  async function write(id: ConversationId, written: Written): Promise<Conversation> {
    const { organisationId, key: cause } = written;
    return await onLatest(id, { organisationId, cause }, (conversation) => tryWrite(conversation, written));
  }

  return { open, take, write, telling };
}

export type Talk = ReturnType<typeof createTalk>;

/** Who was held back from writes to nobody by itself; whoever has the conversation in hand sees it there. */
function inNeedOfMember(conversation: Conversation, state: DialogueState, since: number): Conversation {
  if (conversation.handler !== 'assistant') return conversation;
  const dialogue: DialogueState = { ...state, handler: 'waiting' };
  return { ...conversation, dialogue, handler: 'waiting', need: { reason: 'unsent', since } };
}

function needAfter(
  before: Conversation,
  { failedTurn }: Step,
  effects: readonly KeyedEffect[],
  now: number,
): Need | undefined {
  const called = effects.findLast((effect) => effect.kind === 'call_human');
  if (called === undefined) return before.need;
  return { reason: called.reason, since: now, ...(failedTurn === undefined ? {} : { turn: failedTurn }) };
}

function saidOf({ said, cause, order }: Step, conversation: Conversation, at: number): readonly ThreadEntry[] {
  if (said === undefined) return [];
  const { id: conversationId, organisationId } = conversation;
  return [{ key: cause, conversationId, organisationId, order, at, ...said }];
}
