import type { Telling, ToldAppointment } from '../appointments/telling.ts';
import type { Appointments } from '../appointments/types.ts';
import type { AppointmentId } from '../ids.ts';
import type { Clock, EventConsumer, Mail, MailedCalendar } from '../ports.ts';
import { writeCalendar } from './calendar.ts';
import { attendeesFor, droppedEntry, entriesOf, type Recipient, recipientsOf } from './rules.ts';
import type { CalendarWords, Entry, Method, Party, SentInvitation, SentInvitations } from './types.ts';

interface Parts {
  readonly appointments: Pick<Appointments, 'find'>;
  readonly telling: Pick<Telling, 'tell'>;
  readonly words: CalendarWords;
  readonly sent: SentInvitations;
  readonly mail: Mail;
  readonly clock: Clock;
  /** Where answers of calendar programs go: the address our mail comes from. */
  readonly organiserAddress: string;
  /** Where the contact sees and changes the visit. */
  readonly linkTo: (told: ToldAppointment) => Promise<string>;
}

const TELLING_EVENTS = ['appointment_confirmed', 'appointment_rescheduled', 'appointment_cancelled'] as const;
type TellingEvent = (typeof TELLING_EVENTS)[number];
const tells = (type: string): type is TellingEvent => TELLING_EVENTS.some((one) => one === type);

interface Letter {
  readonly told: ToldAppointment;
  readonly recipient: Recipient;
  readonly attendees: readonly Recipient[];
  readonly before: SentInvitation | undefined;
  readonly isCancelled: boolean;
}

/**
 * Mails what calendars understand, from the stream of events. An event only says that something happened: what is sent is
 * the appointment as it stands, once per SEQUENCE and recipient, so a late or repeated event sends nothing twice.
 * After a crash between mail and note the same mail goes out again, with the same UID, SEQUENCE and DTSTAMP.
 */
export function createInvitationConsumer(parts: Parts): EventConsumer {
  const { appointments, telling, words, sent, mail, clock, organiserAddress, linkTo } = parts;

  const write = (method: Method, entry: Entry, organiser: Party, attendees: readonly Recipient[]): MailedCalendar => ({
    method,
    text: writeCalendar({ method, entries: [{ ...entry, organiser, attendees }] }),
  });

  function calendarsOf({ told, recipient, attendees, before, isCancelled }: Letter): readonly MailedCalendar[] {
    const { appointment, organisation } = told;
    const organiser = { name: organisation, address: organiserAddress };
    const people = attendees.length === 0 ? [recipient] : attendees;
    const locale = recipient.isContact ? told.contact.locale : told.locale;
    const entries = entriesOf(told, words, locale);
    const standing = entries.map((entry): MailedCalendar => {
      const status = isCancelled ? 'cancelled' : entry.status;
      return write(isCancelled ? 'CANCEL' : 'REQUEST', { ...entry, status }, organiser, people);
    });
    const [first] = entries;
    const surplus = Array.from({ length: Math.max(0, (before?.visits ?? 0) - entries.length) }, (_, index) => index);
    if (first === undefined) return standing;
    const dropped = surplus.map((index) => droppedEntry(first, appointment, entries.length + index));
    return [...standing, ...dropped.map((entry) => write('CANCEL', entry, organiser, people))];
  }

  async function send(letter: Letter): Promise<void> {
    const { told, recipient, before, isCancelled } = letter;
    const { appointment, contact, locale } = told;
    const kind = isCancelled ? 'cancelled' : before === undefined || before.isCancelled ? 'new' : 'moved';
    const reader = recipient.isContact ? contact : { locale, zone: contact.zone };
    const link = recipient.isContact && !isCancelled ? await linkTo(told) : undefined;
    await mail.send({
      to: recipient.address,
      ...words.invitation(told, kind, reader, link),
      calendars: calendarsOf(letter),
    });
    const { organisationId, id: appointmentId, sequence } = appointment;
    const visits = told.visits.length;
    await sent.note({ organisationId, appointmentId, address: recipient.address, sequence, visits, isCancelled });
  }

  async function bringUpToDate(told: ToldAppointment): Promise<void> {
    const { appointment, contact } = told;
    const noted = await sent.of(appointment.organisationId, appointment.id);
    const before = new Map(noted.map((one) => [one.address, one]));
    const recipients = appointment.status === 'cancelled' ? [] : recipientsOf(told);
    for (const recipient of recipients) {
      const last = before.get(recipient.address);
      if (last !== undefined && !last.isCancelled && last.sequence >= appointment.sequence) continue;
      const attendees = attendeesFor(recipient, recipients);
      await send({ told, recipient, attendees, before: last, isCancelled: false });
    }
    // Whoever was asked before and is not any more: everybody, where the appointment is cancelled.
    for (const last of noted) {
      if (last.isCancelled || recipients.some(({ address }) => address === last.address)) continue;
      const isContact = last.address === contact.email?.toLowerCase();
      const recipient: Recipient = { name: '', address: last.address, answer: 'open', isContact };
      await send({ told, recipient, attendees: [], before: last, isCancelled: true });
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
