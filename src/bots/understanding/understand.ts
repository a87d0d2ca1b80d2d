// What a reply means, by rules alone. Pure: text, now, zone, locale and open prompts in, an intent with its reason out.
import { answerChoice } from './answers-choice.ts';
import { answerOffer } from './answers-offer.ts';
import { answerVisit } from './answers-visit.ts';
import { speaksOfCancel, wantsCancel } from './cancelling.ts';
import { hourOf } from './clock-grammar.ts';
import { actedOn } from './contrast.ts';
import { type SaidTime, sign } from './items.ts';
import { type Meaning, mentions, readMeaning } from './meaning.ts';
import { normalise } from './normalise.ts';
import {
  availability,
  booking,
  bookingForAnother,
  cancelWithoutVisit,
  deferred,
  hedgedCancel,
  question,
  rescheduleWithoutVisit,
  smallTalk,
} from './nothing-open.ts';
import { ownVisit } from './own-visit.ts';
import { type Answerable, answerable, fitsPrompt, named, namesSeveral, openChoice } from './prompts.ts';
import { late, waitlist } from './requests.ts';
import { carrierHelp, carrierStart, carrierStop, leftAlone, politeStop, tapback, writtenAgain } from './signals.ts';
import type { Prompt, Reply, Understood } from './types.ts';
import { askBack } from './verdict.ts';
import { withWished } from './wished.ts';

type ReplyRule = (meaning: Meaning) => Understood | undefined;

const answerOne = (meaning: Meaning, prompt: Answerable): Understood | undefined =>
  prompt.kind === 'confirm' ? answerVisit(meaning, prompt) : answerOffer(meaning, prompt);

/** Prompts the reply can be about, by what it does: only a visit is cancelled, only an offer has numbers. */
const fittingKind = (meaning: Meaning, prompts: readonly Answerable[]): readonly Answerable[] => {
  const only = (kind: Answerable['kind']) => prompts.filter((prompt) => prompt.kind === kind);
  if (wantsCancel(meaning) || mentions(meaning, 'move', 'moveLater', 'moveEarlier'))
    return only('confirm').length > 0 ? only('confirm') : prompts;
  if (meaning.picks.length > 0 && only('offer').length > 0) return only('offer');
  if (mentions(meaning, 'none') && only('offer').length > 0) return only('offer');
  return prompts;
};

/** "9 is fine", with visits at 9 and at 10 open. */
const hoursFromNumbers = (meaning: Meaning): readonly SaidTime[] =>
  meaning.picks
    .filter((pick) => pick.kind === 'number')
    .flatMap(({ value }) => {
      const clock = hourOf(sign('number', String(value), { value }));
      return clock ? [{ clock }] : [];
    });

const fittingTime = (meaning: Meaning, prompts: readonly Answerable[]): readonly Answerable[] => {
  const hours =
    (meaning.yes || meaning.fine) && prompts.every((prompt) => prompt.kind === 'confirm')
      ? hoursFromNumbers(meaning)
      : [];
  const said = [...meaning.times, ...meaning.refused, ...hours].filter((time) => !time.vague);
  const fitting = prompts.filter((prompt) => said.some((time) => fitsPrompt(prompt, time, meaning.reply)));
  return fitting.length > 0 ? fitting : prompts;
};

/** Prompts that can be meant; one is enough to answer, several have to be asked about. */
const meant = (meaning: Meaning): readonly Answerable[] => {
  const addressed = named(meaning);
  const pool = addressed.length > 0 ? addressed : answerable(meaning.reply);
  const byKind = pool.length > 1 ? fittingKind(meaning, pool) : pool;
  return byKind.length > 1 ? fittingTime(meaning, byKind) : byKind;
};

/** A code that belongs to no open prompt. */
const unknownCode: ReplyRule = (meaning) => {
  const strange = meaning.items.some((item) => item.kind === 'strangeCode');
  const known = meaning.items.some((item) => item.kind === 'code');
  const [only, ...more] = meaning.reply.prompts;
  return strange && !known && only
    ? askBack('unknown_code', 'unknown_code', more.length === 0 ? only : undefined)
    : undefined;
};

