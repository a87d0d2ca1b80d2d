import { describe, expect, test } from '@jest/globals';
import { LOCALES, type Locale } from '../../../../src/bots/understanding/types.ts';
import { offer, say, visit, windowsOf } from './situations.ts';

/** Windows of a wish for another time than Thursday 10:00, on Monday 2 March 2026 in New York (UTC-5 until the 8th). */
const wished = (text: string, locale: Locale = 'en') => windowsOf(say(`no, ${text}`, [visit()], { locale }));

const point = (at: string) => [`${at}/${at}`];

describe('clock times', () => {
  test.each<[string, Locale, string]>([
    ['thursday at 3', 'en', '20:00'],
    ['thursday half past two', 'en', '19:30'],
    ['thursday at quarter to 4', 'en', '20:45'],
    ['thursday at noon', 'en', '17:00'],
    ['thursday 2:30 pm', 'en', '19:30'],
    ['thursday at 930', 'en', '14:30'],
    ['jueves a las 3 y media', 'es', '20:30'],
    ['jueves a las cuatro menos cuarto', 'es', '20:45'],
    ['jueves a las 9 de la mañana', 'es', '14:00'],
    ['jeudi 14h30', 'fr', '19:30'],
    ['jeudi à trois heures et demie', 'fr', '20:30'],
    ['jeudi à midi', 'fr', '17:00'],
    ['Donnerstag halb drei', 'de', '19:30'],
    ['Donnerstag um Viertel vor vier', 'de', '20:45'],
    ['Donnerstag um 14 Uhr 30', 'de', '19:30'],
  ])('%s (%s)', (text, locale, utc) => {
    expect(wished(text, locale)).toEqual(point(`2026-03-05T${utc}`));
  });

  test('bare hours 1 to 6 are afternoon, 7 to 11 morning, 12 is noon', () => {
    expect(wished('friday at 6')).toEqual(point('2026-03-06T23:00'));
    expect(wished('friday at 7')).toEqual(point('2026-03-06T12:00'));
    expect(wished('friday at 12')).toEqual(point('2026-03-06T17:00'));
  });

  test('without a day it is on the day of the visit', () => {
    expect(wished('can we do 4?')).toEqual(point('2026-03-05T21:00'));
  });

  test('"an hour later" and "same time" count from the visit', () => {
    expect(wished('an hour later')).toEqual(point('2026-03-05T16:00'));
    expect(wished('same time on friday')).toEqual(point('2026-03-06T15:00'));
  });
});

describe('days', () => {
  test.each([
    ['friday', '2026-03-06T05:00/2026-03-07T05:00'],
    ['monday', '2026-03-09T04:00/2026-03-10T04:00'],
    ['a week from tuesday', '2026-03-10T04:00/2026-03-11T04:00'],
    ['the day after tomorrow', '2026-03-04T05:00/2026-03-05T05:00'],
    ['3/6', '2026-03-06T05:00/2026-03-07T05:00'],
    ['march 6th', '2026-03-06T05:00/2026-03-07T05:00'],
    ['on the 6th', '2026-03-06T05:00/2026-03-07T05:00'],
    ['next week', '2026-03-09T04:00/2026-03-16T04:00'],
    ['the week after next', '2026-03-16T04:00/2026-03-23T04:00'],
    ['wednesday next week', '2026-03-11T04:00/2026-03-12T04:00'],
    ['later today', '2026-03-02T15:00/2026-03-03T05:00'],
    ['friday morning', '2026-03-06T13:00/2026-03-06T17:00'],
    ['friday afternoon', '2026-03-06T17:00/2026-03-06T22:00'],
    ['tonight', '2026-03-02T22:00/2026-03-03T02:00'],
  ])('%s', (text, window) => {
    expect(wished(text)).toEqual([window]);
  });

  test('3/5 is 5 March for English and 3 May for the others', () => {
    expect(windowsOf(say('book me for 3/5'))).toEqual(['2026-03-05T05:00/2026-03-06T05:00']);
    expect(windowsOf(say('una cita para el 3/5', [], { locale: 'es', zone: 'Europe/Madrid' }))).toEqual([
      '2026-05-02T22:00/2026-05-03T22:00',
    ]);
  });

  test('a weekday that is not that date is asked about, not guessed', () => {
    expect(say('sunday the 9th', [offer()]).unsure).toBe('time_mismatch');
  });
});

