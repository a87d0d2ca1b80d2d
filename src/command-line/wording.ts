import type { Organisation, OwnSentence } from '../core/organisations/types.ts';
import { LOCALES, type Locale } from '../core/people/types.ts';
import {
  type Command,
  type Desk,
  done,
  findOrganisation,
  type Given,
  noOrganisation,
  ORGANISATION,
  type Outcome,
  refused,
  table,
  UsageError,
} from './command.ts';

const OPERATOR = { kind: 'operator', channel: 'command_line' } as const;
const SENTENCE = {
  language: { what: 'en, es, fr or de', isRequired: true },
  sentence: { what: 'its name, e.g. offer.booked; `org wording --all` shows them', isRequired: true },
} as const;

function languageGiven(given: Given): Locale | undefined {
  const text = given.text('language');
  const language = LOCALES.find((locale) => locale === text);
  if (text !== undefined && language === undefined) throw new UsageError('--language must be en, es, fr or de');
  return language;
}

const isSame = (one: OwnSentence, other: Pick<OwnSentence, 'language' | 'sentence'>): boolean =>
  one.language === other.language && one.sentence === other.sentence;

async function write(
  { organisations }: Desk,
  { id, version }: Organisation,
  wording: readonly OwnSentence[],
  told: string,
): Promise<Outcome> {
  const changed = await organisations.change(id, version, { wording }, OPERATOR);
  if (!changed.ok) return refused('Somebody changed it at the same moment: look, and try again.');
  return done(changed.value.wording, told);
}

/** The house in its own words: in conversations, on the pages of a visit, in invitations. */
export const wordingCommands: readonly Command[] = [
  {
    name: 'org wording',
    summary: 'Shows the sentences it says in its own way',
    options: {
      ...ORGANISATION,
      language: { what: 'only these: en, es, fr or de' },
      all: { what: 'every sentence that can be changed, as it is said now', isFlag: true },
    },
    async run(given, desk) {
      const found = await findOrganisation(given, desk);
      if (found === undefined) return noOrganisation(given);
      const language = languageGiven(given);
      const languages = language === undefined ? LOCALES : [language];
      const own = found.wording.filter((one) => languages.includes(one.language));
      const asSaid = (ours: OwnSentence) => own.find((one) => isSame(one, ours)) ?? ours;
      const shown = given.has('all') ? languages.flatMap(desk.sentences.oursIn).map(asSaid) : own;
      const rows = shown.map((one) => [one.language, one.sentence, own.includes(one) ? 'own' : '', one.text]);
      return done(shown, table([['LANGUAGE', 'SENTENCE', '', 'TEXT'], ...rows]));
    },
  },
  {
    name: 'org say',
    summary: 'Says a sentence in its own way from now on',
    options: {
      ...ORGANISATION,
      ...SENTENCE,
      text: {
        what: 'the sentence, with the placeholders of ours, e.g. "See you {{when}}, {{name}}!"',
        isRequired: true,
      },
    },
    async run(given, desk) {
      const found = await findOrganisation(given, desk);
      if (found === undefined) return noOrganisation(given);
      const language = languageGiven(given) ?? 'en'; // required, so it was given
      const own: OwnSentence = { language, sentence: given.need('sentence'), text: given.need('text') };
      const problem = desk.sentences.problemOf(own);
      if (problem !== undefined) return refused(`--${problem.field} ${problem.message}.`);
      const others = found.wording.filter((one) => !isSame(one, own));
      return await write(desk, found, [...others, own], `${found.name} says: ${own.text}`);
    },
  },
  {
    name: 'org unsay',
    summary: 'Says a sentence as we do again',
    options: { ...ORGANISATION, ...SENTENCE },
    async run(given, desk) {
      const found = await findOrganisation(given, desk);
      if (found === undefined) return noOrganisation(given);
      const meant = { language: languageGiven(given) ?? 'en', sentence: given.need('sentence') }; // as above
      const others = found.wording.filter((one) => !isSame(one, meant));
      if (others.length === found.wording.length)
        return refused(`${found.name} does not say ${meant.sentence} in its own way in ${meant.language}.`);
      return await write(desk, found, others, `${found.name} says ${meant.sentence} as we do again.`);
    },
  },
];
