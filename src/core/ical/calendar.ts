import ical, { escape as escapeText, ICalAttendeeStatus, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { MINUTE } from '../time/types.ts';
import type { Attendee, Entry, Method, Party } from './types.ts';

/** Of whoever wrote the calendar, as RFC 5545 wants to be told. */
const PRODUCT = { company: 'Parley', product: 'Parley' };

const METHODS = {
  PUBLISH: ICalCalendarMethod.PUBLISH,
  REQUEST: ICalCalendarMethod.REQUEST,
  CANCEL: ICalCalendarMethod.CANCEL,
} as const satisfies Record<Method, ICalCalendarMethod>;

const STATUSES = {
  tentative: ICalEventStatus.TENTATIVE,
  confirmed: ICalEventStatus.CONFIRMED,
  cancelled: ICalEventStatus.CANCELLED,
} as const satisfies Record<Entry['status'], ICalEventStatus>;

const ANSWERS = {
  accepted: { status: ICalAttendeeStatus.ACCEPTED, rsvp: false },
  open: { status: ICalAttendeeStatus.NEEDSACTION, rsvp: true },
} as const satisfies Record<Attendee['answer'], object>;

// TEXT may hold line breaks and tabs, and no other control sign (RFC 5545, 3.3.11).
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g;
const clean = (text: string): string => text.replaceAll('\r\n', '\n').replace(CONTROLS, '');

/** A quoted parameter cannot hold a quote, a line break or another control sign, escaped or not (RFC 5545, 3.1). */
const cleanName = (name: string): string =>
  clean(name)
    .replaceAll('"', "'")
    .replaceAll(/[\n\t\\]+/g, ' ')
    .trim();

/** An address stands bare in a line; what cannot be part of one must not end the line or begin a parameter. */
const cleanAddress = (address: string): string => clean(address).replaceAll(/[\s"<>;:,\\]/g, '');

/** A URI is not escaped as text is (RFC 5545, 3.3.13), but the library does so: these signs are written in the URI's own way. */
const cleanLink = (link: string): string =>
  clean(link).replaceAll(/[\s;,\\]/g, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`);

const partyOf = ({ name, address }: Party) => {
  const email = cleanAddress(address);
  return { name: cleanName(name) || email, email };
};

const organiserOf = (party: Party) => ({ organizer: partyOf(party) });

function eventOf(entry: Entry, method: Method | undefined) {
  const { uid, sequence, start, end, status, createdAt, changedAt, organiser, attendees } = entry;
  return {
    id: uid,
    sequence,
    // The last change and not this moment: the same state gives the same text, byte by byte.
    stamp: new Date(changedAt),
    created: new Date(createdAt),
    lastModified: new Date(changedAt),
    start: new Date(start),
    end: new Date(end),
    status: STATUSES[status],
    summary: clean(entry.title),
    description: clean(entry.description),
    ...(entry.place === undefined ? {} : { location: clean(entry.place) }),
    ...(entry.link === undefined ? {} : { url: cleanLink(entry.link) }),
    ...(organiser === undefined ? {} : organiserOf(organiser)),
    attendees: attendees.map((attendee) => ({
      ...partyOf(attendee),
      ...(method === 'CANCEL' ? {} : ANSWERS[attendee.answer]),
    })),
  };
}

export interface CalendarText {
  readonly entries: readonly Entry[];
  /** Absent in a feed: it is no message. */
  readonly method?: Method;
  /** What a program calls the calendar. */
  readonly name?: string;
  /** How often a program should look again. */
  readonly refreshMinutes?: number;
}

/**
 * One iCalendar object. Every time in it is UTC: each visit is an event of its own with its own instants, so nothing
 * has to be computed from a zone, no VTIMEZONE is needed, and a change of the clocks cannot move anything.
 *
 * A series is written the same way, event by event, and not as RRULE with exceptions: every occurrence is an
 * appointment with its own UID and SEQUENCE, hosts and status; `nearest` and `skip` put it off the pattern from the
 * start; and an open series would change its UNTIL, and so everybody's master event, each week.
 */
export function writeCalendar({ entries, method, name, refreshMinutes }: CalendarText): string {
  const calendar = ical({
    prodId: PRODUCT,
    events: entries.map((entry) => eventOf(entry, method)),
    ...(method === undefined ? {} : { method: METHODS[method] }),
    // The library writes it as it is given.
    ...(name === undefined ? {} : { name: escapeText(cleanName(name), false) }),
    ...(refreshMinutes === undefined ? {} : { ttl: (refreshMinutes * MINUTE) / 1_000 }),
  });
  return calendar.toString();
}
