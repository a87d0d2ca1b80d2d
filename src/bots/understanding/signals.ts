// What counts before anything is answered: the carrier's words, tapbacks, and wishes to be left alone or written to again.
import { type Clause, has } from './clauses.ts';
import { type Meaning, mentions } from './meaning.ts';
import { normalise } from './normalise.ts';
import { leadOf } from './stance.ts';
import type { Understood } from './types.ts';
import { decide } from './verdict.ts';

/** The carriers' opt-out words: alone, in any case, with outer spaces and one full stop allowed. */
const STOP_WORD = /^\s*(stop|stopall|unsubscribe|cancel|end|quit|revoke|optout)\.?\s*$/i;
const START_WORD = /^\s*(start|unstop)[.!]?\s*$/i;
const HELP_WORD = /^\W*(help|info|ayuda|aide|hilfe)\W*$/i;

export const carrierStop = ({ reply }: Meaning): Understood | undefined =>
  STOP_WORD.test(reply.text) ? decide('stop', 'carrier_word') : undefined;

export const carrierStart = ({ reply }: Meaning): Understood | undefined =>
  START_WORD.test(reply.text) ? decide('start', 'carrier_word') : undefined;

const COURTESY: ReadonlySet<string> = new Set([
  'please',
  'thanks',
  'greet',
  'end',
  'question',
  'mark',
  'smile',
  'comma',
  'sorry',
]);

export const carrierHelp = ({ reply, items }: Meaning): Understood | undefined => {
  const rest = items.filter((item) => !COURTESY.has(item.kind));
  return HELP_WORD.test(reply.text) || (rest.length === 1 && rest[0]?.kind === 'help')
    ? decide('help', 'help_word')
    : undefined;
};

/** Words with which phones write a tapback, in the languages of the phones. */
const TAPBACK_LEAD =
  /\b(liked|loved|disliked|laughed|emphasi[sz]ed|questioned|reacted|removed|gusto|gusta|encanto|encanta|rio|risa|enfatizo|destaco|exclamo|reacciono|pregunto|cuestiono|quito|aime|adore|ri|rigole|souligne|evidence|reagi|insiste|interroge|question|retire|gefallt|gefiel|mag|liebt|lieb|mochte|lacht|lachte|gelacht|hervor|hervorgehoben|betont|betonte|reagiert|reagierte|fragte|hinterfragt|markiert|geliked|gelikt|geliebt|lustig|toll|entfernt|infrage)\b/;
/** What we wrote and a tapback repeats. */
const OUR_WORDS = /\b(reply|respond|responda|responde|repondez|antworten|antworte|antwort)\b/;
const LONGEST_LEAD = 6;

const wordCount = (text: string): number => (text.match(/[\p{L}\p{N}]+/gu) ?? []).length;

/** A short lead, our words in quotes, and next to nothing after them. */
export const tapback = ({ text }: Meaning): Understood | undefined => {
  // An apostrophe inside a word is no quotation mark.
  const marks = [...text.matchAll(/"|(?<!\p{L})'|'(?!\p{L})/gu)].map(({ index }) => index);
  const [open] = marks;
  if (open === undefined) return undefined;
  const close = marks.length > 1 ? (marks.at(-1) ?? text.length) : text.length;
  const first = text.slice(0, open);
  const quoted = text.slice(open + 1, close);
  const around = `${first} ${text.slice(close + 1)}`;
  const reacts = TAPBACK_LEAD.test(around) || /\p{Extended_Pictographic}/u.test(first) || OUR_WORDS.test(quoted);
  return reacts &&
    wordCount(quoted) >= 2 &&
    wordCount(around) <= LONGEST_LEAD &&
    wordCount(quoted) > wordCount(around) - 3
    ? decide('reaction', 'tapback')
    : undefined;
};

/** "don't stop texting me" stops nothing. */
const stops = (clause: Clause): boolean => {
  const verb = clause.items.findIndex((item) => item.kind === 'stop');
  return verb >= 0 && !leadOf(clause, verb).some((item) => item.kind === 'not');
};

const STOP_VERB = /^(stop|stop all|quit|cease|unsubscribe|opt out|optout)$/;
const AROUND_STOP: ReadonlySet<string> = new Set([
  'stop',
  'please',
  'thanks',
  'sorry',
  'greet',
  'you',
  'mark',
  'smile',
]);

/** "Please stop" and nothing else; "please stop by" is a visit. */
const asksToStop = (clause: Clause): boolean =>
  has(clause, 'please') &&
  clause.items.every((item) => AROUND_STOP.has(item.kind) && (item.kind !== 'stop' || STOP_VERB.test(item.text))) &&
  has(clause, 'stop');

/** "stop texting me", "wrong number": any clear wish to be left alone counts (FCC, 47 CFR 64.1200(a)(10), in force since April 2025). */
export const leftAlone = (meaning: Meaning): Understood | undefined => {
  if (mentions(meaning, 'waitlist', 'again', 'hedge')) return undefined;
  const said = meaning.clauses.some(
    (clause) =>
      !(clause.questionMark || (clause.asked && has(clause, 'ask', 'fact', 'how', 'propose'))) &&
      !clause.conditional &&
      !clause.guessed &&
      !has(clause, 'visit', 'time') &&
      (has(clause, 'leaveAlone') ||
        asksToStop(clause) ||
        (has(clause, 'texting') &&
          (stops(clause) || (clause.negated && has(clause, 'want') && !has(clause, 'stop')))) ||
        (has(clause, 'remove') && has(clause, 'texting') && !has(clause, 'thing'))),
  );
  return said ? decide('stop', 'left_alone') : undefined;
};

const LONE_STOP =
  /^\s*(stop|stopp|arret|unsubscribe|opt out|desabonner|abmelden|baja)[\s!.]*(please|pls|thanks|por favor|svp|s'il vous plait|bitte|now|it|)[\s!.]*$/;

/** The carrier's word with a courtesy beside it says the same outright; "cancel" and "end" do not. */
export const politeStop = ({ text }: Meaning): Understood | undefined =>
  LONE_STOP.test(normalise(text)) ? decide('stop', 'left_alone') : undefined;

export const writtenAgain = (meaning: Meaning): Understood | undefined => {
  const said = meaning.clauses.some((clause) => has(clause, 'again') && !clause.negated && !has(clause, 'waitlist'));
  return said ? decide('start', 'wants_messages_again') : undefined;
};
