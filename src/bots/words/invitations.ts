import type { ToldAppointment, ToldVisit } from '../../core/appointments/telling.ts';
import type { Location } from '../../core/appointments/types.ts';
import type { CalendarWords } from '../../core/ical/types.ts';
import type { Locale } from '../../core/people/types.ts';
import type { createWords, Words } from './words.ts';

type WordsFor = ReturnType<typeof createWords>;

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

const SUBJECTS = { new: 'invite.new', moved: 'invite.moved', cancelled: 'invite.cancelled' } as const;
const OPENINGS = {
  new: 'invite.new_text',
  moved: 'invite.moved_text',
  cancelled: 'invite.cancelled_text',
} as const;

/** What calendars and the mails around them say. Notes of either side have no place in either. */
export function createInvitationWords(wordsFor: WordsFor): CalendarWords {
  const inLanguage = (told: ToldAppointment, locale: Locale): Words => wordsFor({ locale, zone: told.contact.zone });

  function describe(told: ToldAppointment, visit: ToldVisit, locale: Locale): string {
    const { say } = inLanguage(told, locale);
    const { location } = told.appointment;
    const host = hostNames(visit);
    const lines = [
      host === '' ? undefined : say('invite.with', { host }),
      sayPlace(location, { say }),
      location.type === 'video' ? location.link : undefined,
      location.type === 'video' && location.password !== undefined
        ? say('invite.password', { code: location.password })
        : undefined,
    ];
    return lines.filter((line) => line !== undefined && line !== '').join('\n');
  }

  return {
    describe,
    placeOf: (told, locale) => sayPlace(told.appointment.location, inLanguage(told, locale)),
    invitation(told, kind, reader, link) {
      const words = wordsFor(reader);
      const { appointment, organisation, visits } = told;
      // Far from now, so that the year is always said: a mail is read at any time.
      const whenOf = (start: number) => words.when(start, 0);
      const params = { service: appointment.title, organisation, when: whenOf(appointment.start) };
      const parts = visits.map((visit) =>
        [`${visit.service}, ${whenOf(visit.start)}`, describe(told, visit, reader.locale)].join('\n'),
      );
      const outlook = link === undefined ? [] : [`${words.say('invite.link')}\n${link}`];
      return {
        subject: words.say(SUBJECTS[kind], params).replaceAll(/\s+/g, ' '),
        text: `${[words.say(OPENINGS[kind]), ...parts, ...outlook, organisation].join('\n\n')}\n`,
      };
    },
  };
}
