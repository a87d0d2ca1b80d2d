import ICAL from 'ical.js';

// Calendars as the second library reads them: what ours wrote is only right if somebody else understands it.

export interface ReadEvent {
  readonly uid: string;
  readonly sequence: number;
  readonly start: number;
  readonly end: number;
  readonly status: string;
  readonly summary: string;
  readonly description: string;
  readonly location: string | undefined;
  readonly url: string | undefined;
  readonly organiser: { readonly address: string; readonly name: string | undefined } | undefined;
  readonly attendees: readonly {
    readonly address: string;
    readonly name: string | undefined;
    readonly answer: string | undefined;
    readonly rsvp: string | undefined;
  }[];
}

export interface ReadCalendar {
  readonly method: string | undefined;
  readonly name: string | undefined;
  readonly zones: number;
  readonly events: readonly ReadEvent[];
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const addressOf = (value: unknown): string => String(value).replace(/^mailto:/i, '');

function readEvent(component: ICAL.Component): ReadEvent {
  const event = new ICAL.Event(component);
  const readText = (name: string) => textOf(component.getFirstPropertyValue(name));
  const organiser = component.getFirstProperty('organizer');
  return {
    uid: event.uid,
    sequence: event.sequence,
    start: event.startDate.toJSDate().getTime(),
    end: event.endDate.toJSDate().getTime(),
    status: readText('status') ?? '',
    summary: event.summary,
    description: event.description,
    location: readText('location'),
    url: readText('url'),
    organiser: organiser
      ? { address: addressOf(organiser.getFirstValue()), name: textOf(organiser.getParameter('cn')) }
      : undefined,
    attendees: component.getAllProperties('attendee').map((attendee) => ({
      address: addressOf(attendee.getFirstValue()),
      name: textOf(attendee.getParameter('cn')),
      answer: textOf(attendee.getParameter('partstat')),
      rsvp: textOf(attendee.getParameter('rsvp')),
    })),
  };
}

export function readCalendar(text: string): ReadCalendar {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return {
    method: textOf(calendar.getFirstPropertyValue('method')),
    name: textOf(calendar.getFirstPropertyValue('x-wr-calname')),
    zones: calendar.getAllSubcomponents('vtimezone').length,
    events: calendar.getAllSubcomponents('vevent').map(readEvent),
  };
}
