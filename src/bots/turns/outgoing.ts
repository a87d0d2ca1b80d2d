import type { Conversation, ThreadEntry } from '../../core/conversations/types.ts';
import type { OutgoingMessage } from '../../core/delivery/types.ts';
import { sendingTime } from '../../core/people/quiet-hours.ts';
import { needCard } from '../dialogues/handing-over.ts';
import { asText } from '../fallback.ts';
import type { Message } from '../message.ts';
import type { Setting, TalkParts } from './types.ts';

interface Said {
  readonly messages: readonly OutgoingMessage[];
  readonly entries: readonly ThreadEntry[];
  /** Something for the contact stays here: by the end of their quiet hours it would be worthless. */
  readonly isHeldBack: boolean;
}

/** Cards that can be acted on have a page behind a short link; what only says something needs none. */
const hasPage = ({ about, body }: Message): boolean =>
  about !== undefined && (body.kind === 'options' || body.kind === 'appointment');

/**
 * From what a dialogue says to what leaves the house: to the contact by the outbox, in the hours they may be written to; to members as
 * cards in the thread, which the channels they work in follow.
 */
export function createOutgoing({ cards, clock }: Pick<TalkParts, 'cards' | 'clock'>) {
  async function toContact(message: Message, setting: Setting): Promise<OutgoingMessage | undefined> {
    const { conversation, organisation, scene } = setting;
    const { organisationId, channel, address } = conversation;
    const now = clock.now();
    const { worthlessAt, occasion, about } = message;
    const time = sendingTime(
      {
        ...{ due: now, occasion, zone: scene.words.reader.zone, quiet: organisation.quietHours },
        ...(worthlessAt === undefined ? {} : { worthlessAt }),
      },
      now,
    );
    if (time.kind === 'only_quiet_hours_left') return undefined;
    const subject = about !== undefined && hasPage(message) ? about : undefined;
    const card =
      subject === undefined
        ? undefined
        : await cards.codeOf({ organisationId, conversationId: conversation.id, subject });
    const payload: Message = {
      ...message,
      ...(card === undefined ? {} : { card }),
      ...(message.body.kind === 'options' ? { lookedAt: now } : {}),
    };
    return {
      ...{ organisationId, key: message.key, channel, conversationKey: address, recipient: address, payload },
      ...(time.at > now ? { notBefore: time.at } : {}),
      ...(worthlessAt === undefined ? {} : { notAfter: worthlessAt }),
    };
  }

  return async function send(messages: readonly Message[], order: string, setting: Setting): Promise<Said> {
    const { conversation, scene } = setting;
    const outgoing: OutgoingMessage[] = [];
    const entries: ThreadEntry[] = [];
    let isHeldBack = false;
    for (const [index, message] of messages.entries()) {
      const isTheirs = message.to.kind === 'conversation';
      const leaving = isTheirs ? await toContact(message, setting) : undefined;
      const place = `${order}/${String(index).padStart(2, '0')}`;
      if (leaving !== undefined) outgoing.push(leaving);
      entries.push(entryOf(message, conversation, place, scene.facts.now));
      if (!isTheirs || leaving !== undefined) continue;
      // Nobody is woken for it, so a member has to know that it was never read.
      isHeldBack = true;
      const card = { ...needCard(scene.words.say('desk.unsent'), scene), key: `${message.key}/unsent` };
      entries.push(entryOf(card, conversation, `${place}/unsent`, scene.facts.now));
    }
    return { messages: outgoing, entries, isHeldBack };
  };
}

function entryOf({ key, to, body }: Message, conversation: Conversation, order: string, at: number): ThreadEntry {
  const { id: conversationId, organisationId } = conversation;
  const isTheirs = to.kind === 'conversation';
  return {
    ...{ key, conversationId, organisationId, order, at, text: asText(body), body },
    side: isTheirs ? 'assistant' : 'desk',
    ...(isTheirs ? { message: key } : {}),
    ...(to.kind === 'member' ? { memberId: to.id } : {}),
  };
}
