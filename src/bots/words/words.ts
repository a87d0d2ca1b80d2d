import i18next, { type i18n } from 'i18next';
import { Fault } from '../../core/fault.ts';
import type { Organisation, OwnSentence } from '../../core/organisations/types.ts';
import type { Locale } from '../../core/people/types.ts';
import { LOCALES } from '../../core/people/types.ts';
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
  /**
   * `Tue, Mar 3 at 3:00 PM EST`. `now` decides whether the year needs saying; `place` is where somebody has to be there: then its
   * clock counts.
   */
  when(at: Instant, now: Instant, place?: Zone): string;
  /** `3:00 PM EST`, of today. */
  time(at: Instant): string;
}

export const MESSAGES = { en, es, fr, de } as const;

export type WordsFor = (reader: Reader) => Words;
/** As a house speaks; without one, to strangers, as we do. */
export type WordsOf = (house?: Pick<Organisation, 'id' | 'version' | 'wording'>) => WordsFor;

/** Builds the sentences once; the function returned is cheap and serves any reader. */
export function createWords(wording: readonly OwnSentence[] = []): (reader: Reader) => Words {
  const sentences = load(wording);
  return (reader) => {
    const translate = sentences.getFixedT(reader.locale);
    const say = (key: WordKey, params: Params = {}): string => translate(key, params);
    return {
      reader,
      say,
      time: (at) => sayTime(at, reader),
      when(at, now, place = reader.zone) {
        const there = { ...reader, zone: place };
        return say('time.when', { day: sayDay(at, there, now), time: sayTime(at, there) });
      },
    };
  };
}

const MOST_KEPT = 200;

/**
 * The sentences of each house, made anew when it was changed: the version it was read with decides, so that a change made by another
 * process counts from the next thing that is said.
 */
export function createHouseWords(): WordsOf {
  const ours = createWords();
  const kept = new Map<string, { readonly version: number; readonly words: WordsFor }>();
  return (house) => {
    if (house === undefined || house.wording.length === 0) return ours;
    const { id, version, wording } = house;
    const known = kept.get(id);
    if (known?.version === version) return known.words;
    const words = createWords(wording);
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(id, { version, words });
    return words;
  };
}

function load(wording: readonly OwnSentence[]): i18n {
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
function overlaid(locale: Locale, wording: readonly OwnSentence[]): Record<string, Record<string, string>> {
  const messages: Record<string, Record<string, string>> = structuredClone(MESSAGES[locale]);
  for (const { language, sentence, text } of wording) {
    if (language !== locale) continue;
    const [group, name] = splitKey(sentence);
    const sentencesOfGroup = messages[group];
    if (sentencesOfGroup?.[name] !== undefined) sentencesOfGroup[name] = text;
  }
  return messages;
}

export const splitKey = (key: string): [group: string, name: string] => {
  const dot = key.indexOf('.');
  return [key.slice(0, dot), key.slice(dot + 1)];
};