describe('spans and lists', () => {
  test.each([
    ['friday after 3', ['2026-03-06T20:00/2026-03-07T05:00']],
    ['friday before 11', ['2026-03-06T05:00/2026-03-06T16:00']],
    ['friday between 2 and 4', ['2026-03-06T19:00/2026-03-06T21:00']],
    ['friday from 10 to 12', ['2026-03-06T15:00/2026-03-06T17:00']],
    ['friday 2-4pm', ['2026-03-06T19:00/2026-03-06T21:00']],
    ['friday at 3 or 4', ['2026-03-06T20:00/2026-03-06T20:00', '2026-03-06T21:00/2026-03-06T21:00']],
    ['friday or monday afternoon', ['2026-03-06T17:00/2026-03-06T22:00', '2026-03-09T16:00/2026-03-09T21:00']],
  ])('%s', (text, windows) => {
    expect(wished(text)).toEqual(windows);
  });

  test.each(['mornings are better', 'later', 'as soon as possible', 'in the afternoon'])(
    '%s states no time that can be computed',
    (text) => {
      expect(say(`no, ${text}`, [visit()])).toMatchObject({ intent: 'reschedule' });
      expect(wished(text)).toEqual([]);
    },
  );

  test('what is turned down is no window', () => {
    expect(windowsOf(say("I can't do thursday but friday works", [visit()]))).toEqual([
      '2026-03-06T05:00/2026-03-07T05:00',
    ]);
  });
});

/** One wish as each language says it; the visit is Thursday 5 March 10:00, today Monday the 2nd. */
const EVERYWHERE: readonly (readonly [window: readonly string[], texts: Readonly<Record<Locale, string>>])[] = [
  [
    ['2026-03-06T20:30/2026-03-06T20:30'],
    {
      en: 'friday at half past three',
      es: 'el viernes a las tres y media',
      fr: 'vendredi à 15h30',
      de: 'Freitag um halb vier',
    },
  ],
  [
    ['2026-03-06T13:45/2026-03-06T13:45'],
    {
      en: 'friday at quarter to nine',
      es: 'el viernes a las nueve menos cuarto',
      fr: 'vendredi à neuf heures moins le quart',
      de: 'Freitag um dreiviertel neun',
    },
  ],
  [
    ['2026-03-04T05:00/2026-03-05T05:00'],
    { en: 'the day after tomorrow', es: 'pasado mañana', fr: 'après-demain', de: 'übermorgen' },
  ],
  [
    ['2026-03-03T17:00/2026-03-03T22:00'],
    { en: 'tomorrow afternoon', es: 'mañana por la tarde', fr: 'demain après-midi', de: 'morgen Nachmittag' },
  ],
  [
    ['2026-03-06T13:00/2026-03-06T17:00'],
    { en: 'friday morning', es: 'el viernes por la mañana', fr: 'vendredi matin', de: 'Freitagvormittag' },
  ],
  [
    ['2026-03-06T22:00/2026-03-07T02:00'],
    { en: 'friday evening', es: 'el viernes por la noche', fr: 'vendredi soir', de: 'Freitag Abend' },
  ],
  [
    ['2026-03-06T05:00/2026-03-06T16:00'],
    { en: 'friday before 11', es: 'el viernes antes de las 11', fr: 'vendredi avant 11h', de: 'Freitag vor 11 Uhr' },
  ],
  [
    ['2026-03-06T20:00/2026-03-07T05:00'],
    { en: 'friday after 3', es: 'el viernes después de las 3', fr: 'vendredi après 15h', de: 'Freitag ab 15 Uhr' },
  ],
  [
    ['2026-03-06T19:00/2026-03-06T21:00'],
    {
      en: 'friday between 2 and 4',
      es: 'el viernes entre las 2 y las 4',
      fr: 'vendredi entre 14h et 16h',
      de: 'Freitag zwischen 14 und 16 Uhr',
    },
  ],
  [
    ['2026-03-09T04:00/2026-03-16T04:00'],
    { en: 'next week', es: 'la semana que viene', fr: 'la semaine prochaine', de: 'nächste Woche' },
  ],
  [
    ['2026-03-02T15:00/2026-03-09T04:00'],
    {
      en: 'any other day this week',
      es: 'otro día esta semana',
      fr: 'un autre jour cette semaine',
      de: 'an einem anderen Tag diese Woche',
    },
  ],
  [
    ['2026-03-20T14:15/2026-03-20T14:15'],
    { en: '3/20 at 10:15', es: 'el 20/3 a las 10:15', fr: 'le 20/3 à 10h15', de: 'am 20.3. um 10:15 Uhr' },
  ],
  [
    ['2026-03-20T04:00/2026-03-21T04:00'],
    { en: 'march 20', es: 'el 20 de marzo', fr: 'le 20 mars', de: 'am 20. März' },
  ],
  [['2026-03-05T21:00/2026-03-05T21:00'], { en: 'at 4', es: 'a las 4', fr: 'à 16h', de: 'um 16 Uhr' }],
  [
    ['2026-03-06T15:00/2026-03-06T15:00'],
    {
      en: 'same time on friday',
      es: 'el viernes a la misma hora',
      fr: 'vendredi même heure',
      de: 'Freitag gleiche Zeit',
    },
  ],
  [
    ['2026-03-05T16:00/2026-03-05T16:00'],
    { en: 'an hour later', es: 'una hora más tarde', fr: 'une heure plus tard', de: 'eine Stunde später' },
  ],
  [
    ['2026-03-10T04:00/2026-03-11T04:00', '2026-03-06T05:00/2026-03-07T05:00'],
    {
      en: 'tuesday the 10th or friday',
      es: 'el martes 10 o el viernes',
      fr: 'mardi 10 ou vendredi',
      de: 'Dienstag den 10. oder Freitag',
    },
  ],
  [[], { en: 'in the morning', es: 'por la mañana', fr: 'le matin', de: 'vormittags' }],
];

