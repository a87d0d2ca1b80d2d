import type { Locale } from '../../core/people/types.ts';
import { DAY, type Instant, type Zone } from '../../core/time/types.ts';

interface Reader {
  readonly locale: Locale;
  readonly zone: Zone;
}

/** Which Intl language writes the dates of a locale: month before day for `en`, as the numbers `3/5` are read too. */
const INTL_LOCALES: Readonly<Record<Locale, string>> = { en: 'en-US', es: 'es-ES', fr: 'fr-FR', de: 'de-DE' };

/** Farther away than this a date says its year. */
const YEAR_NEEDED_AFTER = 300 * DAY;

const FORMS = {
  day: { weekday: 'short', month: 'short', day: 'numeric' },
  dayWithYear: { weekday: 'short', month: 'short', day: 'numeric', year: 'numeric' },
  longDay: { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' },
  time: { hour: 'numeric', minute: '2-digit' },
  zone: { timeZoneName: 'short' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** `Tue, Mar 3` */
export function sayDay(at: Instant, { locale, zone }: Reader, now: Instant): string {
  const form = Math.abs(at - now) > YEAR_NEEDED_AFTER ? 'dayWithYear' : 'day';
  return plain(formatter(INTL_LOCALES[locale], zone, form).format(at));
}

/** `Tuesday, March 3, 2026`, where there is room. */
export const sayLongDay = (at: Instant, { locale, zone }: Reader): string =>
  plain(formatter(INTL_LOCALES[locale], zone, 'longDay').format(at));

/** `3:00 PM`, where the zone stands beside it. */
export const sayClock = (at: Instant, { locale, zone }: Reader): string =>
  plain(formatter(INTL_LOCALES[locale], zone, 'time').format(at));

/** `3:00 PM EST`: the zone is always named, and names both of the hours that the end of summer time doubles. */
export function sayTime(at: Instant, { locale, zone }: Reader): string {
  return plain(`${formatter(INTL_LOCALES[locale], zone, 'time').format(at)} ${sayZone(at, locale, zone)}`);
}

/** `EST` */
export const sayZoneOf = (at: Instant, { locale, zone }: Reader): string => sayZone(at, locale, zone);

/** A zone has letters in some regions' languages only (CET in Britain's, EST in America's); elsewhere it is `GMT-5`. */
function sayZone(at: Instant, locale: Locale, zone: Zone): string {
  for (const language of [INTL_LOCALES[locale], 'en-US', 'en-GB', 'en-AU', 'en-IN']) {
    const name = zoneIn(language, at, zone);
    if (/^\p{Letter}+$/u.test(name)) return name;
  }
  return zoneIn('en-US', at, zone);
}

const zoneIn = (language: string, at: Instant, zone: Zone): string =>
  formatter(language, zone, 'zone')
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value ?? zone;

/** Making a formatter costs a hundred times what using it does. They are kept, so many at most: each holds tables of its own. */
const kept = new Map<string, Intl.DateTimeFormat>();
const MOST_KEPT = 200;

function formatter(language: string, timeZone: Zone, form: keyof typeof FORMS): Intl.DateTimeFormat {
  const key = `${language} ${timeZone} ${form}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(language, { ...FORMS[form], timeZone });
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(key, made);
  return made;
}

/** Intl parts its words with no-break spaces and true minus signs, which would cost a text message half its length. */
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ').replace(/\u2212/g, '-');
