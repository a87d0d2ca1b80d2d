import { contactsReason } from '../../core/appointments/rules.ts';
import type { ToldAppointment, ToldHost, ToldVisit } from '../../core/appointments/telling.ts';
import type { Location } from '../../core/appointments/types.ts';
import type { CalendarWords, Said } from '../../core/ical/types.ts';
import type { Locale } from '../../core/people/types.ts';
import { inOneLine } from '../../core/text.ts';
import { cleanText } from '../turn.ts';
import type { Words, WordsOf } from './words.ts';

/** Where to be, in the words of a page or a calendar. */
export function sayPlace(location: Location, { say }: Pick<Words, 'say'>): string {
  switch (location.type) {
    case 'in_person':
      return [location.address, location.room].filter((part) => part !== undefined && part !== '').join(', ');
    case 'video':
      return say('page.video');
    case 'phone':
      if (location.caller === 'host') return say('page.phone_host');
      return location.number === undefined
        ? say('page.phone_contact')
        : say('page.phone_number', { phone: location.number });
  }
}

export const hostNames = ({ hosts }: ToldVisit): string =>
  hosts
    .map(({ name }) => name)
    .filter((name) => name !== '')
    .join(', ');

/** How a host meets whoever comes: on the phone it is the other way round than for them. */
function sayHostsPlace(location: Location, name: string, words: Pick<Words, 'say'>): string {
  if (location.type !== 'phone') return sayPlace(location, words);
  const { caller, number: phone } = location;
  if (caller === 'host')
    return phone === undefined
      ? words.say('invite.host_calls', { name })
      : words.say('invite.host_calls_number', { phone });
  return phone === undefined
    ? words.say('invite.host_is_called', { name })
    : words.say('invite.host_is_called_number', { name, phone });
}

const nameIn = ({ contact: { name } }: ToldAppointment, { say }: Pick<Words, 'say'>): string =>
  name === undefined || name === '' ? say('invite.host_unnamed') : name;

/** How one comes into the call; nothing where there is none. */
function sayCall(location: Location, { say }: Pick<Words, 'say'>): readonly (string | undefined)[] {
  if (location.type !== 'video') return [];
  const { link, password } = location;
  return [link, password === undefined ? undefined : say('invite.password', { code: password })];
}

/** What somebody else wrote looks like no part of ours. */
const quoted = (text: string): string => `"${inOneLine(cleanText(text))}"`;

const linesOf = (lines: readonly (string | undefined)[]): string =>
  lines.filter((line) => line !== undefined && line !== '').join('\n');

const SUBJECTS = {
  new: 'invite.new',
  moved: 'invite.moved',
  changed: 'invite.changed',
  cancelled: 'invite.cancelled',
  released: 'invite.released',
} as const;
const OPENINGS = {
  new: 'invite.new_text',
  moved: 'invite.moved_text',
  changed: 'invite.changed_text',
  cancelled: 'invite.cancelled_text',
  released: 'invite.released_text',
} as const;

const HOSTS_SUBJECTS = {
  new: 'invite.host_new',
  moved: 'invite.host_moved',
  changed: 'invite.host_changed',
  cancelled: 'invite.host_cancelled',
  released: 'invite.host_released',
} as const;
const HOSTS_OPENINGS = {
  new: 'invite.host_new_text',
  moved: 'invite.host_moved_text',
  changed: 'invite.host_moved_text',
  cancelled: 'invite.host_cancelled_text',
  released: 'invite.host_released_text',
} as const;

/** What is said to a host: who comes and how they meet, never the contact's own link. */
function createHostsWords(wordsOf: WordsOf): Pick<CalendarWords, 'describeToHost' | 'hostsPlaceOf' | 'toHost'> {
  // No time is told in them, so any zone will do.
  const inLanguage = (told: ToldAppointment, locale: Locale): Words =>
    wordsOf(told.house)({ locale, zone: told.contact.zone });

  function describeToHost(told: ToldAppointment, visit: ToldVisit, host: Pick<ToldHost, 'id' | 'locale'>): string {
    const words = inLanguage(told, host.locale);
    const { location } = told.appointment;
    const others = hostNames({ ...visit, hosts: visit.hosts.filter(({ id }) => id !== host.id) });
    const name = nameIn(told, words);
    return linesOf([
      words.say('invite.host_who', { name }),
      others === '' ? undefined : words.say('invite.host_together', { host: others }),
      sayHostsPlace(location, name, words),
      ...sayCall(location, words),
    ]);
  }

  return {
    describeToHost,
    hostsPlaceOf(told, locale) {
      const words = inLanguage(told, locale);
      return sayHostsPlace(told.appointment.location, nameIn(told, words), words);
    },
    toHost(told, visits, kind, host): Said {
      const words = wordsOf(told.house)(host);
      const place = told.appointment.location.type === 'in_person' ? told.appointment.zone : undefined;
      const whenOf = (start: number) => words.when(start, 0, place);
      const [first] = visits;
      const params = {
        name: nameIn(told, words),
        service: first?.service ?? told.appointment.title,
        when: whenOf(first?.start ?? told.appointment.start),
      };
      const parts = visits.map((visit) =>
        [`${visit.service}, ${whenOf(visit.start)}`, describeToHost(told, visit, host)].join('\n'),
      );
      const reason = kind === 'cancelled' ? contactsReason(told.appointment) : undefined;
      const why = reason === undefined ? [] : [words.say('invite.host_reason', { reason: quoted(reason) })];
      return {
        subject: words.say(HOSTS_SUBJECTS[kind], params).replaceAll(/\s+/g, ' '),
        text: `${[words.say(HOSTS_OPENINGS[kind]), ...why, ...parts, told.organisation].join('\n\n')}\n`,
      };
    },
  };
}

/** What calendars and the mails around them say. Notes of either side have no place in either. */
export function createInvitationWords(wordsOf: WordsOf): CalendarWords {
  const inLanguage = (told: ToldAppointment, locale: Locale): Words =>
    wordsOf(told.house)({ locale, zone: told.contact.zone });

  function describe(told: ToldAppointment, visit: ToldVisit, locale: Locale): string {
    const { say } = inLanguage(told, locale);
    const { location } = told.appointment;
    const host = hostNames(visit);
    return linesOf([
      host === '' ? undefined : say('invite.with', { host }),
      sayPlace(location, { say }),
      ...sayCall(location, { say }),
    ]);
  }

  return {
    ...createHostsWords(wordsOf),
    describe,
    placeOf: (told, locale) => sayPlace(told.appointment.location, inLanguage(told, locale)),
    invitation(told, kind, reader, link) {
      const words = wordsOf(told.house)(reader);
      const { appointment, organisation, visits } = told;
      // Far from now, so that the year is always said: a mail is read at any time.
      const whenOf = (start: number) => words.when(start, 0);
      const params = { service: appointment.title, organisation, when: whenOf(appointment.start) };
      // Whoever is not expected any more is not told how the others meet.
      const howOf = (visit: ToldVisit) => (kind === 'released' ? [] : [describe(told, visit, reader.locale)]);
      const parts = visits.map((visit) => [`${visit.service}, ${whenOf(visit.start)}`, ...howOf(visit)].join('\n'));
      const outlook = link === undefined ? [] : [`${words.say('invite.link')}\n${link}`];
      return {
        subject: words.say(SUBJECTS[kind], params).replaceAll(/\s+/g, ' '),
        text: `${[words.say(OPENINGS[kind]), ...parts, ...outlook, organisation].join('\n\n')}\n`,
      };
    },
  };
}
