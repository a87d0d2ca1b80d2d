/** How offers, conversations and contacts look in JSON. */
import { z } from 'zod';
import type { Conversation, ThreadEntry } from '../../core/conversations/types.ts';
import type { DeliveryStatus, MessageState } from '../../core/delivery/types.ts';
import type { KeptOffer } from '../../core/offers/types.ts';
import { CHANNELS, type Contact, LOCALES } from '../../core/people/types.ts';
import { appointmentId, contactId, durationMinutes, location } from '../appointments/forms.ts';
import { id, instant, oneLine, write, zone } from '../forms.ts';
import { memberId, serviceId } from '../scheduling/forms.ts';

export const offerId = id<'offer'>('ofr');
export const conversationId = id<'conversation'>('cnv');

const MOST_STARTS = 5;
const channel = z.enum(CHANNELS);
const side = z.enum(['organisation', 'contact']);
const name = oneLine(120);

export const offerStates = ['pending', 'accepted', 'declined', 'countered', 'expired', 'cancelled'] as const;
const starts = z.array(instant).min(1).max(MOST_STARTS);

export const offerTerms = z
  .strictObject({
    contact: contactId,
    meetingType: serviceId,
    member: memberId.optional().meta({ description: 'Whose times they are; yourself where it is left out' }),
    starts,
    durationMinutes: durationMinutes.optional(),
    location: location.optional(),
    hold: z.enum(['none', 'until_expiry']).optional().meta({
      description:
        'Whether nobody else gets the times while the offer is open; as the organisation has it where left out',
    }),
    expiresAt: instant.optional().meta({ description: '48 hours, or 2 hours before the first time, where left out' }),
    reschedules: appointmentId.optional().meta({ description: 'The visit that moves when it is accepted' }),
  })
  .meta({ id: 'NewOffer' });

export const offerAnswer = z
  .discriminatedUnion('answer', [
    z.strictObject({ answer: z.literal('accept'), option: z.int().min(1).max(MOST_STARTS) }),
    z.strictObject({ answer: z.literal('decline') }),
    z.strictObject({ answer: z.literal('suggest'), starts }),
  ])
  .meta({ id: 'OfferAnswer', description: "A member's answer to what a contact asked for" });

export const offer = z
  .object({
    id: offerId,
    version: z.int(),
    conversation: conversationId,
    contact: contactId,
    meetingType: serviceId,
    member: memberId,
    kind: z.enum(['offer', 'request', 'counter_offer']),
    from: side,
    options: z.array(z.object({ start: instant, end: instant, host: memberId })),
    wishes: z.array(z.object({ start: instant, end: instant })),
    words: z.string().optional().meta({ description: 'The wish in the words it was said in' }),
    hold: z.enum(['none', 'until_expiry']),
    answers: offerId.optional().meta({ description: 'The offer this one answers' }),
    reschedules: appointmentId.optional(),
    offeredAt: instant,
    expiresAt: instant,
    state: z.enum(offerStates),
    option: z.int().optional().meta({ description: 'The one that was accepted, counted from 1' }),
    appointment: appointmentId.optional().meta({ description: 'The visit it led to' }),
    decidedAt: instant.optional(),
    decidedBy: side.optional(),
  })
  .meta({ id: 'Offer', description: 'Times on the table' });

export const offerWithChain = offer
  .extend({ chain: z.array(offer).meta({ description: 'What it answers, the first word first, itself last' }) })
  .meta({ id: 'OfferWithChain' });

export function writeOffer(kept: KeptOffer) {
  const { conversationId, contactId, serviceId, memberId, options, state, ...rest } = kept;
  const decision = state.kind === 'pending' ? undefined : state.decision;
  return write(offer, {
    ...rest,
    ...{ conversation: conversationId, contact: contactId, meetingType: serviceId, member: memberId },
    options: options.map(({ start, end, hostId }) => ({ start, end, host: hostId })),
    state: state.kind,
    option: state.kind === 'accepted' ? state.option : undefined,
    appointment: state.kind === 'accepted' ? state.appointmentId : undefined,
    ...{ decidedAt: decision?.at, decidedBy: decision?.by },
  });
}

