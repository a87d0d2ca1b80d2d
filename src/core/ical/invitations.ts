import { hostsOf } from '../appointments/changes.ts';
import type { Telling, ToldAppointment, ToldHost } from '../appointments/telling.ts';
import type { Appointments } from '../appointments/types.ts';
import type { AppointmentId } from '../ids.ts';
import type { Clock, EventConsumer, Mail, MailedCalendar } from '../ports.ts';
import { writeCalendar } from './calendar.ts';
import {
  attendeeOf,
  attendeesFor,
  droppedEntry,
  entriesOf,
  hasMovedSince,
  hostsEntryOf,
  partAsSent,
  partsOf,
  type Recipient,
  recipientsOf,
  sentPartsOf,
} from './rules.ts';
import type {
  Attendee,
  CalendarWords,
  Entry,
  LetterKind,
  Method,
  Part,
  Said,
  SentInvitation,
  SentInvitations,
  SentToHost,
} from './types.ts';

interface Parts {
  readonly appointments: Pick<Appointments, 'find'>;
  readonly telling: Pick<Telling, 'tell' | 'tellHosts'>;
  readonly words: CalendarWords;
  readonly sent: SentInvitations;
  readonly mail: Mail;
  readonly clock: Clock;
  /** Where answers of calendar programs go: the address our mail comes from. */
  readonly organiserAddress: string;
  /** Where the contact sees and changes the visit. */
  readonly linkTo: (told: ToldAppointment) => Promise<string>;
}

// A visit handed to another host is rescheduled, too, to the same time.
const TELLING_EVENTS = [
  'appointment_confirmed',
  'appointment_rescheduled',
  'appointment_changed',
  'appointment_cancelled',
] as const;
type TellingEvent = (typeof TELLING_EVENTS)[number];
const tells = (type: string): type is TellingEvent => TELLING_EVENTS.some((one) => one === type);

interface Letter extends Said {
  readonly address: string;
  readonly calendars: readonly MailedCalendar[];
  readonly isCancelled: boolean;
  readonly host?: SentToHost;
}

/** Whose calendar changes, and what it holds by the last mail. */
interface Occasion {
  readonly told: ToldAppointment;
  readonly before: SentInvitation | undefined;
}

type Invite = (method: Method, entry: Entry, attendees: readonly Attendee[]) => MailedCalendar;

const inviteIn =
  ({ organisation }: ToldAppointment, address: string): Invite =>
  (method, entry, attendees) => ({
    method,
    text: writeCalendar({ method, entries: [{ ...entry, organiser: { name: organisation, address }, attendees }] }),
  });

const isUpToDate = ({ told, before }: Occasion): boolean =>
  before !== undefined && !before.isCancelled && before.sequence >= told.appointment.sequence;

/** To an address that was theirs before. */
const sentElsewhere = (noted: readonly SentInvitation[], { id }: ToldHost): SentInvitation | undefined =>
  noted.filter(({ host }) => host?.id === id).toSorted((a, b) => b.sequence - a.sequence)[0];

/** What a letter is about: of a visit that ended for its reader, or as it stands. */
function occasionKind({ told: { appointment }, before }: Occasion, isCancelled: boolean): LetterKind {
  if (isCancelled) return appointment.status === 'cancelled' ? 'cancelled' : 'released';
  if (before === undefined || before.isCancelled) return 'new';
  return hasMovedSince(appointment, before.sequence) ? 'moved' : 'changed';
}

/** Whoever is not expected any more is not told how the others meet. */
const endOf = (entry: Entry, kind: LetterKind): Entry => ({
  ...entry,
  status: 'cancelled',
  ...(kind === 'released' ? { description: '', place: undefined, link: undefined } : {}),
});

/** Letters to the contact and their guests: of the whole appointment. */
function createVisitorLetters({ words, organiserAddress, linkTo }: Parts) {
  return async function write(
    occasion: Occasion,
    recipient: Recipient,
    people: readonly Recipient[],
    isCancelled: boolean,
  ): Promise<Letter> {
    const { told, before } = occasion;
    const { appointment, contact, locale } = told;
    const kind = occasionKind(occasion, isCancelled);
    const reader = recipient.isContact ? contact : { locale, zone: contact.zone };
    const link = recipient.isContact && !isCancelled ? await linkTo(told) : undefined;
    const invite = inviteIn(told, organiserAddress);
    const entries = entriesOf(told, words, reader.locale);
    const standing = entries.map((entry) =>
      isCancelled ? invite('CANCEL', endOf(entry, kind), people) : invite('REQUEST', entry, people),
    );
    const surplus = Math.max(0, (before?.visits ?? 0) - entries.length);
    const dropped = entries.slice(0, 1).flatMap((first) =>
      Array.from({ length: surplus }, (_, index) => {
        const entry = droppedEntry(first, appointment, entries.length + index);
        return invite('CANCEL', entry, people);
      }),
    );
    const calendars = [...standing, ...dropped];
    return { address: recipient.address, ...words.invitation(told, kind, reader, link), calendars, isCancelled };
  };
}

