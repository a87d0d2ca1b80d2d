// Requests that are the same whatever is open: waiting list, running late, cancelling outright.

import { MINUTE } from '../../core/time/types.ts';
import { type Clause, has } from './clauses.ts';
import type { Concept } from './concepts.ts';
import { type Item, isSign, isTime } from './items.ts';
import { type Meaning, mentions } from './meaning.ts';
import { named } from './prompts.ts';
import { asksAfterTime, asksFact, keepsIt, leadOf } from './stance.ts';
import type { ConfirmPrompt, Understood } from './types.ts';
import { decide } from './verdict.ts';

const asksAbout = (clause: Clause): boolean =>
  clause.asked && has(clause, 'ask', 'how', 'fact') && !has(clause, 'propose', 'notify', 'add', 'want');

/** "cancel my spot on the waitlist"; "put me on it in case someone cancels" speaks of somebody else's. */
const cancelsPlace = (clause: Clause): boolean => {
  const verb = clause.items.findIndex((item) => item.kind === 'cancel');
  return verb >= 0 && !has(clause, 'anyone') && !clause.items.slice(0, verb).some((item) => item.kind === 'if');
};

/** Leaving wins over joining: "take me off the list" speaks of the list as "put me on it" does. */
export const waitlist = (meaning: Meaning): Understood | undefined => {
  for (const clause of meaning.clauses) {
    if (!has(clause, 'waitlist') || asksAbout(clause)) continue;
    const leaves =
      has(clause, 'remove', 'leaveAlone', 'stop') ||
      cancelsPlace(clause) ||
      (clause.negated && has(clause, 'want', 'waitlist') && !has(clause, 'propose'));
    if (has(clause, 'hedge') && !has(clause, 'add', 'want', 'propose')) continue;
    return leaves ? decide('waitlist_leave', 'waitlist_left') : decide('waitlist_join', 'waitlist_named');
  }
  return mentions(meaning, 'notify', 'human', 'want', 'suit', 'come') && !mentions(meaning, 'how')
    ? toldOfOpenings(meaning)
    : undefined;
};

/** "text me if you get a cancellation", "if something earlier opens up I'd take it". */
const toldOfOpenings = (meaning: Meaning): Understood | undefined => {
  const conditional = meaning.clauses.filter((clause) => clause.conditional || has(clause, 'notify'));
  const opening =
    conditional.some((clause) => has(clause, 'opensUp', 'cancellation')) ||
    (conditional.some((clause) => has(clause, 'anyone', 'notify')) &&
      conditional.some((clause) => has(clause, 'cancel', 'cancellation', 'cancelled', 'opensUp'))) ||
    (conditional.some((clause) => has(clause, 'notify')) &&
      conditional.some((clause) => has(clause, 'if') && has(clause, 'available', 'earlier', 'other')));
  return opening && !conditional.some((clause) => has(clause, 'fact', 'defer'))
    ? decide('waitlist_join', 'told_of_openings')
    : undefined;
};

const isLate = (clause: Clause): boolean => {
  if (
    has(clause, 'tooLate', 'waitlist') ||
    (clause.asked && has(clause, 'you', 'ask', 'how', 'fact', 'thing') && !has(clause, 'propose'))
  )
    return false;
  if (clause.negated && has(clause, 'if')) return false;
  if (clause.negated) return has(clause, 'onTime') && has(clause, 'come', 'can', 'plain');
  if (has(clause, 'late', 'held')) return !clause.asked || has(clause, 'propose', 'come', 'me');
  // "j'arriverai dix minutes plus tard", "komme 10 Minuten später": said, not asked.
  return (
    !clause.asked &&
    has(clause, 'come') &&
    !has(clause, 'can', 'propose', 'want', 'prefer') &&
    clause.times.some((said) => said.shift !== undefined && said.shift > 0 && said.shift < 24 * 60)
  );
};

/** The longest length said; a bare number beside "late" counts minutes. */
const minutesLate = (clauses: readonly Clause[]): number | undefined => {
  const lengths = clauses.flatMap((clause) =>
    clause.items.flatMap((item, at): number[] => {
      // "about 10 late" was read as ten o'clock.
      if (isTime(item) && item.times[0]?.clock?.sure === false && clause.items[at + 1]?.kind === 'late')
        return (item.text.match(/\d+$/) ?? []).map(Number);
      if (isTime(item))
        return item.times.flatMap(({ shift = 0, minutesFromNow = 0 }) =>
          [shift, minutesFromNow].filter((length) => length > 0),
        );
      if (!isSign(item)) return [];
      if (item.kind === 'duration') return [item.value];
      const beside = clause.items.slice(Math.max(at - 3, 0), at + 3).some((other) => other.kind === 'late');
      return item.kind === 'number' && item.value >= 3 && beside ? [item.value] : [];
    }),
  );
  return lengths.length === 0 ? undefined : Math.max(...lengths);
};