describe('the same wish in every language', () => {
  const cases = EVERYWHERE.flatMap(([window, texts]) =>
    LOCALES.map((locale) => [texts[locale], locale, window] as const),
  );
  test.each(cases)('%s (%s)', (text, locale, window) => {
    expect(wished(text, locale)).toEqual(window);
  });

  test.each<[string, Locale]>([
    ['any openings the week after next?', 'en'],
    ['¿hay hueco la semana siguiente a la próxima?', 'es'],
    ["avez-vous de la place la semaine d'après la prochaine ?", 'fr'],
    ['haben Sie übernächste Woche was frei?', 'de'],
  ])('%s is the week behind the next one', (text, locale) => {
    expect(windowsOf(say(text, [], { locale }))).toEqual(['2026-03-16T04:00/2026-03-23T04:00']);
  });

  test('a doubled hour is its first, and a zone of odd minutes keeps its wall', () => {
    expect(windowsOf(say('book me for november 1 at 1:30am', [], { now: '2026-10-30T16:00:00Z' }))).toEqual(
      point('2026-11-01T05:30'),
    );
    expect(windowsOf(say('book me for friday at 5pm', [], { zone: 'Asia/Kathmandu' }))).toEqual(
      point('2026-03-06T11:15'),
    );
  });
});

describe('days on which the clocks change', () => {
  test('a Sunday of 23 hours and one of 25 run from midnight to midnight', () => {
    expect(windowsOf(say('book me for march 8'))).toEqual(['2026-03-08T05:00/2026-03-09T04:00']);
    expect(windowsOf(say('book me for november 1', [], { now: '2026-10-30T16:00:00Z' }))).toEqual([
      '2026-11-01T04:00/2026-11-02T05:00',
    ]);
  });

  test('a time the clocks leap over still gives one instant', () => {
    expect(windowsOf(say('book me for march 8 at 2:30am'))).toEqual(['2026-03-08T07:30/2026-03-08T07:30']);
  });

  test('tomorrow is counted on the wall of the contact, not in UTC', () => {
    expect(windowsOf(say('any openings tomorrow?', [], { now: '2026-03-04T03:30:00Z' }))).toEqual([
      '2026-03-04T05:00/2026-03-05T05:00',
    ]);
  });
});
