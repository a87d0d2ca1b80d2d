import { z } from 'zod';
import type { Desk } from '../../bots/turns/desk.ts';
import type { Reaching } from '../../bots/turns/reaching.ts';
import type { Conversation, Conversations } from '../../core/conversations/types.ts';
import type { Outbox } from '../../core/delivery/types.ts';
import { Fault } from '../../core/fault.ts';
import type { Ids } from '../../core/ports.ts';
import { contactId } from '../appointments/forms.ts';
import { contactsAsked } from '../appointments/reach.ts';
import { conflict } from '../appointments/refusals.ts';
import { type Caller, demandSome } from '../caller.ts';
import { flag, pageOf, pageQuery } from '../forms.ts';
import { type Answer, type Route, route } from '../route.ts';
import { conversationId, conversation as form, threadEntry, writeConversation, writeEntry } from './forms.ts';
import { onlyWithinReach, type ReachParts, reachConversation } from './reach.ts';

export interface ConversationParts extends ReachParts {
  readonly conversations: Conversations;
  readonly desk: Desk;
  readonly reaching: Pick<Reaching, 'sendsBy'>;
  readonly outbox: Pick<Outbox, 'find'>;
  readonly ids: Ids;
}

const answer = (conversation: Conversation): Answer => ({
  status: 200,
  body: writeConversation(conversation),
  version: conversation.version,
});

const ofContact = ({ contactId }: Conversation) => contactId;

function memberOf({ access }: Caller) {
  if (access.kind === 'member') return access.member;
  throw new Fault('forbidden', 'A conversation is taken over by somebody who can answer: sign in as a member.');
}

/** What a member does with one conversation, by the last word of its path. */
const DEEDS = {
  'take-over': {
    id: 'takeOverConversation',
    summary: 'Answers it oneself: the assistant is silent from now on',
    run: ({ desk }: ConversationParts, caller: Caller, conversation: Conversation) =>
      desk.takeOver(caller.organisationId, conversation, memberOf(caller), caller.actor),
  },
  'give-back': {
    id: 'giveConversationBack',
    summary: 'Lets the assistant answer again',
    run: ({ desk }: ConversationParts, caller: Caller, conversation: Conversation) =>
      desk.giveBack(caller.organisationId, conversation, caller.actor),
  },
  resolve: {
    id: 'resolveConversation',
    summary: 'Takes it off the list of those that need a human: somebody saw to it',
    run: ({ desk }: ConversationParts, caller: Caller, conversation: Conversation) =>
      desk.resolve(caller.organisationId, conversation, caller.actor),
  },
  'try-again': {
    id: 'tryConversationAgain',
    summary: 'Handles the message that failed once more',
    run: ({ desk }: ConversationParts, caller: Caller, conversation: Conversation) =>
      desk.tryAgain(caller.organisationId, conversation, caller.actor),
  },
} as const;

const tag = 'Conversations';
const params = z.object({ conversationId });

function deedRoutes(parts: ConversationParts): readonly Route<Caller>[] {
  return Object.entries(DEEDS).map(([word, { id, summary, run }]) =>
    route({
      method: 'post',
      path: `/conversations/{conversationId}/${word}`,
      id,
      summary,
      tag,
      params,
      answers: { 200: { description: 'The conversation', schema: form } },
      async handle({ params, caller }) {
        const found = await reachConversation(parts, caller, 'conversations:update', params.conversationId);
        return answer(await run(parts, caller, found));
      },
    }),
  );
}

/** Longer than most: every operation on conversations. */
export function conversationRoutes(parts: ConversationParts): readonly Route<Caller>[] {
  const { conversations, desk, reaching, outbox, ids } = parts;
  return [
    route({
      method: 'get',
      path: '/conversations',
      id: 'listConversations',
      summary: 'Conversations, the ones heard last first; `needsHuman=true` lists those that wait for a person',
      tag,
      query: z.strictObject({ ...pageQuery, contact: contactId.optional(), needsHuman: flag.optional() }),
      answers: { 200: { description: 'A page of conversations', schema: pageOf(form) } },
      async handle({ query: { contact, needsHuman, ...page }, caller }) {
        demandSome(caller, 'conversations:read');
        const filter = { contactIds: await contactsAsked(parts.people, caller, contact), inNeed: needsHuman };
        const { items, next } = await conversations.list(caller.organisationId, filter, page);
        const seen = await onlyWithinReach(parts, caller, 'conversations:read', items, ofContact);
        return { status: 200, body: { items: seen.map(writeConversation), next } };
      },
    }),
    route({
      method: 'get',
      path: '/conversations/{conversationId}',
      id: 'getConversation',
      summary: 'One conversation',
      tag,
      params,
      answers: { 200: { description: 'The conversation', schema: form } },
      async handle({ params, caller }) {
        return answer(await reachConversation(parts, caller, 'conversations:read', params.conversationId));
      },
    }),
    route({
      method: 'get',
      path: '/conversations/{conversationId}/thread',
      id: 'getThread',
      summary: 'What was said, the latest first, and what became of each message',
      tag,
      params,
      query: z.strictObject(pageQuery),
      answers: { 200: { description: 'A page of the thread', schema: pageOf(threadEntry) } },
      async handle({ params, query, caller }) {
        const found = await reachConversation(parts, caller, 'conversations:read', params.conversationId);
        const { items, next } = await conversations.thread(caller.organisationId, found.id, query);
        const shown = items.filter(({ side }) => caller.access.kind !== 'contact' || side !== 'desk');
        const sent = await Promise.all(
          shown.map(({ message }) => (message === undefined ? undefined : outbox.find(caller.organisationId, message))),
        );
        return { status: 200, body: { items: shown.map((entry, index) => writeEntry(entry, sent[index])), next } };
      },
    }),
    route({
      method: 'post',
      path: '/conversations/{conversationId}/messages',
      id: 'sendMessage',
      summary: 'Writes to the contact as oneself',
      tag,
      params,
      body: z.strictObject({ text: z.string().trim().min(1, 'must not be empty').max(1_600) }),
      answers: { 202: { description: 'It is on its way', schema: form } },
      isRepeatable: true,
      async handle({ params, body, caller, newId }) {
        const found = await reachConversation(parts, caller, 'conversations:update', params.conversationId);
        if (!reaching.sendsBy(found.channel))
          throw conflict('no_address', `Nothing can be sent here by ${found.channel}: write to them another way.`);
        const memberId = caller.access.kind === 'member' ? caller.access.member : undefined;
        const key = newId('message') ?? ids.next('message');
        const message = { text: body.text, memberId, key, actor: caller.actor };
        return { ...answer(await desk.send(caller.organisationId, found, message)), status: 202 };
      },
    }),
    ...deedRoutes(parts),
  ];
}