/** "A little late, maybe 5": people are late by round numbers. */
const roundNumber = (meaning: Meaning): number | undefined => {
  const numbers = meaning.items.flatMap((item) =>
    isSign(item) && item.kind === 'number' && item.value % 5 === 0 && item.value > 0 && item.value <= 60
      ? [item.value]
      : [],
  );
  return numbers.length === 0 ? undefined : Math.max(...numbers);
};

const visitsOf = (meaning: Meaning): readonly ConfirmPrompt[] =>
  meaning.reply.prompts.filter((prompt) => prompt.kind === 'confirm');

/** The visit someone is late for: the only one open, or the one named. */
const visitMeant = (meaning: Meaning): ConfirmPrompt | undefined => {
  const visits = visitsOf(meaning);
  const candidates = visits.length === 1 ? visits : visits.filter((visit) => named(meaning).includes(visit));
  return candidates.length === 1 ? candidates[0] : undefined;
};

/** "The bus is not coming" begs off nothing beside a "late". */
const VEHICLE = /^(bus|train|ride|uber|taxi|tram|metro|zug|bahn|autobus|tren)$/;

export const late = (meaning: Meaning): Understood | undefined => {
  const clauses = meaning.clauses.filter(isLate);
  if (clauses.length === 0) return arrivesAfterStart(meaning);
  if (mentions(meaning, 'move', 'moveLater', 'other') || meaning.clauses.some((clause) => outrightCancel(clause)))
    return undefined;
  const refuses = meaning.clauses.some(
    (clause) =>
      !clauses.includes(clause) &&
      clause.negated &&
      has(clause, 'can', 'come') &&
      !has(clause, 'otherVerb', 'onTime') &&
      !VEHICLE.test(clause.items.find((item) => item.kind !== 'the' && item.kind !== 'me')?.text ?? ''),
  );
  if (refuses) return undefined;
  return decide('late', 'running_late', {
    prompt: visitMeant(meaning),
    minutes: minutesLate(clauses) ?? minutesLate(meaning.clauses) ?? roundNumber(meaning),
  });
};

/** "there in 10 minutes" is late when the visit begins before that. */
const arrivesAfterStart = (meaning: Meaning): Understood | undefined => {
  const visit = visitMeant(meaning);
  const minutes = meaning.times.find((said) => said.minutesFromNow !== undefined)?.minutesFromNow;
  if (!visit || minutes === undefined || !mentions(meaning, 'come') || meaning.wish) return undefined;
  const after = meaning.reply.now + minutes * MINUTE > visit.start;
  return after ? decide('late', 'arrives_after_start', { prompt: visit, minutes }) : undefined;
};

/**
 * Cancelling is said outright: the verb itself, spelt as people spell it, in a sentence that neither asks how,
 * nor supposes, nor doubts, nor speaks of somebody else's cancelling.
 */
const outrightCancel = (clause: Clause): boolean => {
  const wantsDone = has(clause, 'want') && !clause.asked && !has(clause, 'you');
  const verb = clause.items.findIndex((item) => item.kind === 'cancel' || (item.kind === 'cancelled' && wantsDone));
  if (verb < 0 || clause.conditional) return false;
  // "don't cancel", "I could cancel": turned round or only possible. "Can't come please cancel" is neither.
  if (
    leadOf(clause, verb).some((item) => item.kind === 'can') ||
    negatedBefore(clause, verb) ||
    negatedBehind(clause, verb)
  )
    return false;
  if (has(clause, 'hedge', 'unsure', 'past', 'waitlist', 'defer', 'anyone', 'fact', 'how', 'if')) return false;
  if (clause.items.some((item) => isSign(item) && item.kind === 'cancel' && item.guessed)) return false;
  if (has(clause, 'ask') && (clause.asked || clause.items[0]?.kind === 'ask')) return false;
  if (isOnlyPossible(clause, verb) || cancelsElse(clause)) return false;
  return !clause.asked || has(clause, 'please') || asksUs(clause);
};

/** "can you cancel it?" is a request; "can I cancel?" may be no more than a question. */
const asksUs = (clause: Clause): boolean =>
  clause.items.some(
    (item) =>
      item.kind === 'propose' &&
      /\b(you|u|sie|vous|du|puede|pueden|podria|podrian|podrias|me|nos|tu|pouvez|pourriez|peux)\b/.test(item.text),
  );