/** Letters to a host: of the parts that are theirs, and of those that were. */
function createHostLetters({ words, organiserAddress, clock }: Parts) {
  return function write(
    occasion: Occasion,
    host: ToldHost,
    parts: readonly Part[],
    people: readonly Recipient[],
  ): Letter | undefined {
    const { told, before } = occasion;
    const lost = (before === undefined || before.isCancelled ? [] : sentPartsOf(before, told))
      .filter(({ index, end }) => end > clock.now() && !parts.some((part) => part.index === index))
      .map((part) => partAsSent(told, part));
    const isCancelled = parts.length === 0;
    if (isCancelled && lost.length === 0) return undefined;
    const own = attendeeOf(host);
    const invite = inviteIn(told, organiserAddress);
    const calendars = [
      ...parts.map((part) => invite('REQUEST', hostsEntryOf(told, part, words, host), [own, ...people])),
      ...lost.map((part) => invite('CANCEL', { ...hostsEntryOf(told, part, words, host), status: 'cancelled' }, [own])),
    ];
    const kind = occasionKind(occasion, isCancelled);
    const visits = (isCancelled ? lost : parts).map(({ visit }) => visit);
    const sentParts = parts.map(({ index, visit: { start, end: ends } }) => ({ index, start, end: ends }));
    return {
      address: host.address,
      ...words.toHost(told, visits, kind, host),
      ...{ calendars, isCancelled, host: { id: host.id, parts: sentParts } },
    };
  };
}

/**
 * Mails what calendars understand, from the stream of events. An event only says that something happened: what is sent is
 * the appointment as it stands, once per SEQUENCE and recipient, so a late or repeated event sends nothing twice.
 * After a crash between mail and note the same mail goes out again, with the same UID, SEQUENCE and DTSTAMP.
 */
export function createInvitationConsumer(deps: Parts): EventConsumer {
  const { appointments, telling, sent, mail, clock } = deps;
  const writeToVisitor = createVisitorLetters(deps);
  const writeToHost = createHostLetters(deps);

  async function send({ appointment, visits }: ToldAppointment, letter: Letter): Promise<void> {
    const { address, subject, text, calendars, isCancelled, host } = letter;
    await mail.send({ to: address, subject, text, calendars });
    const { organisationId, id: appointmentId, sequence } = appointment;
    await sent.note({ organisationId, appointmentId, address, sequence, visits: visits.length, isCancelled, host });
  }

  /** Those who left are not among the hosts: nothing more is mailed to them, not even the end. */
  async function findHosts(told: ToldAppointment, noted: readonly SentInvitation[], contact: string | undefined) {
    const { appointment } = told;
    const former = noted.flatMap(({ host }) => (host === undefined ? [] : [host.id]));
    const hosts = await telling.tellHosts(appointment.organisationId, [...hostsOf(appointment.visits), ...former]);
    // Whoever comes to see themselves gets what a contact gets, which has everything in it.
    return hosts
      .filter(({ address }) => address !== contact)
      .map((host) => {
        const theirs = appointment.status === 'cancelled' ? [] : partsOf(told, host.id);
        return { host, parts: theirs.filter(({ visit }) => visit.end > clock.now()) };
      });
  }

  async function bringUpToDate(told: ToldAppointment): Promise<void> {
    const { appointment, contact } = told;
    const noted = await sent.of(appointment.organisationId, appointment.id);
    const last = new Map(noted.map((one) => [one.address, one]));
    const all = appointment.status === 'cancelled' ? [] : recipientsOf(told);
    const hosts = await findHosts(told, noted, all.find(({ isContact }) => isContact)?.address);
    const hosting = new Set(hosts.flatMap(({ host, parts }) => (parts.length === 0 ? [] : [host.address])));
    const visitors = all.filter(({ address }) => !hosting.has(address));

    for (const recipient of visitors) {
      const occasion = { told, before: last.get(recipient.address) };
      if (isUpToDate(occasion)) continue;
      await send(told, await writeToVisitor(occasion, recipient, attendeesFor(recipient, visitors), false));
    }
    for (const { host, parts } of hosts) {
      const before = last.get(host.address) ?? sentElsewhere(noted, host);
      const occasion = { told, before };
      const hasLostAll = parts.length === 0 && before?.host !== undefined && !before.isCancelled;
      const isGuest = visitors.some(({ address }) => address === host.address);
      if (isGuest || (parts.length === 0 ? !hasLostAll : isUpToDate(occasion))) continue;
      const letter = writeToHost(occasion, host, parts, visitors);
      if (letter !== undefined) await send(told, letter);
    }
    // Whoever was asked before and is not any more: everybody, where the appointment is cancelled.
    for (const before of noted) {
      const { address, isCancelled, host } = before;
      const isStillAsked = hosting.has(address) || visitors.some((one) => one.address === address);
      if (isCancelled || host !== undefined || isStillAsked) continue;
      const isContact = address === contact.email?.toLowerCase();
      const recipient: Recipient = { name: '', address, answer: 'open', isContact };
      await send(told, await writeToVisitor({ told, before }, recipient, [recipient], true));
    }
  }

  return {
    name: 'calendar-invitations',
    startsAt: 'beginning',
    inOrder: 'of_subject',
    async handle({ type, organisationId, subject }) {
      if (!tells(type)) return;
      // The subject of an appointment's event is its id.
      const appointment = await appointments.find(organisationId, subject.id as AppointmentId);
      // Nobody wants an invitation to what is past; and a request becomes an invitation when it is approved.
      if (appointment === undefined || appointment.status === 'requested' || appointment.end <= clock.now()) return;
      await bringUpToDate(await telling.tell(appointment));
    },
  };
}
