/** How the waitlist looks in JSON. */
import { z } from 'zod';
import type { Opening, WaitlistEntry, WaitlistOffer } from '../../core/waitlist/types.ts';
import { entryStates, offerStates, openingCauses, partsOfDay, priorities } from '../../core/waitlist/types.ts';
import { appointmentId, contactId, durationMinutes, guests, hostsWished, location } from '../appointments/forms.ts';
import { id, instant, localDate, wallTime, write, zone } from '../forms.ts';
import { memberId, serviceId } from '../scheduling/forms.ts';

export const entryId = id<'waitlist_entry'>('wle');
export const openingId = id<'opening'>('opn');
export const offerId = id<'waitlist_offer'>('wlo');

export const entryState = z.enum(entryStates);
const dates = z
  .array(
    z
      .strictObject({ from: localDate, to: localDate })
      .refine(({ from, to }) => from <= to, { path: ['to'], message: 'must not lie before from' }),
  )
  .max(50)
  .meta({ description: 'Days that suit, both ends included; none: any day' });
const parts = z.array(z.enum(partsOfDay)).max(3).meta({ description: 'Times of day that suit; none: any' });

const wishes = {
  dates: dates.default([]),
  parts: parts.default([]),
  location,
  durationMinutes: durationMinutes.optional(),
  guests: guests.default([]),
  zone,
  priority: z.enum(priorities).default('normal'),
  expiresAt: instant.meta({ description: 'From then on they wait no more' }),
};

export const entryTerms = z
  .strictObject({ meetingType: serviceId, contact: contactId, hosts: hostsWished.optional(), ...wishes })
  .meta({ id: 'WaitlistWish' });

export const entryChange = z
  .strictObject({
    hosts: hostsWished.optional(),
    dates: dates.optional(),
    parts: parts.optional(),
    location: location.optional(),
    priority: z.enum(priorities).optional(),
    expiresAt: instant.optional(),
  })
  .meta({ id: 'WaitlistChange' });

export const entry = z
  .object({
    id: entryId,
    version: z.int(),
    state: entryState,
    meetingType: serviceId,
    contact: contactId,
    hosts: z.array(memberId).optional(),
    ...wishes,
    offer: offerId.optional().meta({ description: 'What they were offered last and may still answer' }),
    appointment: appointmentId.optional().meta({ description: 'The visit it came to' }),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'WaitlistEntry' });

const span = { start: instant, end: instant };

export const offer = z
  .object({
    id: offerId,
    entry: entryId,
    contact: contactId,
    meetingType: serviceId,
    hosts: z.array(memberId),
    ...span,
    state: z.enum(offerStates),
    offeredAt: instant,
    answerBy: instant,
  })
  .meta({ id: 'WaitlistOffer', description: 'A start that is kept for somebody until `answerBy`' });

const money = z.object({
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be a currency such as USD'),
  amount: z.int().min(0).max(1_000_000_000).meta({ description: 'In the smallest unit of the currency' }),
});

export const opening = z
  .object({
    id: openingId,
    version: z.int(),
    cause: z.enum(openingCauses),
    ...span,
    hosts: z.array(memberId),
    status: z.enum(['open', 'filled', 'closed']),
    because: z.enum(['nobody_left', 'too_late', 'nothing_fits', 'withdrawn']).optional(),
    offers: z.array(offer),
    fill: z
      .object({ offer: offerId, appointment: appointmentId, ...span, at: instant, worth: money.optional() })
      .optional(),
    foundAt: instant,
  })
  .meta({ id: 'Opening', description: 'Time that fell free, and who was offered it' });

export const figures = z
  .object({
    openings: z.int(),
    offers: z.int(),
    fills: z.int(),
    declined: z.int(),
    lapsed: z.int(),
    medianMinutesToFill: z.number().optional(),
    recovered: z.array(money),
  })
  .meta({ id: 'WaitlistFigures' });

export const settingsTerms = z.strictObject({
  isOn: z.boolean(),
  holdMinutes: z.int().min(1).max(1_440).meta({ description: 'How long an offer stands' }),
  batch: z.int().min(1).max(20).meta({ description: 'How many are asked at once' }),
  leadMinutes: z.int().min(0).max(10_080).meta({ description: 'Nobody is offered a time that begins sooner' }),
  longBlockMinutes: z.int().min(10).max(1_440),
  quiet: z
    .strictObject({ from: wallTime, to: wallTime })
    .meta({ description: 'Nobody is asked then, on their own wall' }),
  worth: z.array(z.strictObject({ meetingType: serviceId, ...money.shape })).max(200),
});

export const settings = z.object({ ...settingsTerms.shape, version: z.int() }).meta({ id: 'WaitlistSettings' });

export const entryBody = ({ serviceId: meetingType, contactId: contact, ...rest }: WaitlistEntry) =>
  write(entry, { ...rest, meetingType, contact, offer: rest.reserved?.offerId, appointment: rest.appointmentId });

const offerFields = ({ entryId: of, contactId: contact, serviceId: meetingType, ...rest }: WaitlistOffer) => ({
  ...rest,
  entry: of,
  contact,
  meetingType,
});

export const offerBody = (one: WaitlistOffer) => write(offer, offerFields(one));

export const openingBody = ({ offers, fill, ...rest }: Opening) =>
  write(opening, {
    ...rest,
    offers: offers.map(offerFields),
    fill: fill && { ...fill, offer: fill.offerId, appointment: fill.appointmentId },
  });