export const conversation = z
  .object({
    id: conversationId,
    version: z.int(),
    channel,
    address: z.string(),
    contact: contactId,
    handler: z
      .enum(['assistant', 'waiting', 'member'])
      .meta({ description: 'waiting: a member was called and has not come yet; member: the assistant is silent' }),
    member: memberId.optional(),
    need: z
      .object({ reason: z.enum(['question', 'unsure', 'failed', 'too_late', 'unsent']), since: instant })
      .optional()
      .meta({ description: 'Why a person has to look' }),
    lastAt: instant,
  })
  .meta({ id: 'Conversation', description: 'One thread with one address' });

export const writeConversation = ({ contactId, memberId, need, ...rest }: Conversation) =>
  write(conversation, { ...rest, contact: contactId, member: memberId, need });

export const threadEntry = z
  .object({
    key: z.string(),
    at: instant,
    side: z
      .enum(['contact', 'assistant', 'member', 'desk'])
      .meta({ description: 'desk: a card for members, which the contact never sees' }),
    member: memberId.optional(),
    text: z.string(),
    body: z
      .looseObject({ kind: z.string() })
      .optional()
      .meta({ description: 'The card, for whoever can show more than words' }),
    delivery: z.enum(['waiting', 'sent', 'delivered', 'read', 'failed', 'withdrawn', 'dead']).optional(),
    reason: z.string().optional().meta({ description: 'Why it was not delivered' }),
  })
  .meta({ id: 'ThreadEntry' });

export interface SentEntry {
  readonly state: MessageState;
  readonly delivery?: { readonly status: DeliveryStatus; readonly reason?: string };
  readonly failure?: { readonly reason: string };
}

export const writeEntry = ({ key, at, side, memberId, text, body }: ThreadEntry, sent: SentEntry | undefined) =>
  write(threadEntry, {
    ...{ key, at, side, text, member: memberId },
    // A card is a plain object by the only type that is ever written (bots/message.ts).
    body: body as { kind: string } | undefined,
    delivery: sent?.delivery?.status ?? sent?.state,
    reason: sent?.delivery?.reason ?? sent?.failure?.reason,
  });

const identity = z.strictObject({ channel, address: z.string().trim().min(1).max(254) });
const consentEntry = z.object({
  channel,
  purpose: z.enum(['care', 'marketing']),
  given: z.boolean(),
  at: instant,
  source: z.string(),
  words: z.string(),
});

const contactFields = {
  name,
  locale: z.enum(LOCALES),
  zone,
  identities: z.array(identity).max(10),
  preferredChannel: channel,
};
export const newContact = z
  .strictObject({
    ...contactFields,
    name: name.optional(),
    locale: contactFields.locale.optional(),
    zone: zone.optional(),
    preferredChannel: channel.optional(),
  })
  .meta({ id: 'NewContact' });
export const contactChange = z.strictObject(contactFields).partial().meta({ id: 'ContactChange' });
export const consentTerms = z
  .strictObject({
    channel,
    purpose: z.enum(['care', 'marketing']),
    given: z.boolean(),
    words: z.string().trim().min(1).max(1_000).meta({ description: 'What the person was shown, or said' }),
  })
  .meta({ id: 'NewConsent' });

export const contact = z
  .object({
    id: contactId,
    version: z.int(),
    name: z.string().optional(),
    locale: z.enum(LOCALES),
    zone: z.string(),
    identities: z.array(z.object({ channel, address: z.string() })),
    preferredChannel: channel.optional(),
    consent: z.array(consentEntry),
    unreachable: z.array(channel).meta({ description: 'Channels on which the address is opted out' }),
    createdAt: instant,
    mergedInto: contactId.optional(),
  })
  .meta({ id: 'Contact', description: 'Somebody who books with the organisation' });

export const writeContact = (found: Contact, unreachable: readonly Contact['identities'][number]['channel'][]) =>
  write(contact, { ...found, unreachable });
