// Checks the message files: the same sentences in every language, no unknown placeholder, none unused, cheap to send as a text
// message, and none that makes a person opt out by accident. Run by `npm run check`.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = new URL('..', import.meta.url).pathname;
const folder = join(root, 'src/bots/words');
const LANGUAGES = ['en', 'es', 'fr', 'de'];

/** What a sentence may be given. A new one is added here with the meaning it has everywhere. */
const PLACEHOLDERS = {
  name: 'the person the visit is for',
  host: 'who they come to see',
  service: 'the kind of visit',
  when: 'day, time and zone of a visit',
  day: 'the day alone',
  time: 'the time with its zone',
  code: 'the short code of a question',
  count: 'a number that decides the plural',
  question: 'a question of the organisation',
  organisation: 'the name of the organisation',
  phone: 'the number to call',
  wish: 'what a contact asked for, in their words',
  reason: 'why a person is needed',
};

/** GSM 03.38 basic set and its extension: what costs 160 characters a text; one letter outside makes it 70. */
const GSM =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€';

/** Letters outside GSM-7 that a language cannot be written without. The SMS channel replaces them where that saves a segment. */
const NEEDED_LETTERS = {
  en: { letters: '', why: 'English needs none' },
  es: { letters: 'áíóúÁÍÓÚ', why: 'Spanish marks stress with them; GSM-7 has only é' },
  fr: { letters: 'âêîôûçëïœÀ', why: 'French spelling; GSM-7 has only à è é ù and a capital Ç' },
  de: { letters: '', why: 'German umlauts and ß are in GSM-7' },
};

/** Words that opt a number out when they stand alone (CTIA): asking for one would lose the patient, not the visit. */
const OPT_OUT_WORDS = /\b(STOPALL|UNSUBSCRIBE|CANCEL|END|QUIT|REVOKE|OPTOUT)\b/;
/** STOP itself stands only where it means to stop. */
const MAY_SAY_STOP = /^consent\./;

const problems = [];
const say = (where, what) => problems.push(`${where}: ${what}`);
const flatten = (tree, prefix = '') =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value]] : flatten(value, `${prefix}${key}.`),
  );
const withoutPlural = (key) => key.replace(/_(zero|one|two|few|many|other)$/, '');
const placeholders = (text) => [...text.matchAll(/\{\{\s*([\w-]+)\s*\}\}/g)].map(([, name]) => name);

const messages = new Map(
  LANGUAGES.map((language) => [
    language,
    new Map(flatten(JSON.parse(readFileSync(join(folder, `${language}.json`), 'utf8')))),
  ]),
);
const english = messages.get('en');
const isPlural = (base) => english.has(`${base}_one`) && english.has(`${base}_other`);

function formsOf(key, language) {
  const base = withoutPlural(key);
  if (!isPlural(base)) return [key];
  return new Intl.PluralRules(language).resolvedOptions().pluralCategories.map((form) => `${base}_${form}`);
}

for (const [language, sentences] of messages) {
  const wanted = new Set([...english.keys()].flatMap((key) => formsOf(key, language)));
  for (const key of wanted) if (!sentences.has(key)) say(`${language} ${key}`, 'is missing');
  for (const [key, text] of sentences) {
    const where = `${language} ${key}`;
    if (!wanted.has(key)) say(where, 'stands in no English file, or has a plural form this language does not use');
    checkSentence(where, key, text, language);
  }
}

function checkSentence(where, key, text, language) {
  const original = english.get(key) ?? english.get(`${withoutPlural(key)}_other`) ?? '';
  const used = new Set(placeholders(text));
  for (const name of used) {
    if (!(name in PLACEHOLDERS)) say(where, `uses {{${name}}}, which nobody fills in`);
    else if (!placeholders(original).includes(name)) say(where, `uses {{${name}}}, which the English sentence has not`);
  }
  // "a minute" needs no number.
  for (const name of placeholders(original))
    if (!used.has(name) && !(name === 'count' && key.endsWith('_one'))) say(where, `does not say {{${name}}}`);
  const { letters } = NEEDED_LETTERS[language];
  const foreign = [...text].filter((letter) => !GSM.includes(letter) && !letters.includes(letter));
  if (foreign.length > 0) say(where, `has ${[...new Set(foreign)].join(' ')}, which halves the room of a text message`);
  if (OPT_OUT_WORDS.test(text))
    say(where, `says ${OPT_OUT_WORDS.exec(text)[0]}: whoever sends that word back opts out`);
  if (/\bSTOP\b/.test(text) && !MAY_SAY_STOP.test(key)) say(where, 'says STOP where nobody wants to stop');
  if (text !== text.trim() || /\s{2}/.test(text)) say(where, 'has spaces too many');
}

const sources = readdirSync(join(root, 'src'), { recursive: true })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readFileSync(join(root, 'src', path), 'utf8'))
  .join('\n');
for (const base of new Set([...english.keys()].map((key) => (isPlural(withoutPlural(key)) ? withoutPlural(key) : key))))
  if (!sources.includes(`'${base}'`)) say(`en ${base}`, 'is used nowhere');

if (problems.length > 0) {
  console.error(
    `The words have ${problems.length} problem${problems.length === 1 ? '' : 's'}:\n  ${problems.join('\n  ')}`,
  );
  process.exit(1);
}
console.log(`The words stand: ${english.size} sentences in ${LANGUAGES.length} languages.`);