const REFUSED_BEHIND: ReadonlySet<string> = new Set<Concept>(['can', 'want', 'have', 'book', 'cancelled']);

/** "sagen Sie nicht ab", "absagen möchte ich nicht": German turns the verb round from behind. */
const negatedBehind = (clause: Clause, verb: number): boolean => {
  const behind = clause.items.slice(verb + 1);
  const refusal = behind.findIndex(isRefusal);
  const uses = behind.slice(refusal + 1).some((item) => REFUSABLE.has(item.kind) || REFUSED_BEHIND.has(item.kind));
  return refusal >= 0 && !uses;
};

/** "I would cancel, but": thought of, not done. */
const isOnlyPossible = (clause: Clause, verb: number): boolean =>
  clause.items.slice(0, verb).some((item) => item.text === 'would' || item.text === 'wurde') &&
  !clause.items.some((item) => /^gerne?$/.test(item.text));

const BEFORE_OBJECT: ReadonlySet<string> = new Set<Concept>([
  'me',
  'the',
  'you',
  'this',
  'article',
  'on',
  'for',
  'of',
  'plain',
  'with',
]);

/** "cancel my gym membership": what is cancelled is nothing of ours. */
export const cancelsElse = (clause: Clause): boolean => {
  const verb = clause.items.findIndex((item) => item.kind === 'cancel' || item.kind === 'cancelled');
  const object = clause.items.slice(verb + 1).find((item) => !BEFORE_OBJECT.has(item.kind));
  return (
    verb >= 0 &&
    (object?.kind === 'unknown' || object?.kind === 'thing') &&
    !has(clause, 'visit', 'time') &&
    !clause.items.some((item) => item.kind === 'person' || item.kind === 'code')
  );
};

/** "No quiero", "ne veux plus" were read as phrases of other classes, and refuse all the same. */
const isRefusal = (item: Item): boolean =>
  item.kind === 'not' || item.kind === 'no' || /\b(no|not|ne|nicht|keine?|kein|nothing|nada|rien)\b/.test(item.text);

/** A refusal in front of the verb turns it round, however far away, unless another verb of its own uses it up. */
const negatedBefore = (clause: Clause, verb: number): boolean => {
  const before = clause.items.slice(0, verb);
  const refusal = before.findLastIndex(isRefusal);
  return refusal >= 0 && !before.slice(refusal).some((item) => REFUSABLE.has(item.kind));
};
const REFUSABLE: ReadonlySet<string> = new Set<Concept>([
  'come',
  'suit',
  'available',
  'visit',
  'sick',
  'unsuit',
  'other',
]);

/** "My assistant will rebook" promises to see to it; nothing is asked of us. */
const promisesMove = (clause: Clause): boolean => {
  const verb = clause.items.findIndex((item) => item.kind === 'move' || item.kind === 'book');
  return !clause.asked && clause.items.slice(0, verb).some((item) => /^(will|werde|wird|werden)$/.test(item.text));
};

export const wishesMove = (meaning: Meaning): boolean =>
  meaning.clauses.some((clause) => has(clause, 'move', 'moveLater', 'moveEarlier') && !promisesMove(clause));

export const wantsCancel = (meaning: Meaning): boolean =>
  meaning.clauses.some(outrightCancel) &&
  !meaning.clauses.some((clause) => has(clause, 'hedge') && !has(clause, 'cancel') && has(clause, 'cancelled'));

/** Cancelling is spoken of, and not outright. */
export const speaksOfCancel = (meaning: Meaning): boolean =>
  meaning.clauses.some((clause) => has(clause, 'cancel', 'cancelled') && !keepsIt(clause)) && !wantsCancel(meaning);

/** "And if I have to cancel last minute, do they charge me?" supposes it and asks what then. */
const supposesCancel = (clause: Clause): boolean =>
  clause.questionMark &&
  has(clause, 'cancel') &&
  clause.items.some((item) => WHAT_IF.test(item.text)) &&
  !has(clause, 'please', 'move');
const WHAT_IF = /^(y si|et si|what if|und wenn|was wenn|if)$/;

export const asksOnly = (meaning: Meaning): boolean =>
  meaning.clauses.some(
    (clause) =>
      asksFact(clause) ||
      supposesCancel(clause) ||
      (clause.asked &&
        !asksAfterTime(clause) &&
        has(clause, 'how', 'ask') &&
        (has(clause, 'cancel') ||
          !has(clause, 'propose', 'available', 'whichTimes', 'other', 'book', 'move', 'earlier', 'later'))) ||
      (has(clause, 'human', 'thing', 'otherVerb') && !(has(clause, 'thanks') && !clause.asked)),
  );
