import i18next, { type i18n } from 'i18next';
import { Fault } from '../../core/fault.ts';
import type { Locale } from '../../core/people/types.ts';
import { LOCALES } from '../../core/people/types.ts';
import { ok, type Result, refuse } from '../../core/result.ts';
import type { Instant, Zone } from '../../core/time/types.ts';
import de from './de.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import es from './es.json' with { type: 'json' };
import fr from './fr.json' with { type: 'json' };
import { sayDay, sayTime } from './moments.ts';

type Leaves<Tree> = {
  [Key in keyof Tree & string]: Tree[Key] extends string ? WithoutPlural<Key> : `${Key}.${Leaves<Tree[Key]>}`;
}[keyof Tree & string];
type WithoutPlural<Key extends string> = Key extends `${infer Base}_${'one' | 'other'}` ? Base : Key;

/** A sentence by its name in the message files, e.g. `offer.booked`; plural forms share one name. */
export type WordKey = Leaves<typeof en>;

type Params = Readonly<Record<string, string | number>>;

/** Who reads it: the language, and the zone every time is told in. */
export interface Reader {
  readonly locale: Locale;
  readonly zone: Zone;
}

/** Everything said to one reader. */
export interface Words {
  readonly reader: Reader;
  say(key: WordKey, params?: Params): string;
  /** `Tue, Mar 3 at 3:00 PM EST`. `now` decides whether the year needs saying. */
  when(at: Instant, now: Instant): string;
  /** `3:00 PM EST`, of today. */
  time(at: Instant): string;
}

/** An organisation's own sentences: language -> key of the message file (plural form included) -> text. */
export type Wording = Readonly<Partial<Record<Locale, Readonly<Record<string, string>>>>>;

const MESSAGES = { en, es, fr, de } as const;
const PLACEHOLDER = /\{\{\s*([\w-]+)\s*\}\}/g;

/** Builds the sentences once per organisation; the function returned is cheap and serves any reader. */
export function createWords(wording: Wording = {}): (reader: Reader) => Words {
  const sentences = load(wording);
  return (reader) => {
    const translate = sentences.getFixedT(reader.locale);
    const say = (key: WordKey, params: Params = {}): string => translate(key, params);
    return {
      reader,
      say,
      time: (at) => sayTime(at, reader),
      when: (at, now) => say('time.when', { day: sayDay(at, reader, now), time: sayTime(at, reader) }),
    };
  };
}

function load(wording: Wording): i18n {
  const sentences = i18next.createInstance();
  sentences.init({
    initAsync: false,
    lng: 'en',
    fallbackLng: false,
    supportedLngs: [...LOCALES],
    resources: Object.fromEntries(LOCALES.map((locale) => [locale, { translation: overlaid(locale, wording) }])),
    // Each channel escapes in its own way; a text message must show an apostrophe as one.
    interpolation: { escapeValue: false },
    returnNull: false,
    saveMissing: true,
    missingKeyHandler: (_languages, _namespace, key) => {
      throw new Fault('internal', `There is no sentence called ${key}.`);
    },
    missingInterpolationHandler: (text: string) => {
      throw new Fault('internal', `A value for a placeholder is missing in: ${text}`);
    },
  });
  return sentences;
}

/** The message file with the organisation's sentences laid over it. */
function overlaid(locale: Locale, wording: Wording): Record<string, Record<string, string>> {
  const messages: Record<string, Record<string, string>> = structuredClone(MESSAGES[locale]);
  for (const [key, text] of Object.entries(wording[locale] ?? {})) {
    const [group, name] = splitKey(key);
    const sentencesOfGroup = messages[group];
    if (sentencesOfGroup?.[name] !== undefined) sentencesOfGroup[name] = text;
  }
  return messages;
}

const splitKey = (key: string): [group: string, name: string] => {
  const dot = key.indexOf('.');
  return [key.slice(0, dot), key.slice(dot + 1)];
};

export type WordingRefusal = 'unknown_sentence' | 'unknown_placeholder' | 'empty' | 'too_long' | 'opts_out_by_accident';

const LONGEST_SENTENCE = 480;

/** The words that opt a number out when they stand alone: no text may ask for one of them, except STOP where it means just that. */
const ASKS_TO_OPT_OUT = /["'«“]?\b(STOPALL|UNSUBSCRIBE|CANCEL|END|QUIT|REVOKE|OPTOUT)\b/;

/** Whether an organisation's own sentence can stand in for ours; checked when it is saved, so that sending never fails. */
export function checkWording(
  locale: Locale,
  key: string,
  text: string,
): Result<undefined, { readonly ok: false; readonly reason: WordingRefusal; readonly detail: string }> {
  const [group, name] = splitKey(key);
  const messages: Record<string, Record<string, string>> = MESSAGES[locale];
  const ours = messages[group]?.[name];
  if (ours === undefined) return refuse('unknown_sentence', key);
  if (text.trim() === '') return refuse('empty', key);
  if (text.length > LONGEST_SENTENCE) return refuse('too_long', `at most ${LONGEST_SENTENCE} characters`);
  const known = new Set(placeholdersOf(ours));
  const unknown = placeholdersOf(text).find((placeholder) => !known.has(placeholder));
  if (unknown !== undefined || text.includes('$t(')) return refuse('unknown_placeholder', unknown ?? '$t');
  if (ASKS_TO_OPT_OUT.test(text)) return refuse('opts_out_by_accident', ASKS_TO_OPT_OUT.exec(text)?.[1] ?? '');
  return ok(undefined);
}

const placeholdersOf = (text: string): string[] => [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