/** "for Peter" where no prompt is Peter's: an unknown word after "for", written like a name. */
const unknownPerson: ReplyRule = ({ items, reply }) => {
  const capitals = new Set((reply.text.match(/(?<!\p{L})\p{Lu}\p{Ll}+/gu) ?? []).map((word) => normalise(word)));
  const stranger = items.some(
    (item, at) => items[at - 1]?.kind === 'for' && item.kind === 'unknown' && capitals.has(item.text),
  );
  const open = answerable(reply).length > 0;
  return stranger && open && !items.some((item) => item.kind === 'person' || item.kind === 'code')
    ? askBack('unknown_person', 'unknown_person')
    : undefined;
};

const answersSomething = (meaning: Meaning): boolean =>
  meaning.yes ||
  meaning.fine ||
  meaning.no ||
  meaning.wish ||
  wantsCancel(meaning) ||
  speaksOfCancel(meaning) ||
  meaning.picks.length > 0 ||
  meaning.times.length > 0 ||
  meaning.refused.length > 0 ||
  mentions(meaning, 'any', 'hedge', 'unsure');

const answer: ReplyRule = (said) => {
  if (answerable(said.reply).length === 0) return undefined;
  const meaning = namesSeveral(said) ? (actedOn(said) ?? said) : said;
  const choice = openChoice(meaning.reply);
  const choosing = choice ? answerChoice(meaning, choice) : undefined;
  if (choosing?.verdict) return choosing.verdict;
  // The place in the list chose the prompt; it is no option and no day of it.
  if (choosing?.prompt)
    return (
      answerOne({ ...meaning, picks: [] }, choosing.prompt) ??
      askBack('no_answer', 'no_verb_understood', choosing.prompt)
    );
  if (namesSeveral(meaning))
    return answersSomething(meaning) ? askBack('ambiguous_prompt', 'several_named') : undefined;
  const [only, ...more] = meant(meaning);
  if (!only) return undefined;
  if (more.length === 0) return answerOne(meaning, only);
  return severalPrompts(meaning, [only, ...more]);
};

/** What every open prompt would take as an answer is asked about, unless one alone understands it. */
const severalPrompts = (meaning: Meaning, prompts: readonly Answerable[]): Understood | undefined => {
  const verdicts = prompts.map((prompt) => answerOne(meaning, prompt));
  const independent = verdicts.find((verdict) => verdict?.intent === 'book');
  if (independent) return independent;
  return verdicts.some((verdict) => verdict !== undefined)
    ? askBack('ambiguous_prompt', 'several_prompts_fit')
    : undefined;
};

/** With something open, a reply that answers nothing is asked about. */
const noAnswer: ReplyRule = (meaning) => {
  const open: readonly Prompt[] = answerable(meaning.reply);
  const addressed = named(meaning);
  const pool = addressed.length > 0 ? addressed : open;
  if (pool.length === 0) return undefined;
  return askBack('no_answer', 'no_answer', pool.length === 1 ? pool[0] : undefined);
};

const nothingUnderstood: ReplyRule = (meaning) =>
  askBack(answersSomething(meaning) ? 'nothing_open' : 'not_understood', 'nothing_open');

/**
 * The order is the precedence: the first rule that holds decides. Consent goes before everything; requests that name
 * themselves (waiting list, late) before answers; answers before the questions and the thanks around them.
 */
const PRECEDENCE: readonly ReplyRule[] = [
  carrierStop,
  carrierStart,
  carrierHelp,
  tapback,
  politeStop,
  writtenAgain,
  leftAlone,
  waitlist,
  late,
  unknownCode,
  bookingForAnother,
  unknownPerson,
  answer,
  cancelWithoutVisit,
  deferred,
  hedgedCancel,
  (meaning) => (answerable(meaning.reply).length === 0 ? rescheduleWithoutVisit(meaning) : undefined),
  (meaning) => (answerable(meaning.reply).length === 0 ? availability(meaning) : undefined),
  booking,
  ownVisit,
  question,
  noAnswer,
  smallTalk,
  nothingUnderstood,
];

export const understand = (reply: Reply): Understood => {
  const meaning = readMeaning(reply);
  for (const rule of PRECEDENCE) {
    const verdict = rule(meaning);
    if (verdict) return withWished(verdict, meaning);
  }
  return askBack('not_understood', 'no_rule');
};
