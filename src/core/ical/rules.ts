import type { ToldAppointment, ToldHost } from '../appointments/telling.ts';
import type { Appointment, AppointmentStatus } from '../appointments/types.ts';
import type { Actor } from '../events.ts';
import type { MemberId } from '../ids.ts';
import type { Locale } from '../people/types.ts';
import { DAY, type Instant, type Span } from '../time/types.ts';
import type { Attendee, CalendarWords, Entry, Part, SentInvitation, SentPart } from './types.ts';

/** The first visit has the appointment's own UID; RFC 5546 wants one UID per message, so each further visit has its own. */
const uidOf = ({ uid }: Appointment, index: number): string => (index === 0 ? uid : `${index + 1}.${uid}`);

const ENTRY_STATUSES = {
  requested: 'tentative',
  confirmed: 'confirmed',
  in_progress: 'confirmed',
  completed: 'confirmed',
  no_show: 'confirmed',
  cancelled: 'cancelled',
} as const satisfies Record<AppointmentStatus, Entry['status']>;

const linkOf = ({ location }: Appointment): string | undefined =>
  location.type === 'video' && isWebAddress(location.link) ? location.link : undefined;

/** Whatever a provider or an import wrote there, a person is only led to the web. */
export const isWebAddress = (link: string | undefined): link is string => /^https?:\/\/[^\s<>"]+$/i.test(link ?? '');

/** The visits of an appointment as a calendar shows them to the contact. Notes of either side are never part of it. */
export const entriesOf = (told: ToldAppointment, words: CalendarWords, locale: Locale): readonly Entry[] =>
  told.visits.map((visit, index) => ({
    ...frameOf(told, { index, visit }),
    title: `${visit.service} (${told.organisation})`,
    description: words.describe(told, visit, locale),
    place: words.placeOf(told, locale),
  }));

/** What is the same in everybody's calendar. */
const frameOf = ({ appointment }: ToldAppointment, { index, visit: { start, end } }: Part) => ({
  uid: uidOf(appointment, index),
  sequence: appointment.sequence,
  ...{ start, end },
  status: ENTRY_STATUSES[appointment.status],
  createdAt: appointment.createdAt,
  changedAt: appointment.updatedAt,
  link: linkOf(appointment),
  attendees: [],
});

/** The same visit in the calendar of one of its hosts. Whoever takes over in a sequence has the rest in their own. */
export function hostsEntryOf(
  told: ToldAppointment,
  part: Part,
  words: CalendarWords,
  host: Pick<ToldHost, 'id' | 'locale'>,
): Entry {
  const { service } = part.visit;
  const who = told.contact.name;
  return {
    ...frameOf(told, part),
    title: who === undefined ? service : `${service}: ${who}`,
    description: words.describeToHost(told, part.visit, host),
    place: words.hostsPlaceOf(told, host.locale),
  };
}

export const partsOf = ({ visits }: ToldAppointment, host: MemberId): readonly Part[] =>
  visits.flatMap((visit, index) => (visit.hosts.some(({ id }) => id === host) ? [{ index, visit }] : []));

/** A part as somebody was last told of it, for its host may have lost it and its time may be another one by now. */
export const partAsSent = ({ appointment, visits }: ToldAppointment, { index, start, end }: SentPart): Part => ({
  index,
  visit: { start, end, service: visits[index]?.service ?? appointment.title, hosts: [] },
});

/** As a contact or a guest one is told of all visits, and of what times is not kept. */
export const sentPartsOf = (sent: SentInvitation, { appointment, visits }: ToldAppointment): readonly SentPart[] =>
  sent.host?.parts ??
  Array.from({ length: sent.visits }, (_, index) => {
    const { start, end } = visits[index] ?? appointment;
    return { index, start, end };
  });

/** A visit that a move dropped, as a cancellation names it: where it was is known no more, and need not be. */
export const droppedEntry = (entry: Entry, appointment: Appointment, index: number): Entry => ({
  ...entry,
  uid: uidOf(appointment, index),
  status: 'cancelled',
});

const COUNTED = ['appointment_rescheduled', 'appointment_changed', 'appointment_cancelled'];

/** Whether it has another time, or other hosts, than it had under that SEQUENCE; each change that counts is in its history. */
export const hasMovedSince = ({ history }: Appointment, sequence: number): boolean =>
  history
    .filter(({ what }) => COUNTED.includes(what))
    .slice(sequence)
    .some(({ what }) => what === 'appointment_rescheduled');

/** Whose word the time of the appointment is. */
const timeSetBy = ({ formerTimes, history }: Appointment): Actor['kind'] | undefined =>
  (formerTimes.at(-1)?.by ?? history[0]?.by)?.kind;

/** Somebody to be told by mail; guests see the contact's name and nobody's address but their own. */
export interface Recipient extends Attendee {
  readonly isContact: boolean;
}

/** Their visit is in their published hours: nothing is asked of them. */
export const attendeeOf = ({ name, address }: ToldHost): Attendee => ({ name, address, answer: 'accepted' });

export function recipientsOf({ appointment, contact }: ToldAppointment): readonly Recipient[] {
  const hasChosen = timeSetBy(appointment) === 'contact';
  const all: readonly Recipient[] = [
    ...(contact.email === undefined
      ? []
      : [
          {
            name: contact.name ?? '',
            address: contact.email.toLowerCase(),
            answer: hasChosen ? 'accepted' : 'open',
            isContact: true,
          } as const,
        ]),
    ...appointment.guests.map(
      ({ name = '', email }) => ({ name, address: email.toLowerCase(), answer: 'open', isContact: false }) as const,
    ),
  ];
  return all.filter(({ address }, index) => all.findIndex((one) => one.address === address) === index);
}

/** Whoever brings guests sees who is asked; a guest sees themselves. */
export const attendeesFor = (recipient: Recipient, all: readonly Recipient[]): readonly Recipient[] =>
  recipient.isContact ? all : [recipient];

const FEED_PAST = 30 * DAY;
const FEED_FUTURE = 180 * DAY;
/** As many events as the calendar programs people use still take in one file without trouble. */
export const MOST_IN_FEED = 1_000;

export const feedWindow = (now: Instant): Span => ({ start: now - FEED_PAST, end: now + FEED_FUTURE });

/** What takes a member's time, or did. */
export const FEED_STATUSES: readonly AppointmentStatus[] = [
  'requested',
  'confirmed',
  'in_progress',
  'completed',
  'no_show',
];
