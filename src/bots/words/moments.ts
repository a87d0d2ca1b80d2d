import { DateTime } from 'luxon';
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

/** `Tue, Mar 3` */
export function sayDay(at: Instant, { locale, zone }: Reader, now: Instant): string {
  const year = Math.abs(at - now) > YEAR_NEEDED_AFTER ? { year: 'numeric' as const } : {};
  const format = { weekday: 'short', month: 'short', day: 'numeric', ...year } as const;
  return plain(local(at, locale, zone).toLocaleString(format));
}

/** `3:00 PM EST`: the zone is always named, and names both of the hours that the end of summer time doubles. */
export function sayTime(at: Instant, { locale, zone }: Reader): string {
  const time = local(at, locale, zone).toLocaleString({ hour: 'numeric', minute: '2-digit' });
  return plain(`${time} ${sayZone(at, locale, zone)}`);
}

const local = (at: Instant, locale: Locale, zone: Zone): DateTime =>
  DateTime.fromMillis(at, { zone, locale: INTL_LOCALES[locale] });

/** A zone has letters in some regions' languages only (CET in Britain's, EST in America's); elsewhere it is `GMT-5`. */
function sayZone(at: Instant, locale: Locale, zone: Zone): string {
  const known = [INTL_LOCALES[locale], 'en-US', 'en-GB', 'en-AU', 'en-IN'].map(
    (language) => DateTime.fromMillis(at, { zone, locale: language }).offsetNameShort ?? '',
  );
  return known.find((name) => /^\p{Letter}+$/u.test(name)) ?? known[1] ?? zone;
}

/** Intl parts its words with no-break spaces and true minus signs, which would cost a text message half its length. */
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ').replace(/\u2212/g, '-');
