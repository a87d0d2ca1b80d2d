// Requests that are the same whatever is open: waiting list, running late.

import { MINUTE } from '../../core/time/types.ts';
import { partsOfDay } from '../../core/waitlist/types.ts';
import { outrightCancel } from './cancelling.ts';
import { type Clause, has } from './clauses.ts';
import { isSign, isTime } from './items.ts';
import { type Meaning, mentions } from './meaning.ts';
import { anchorOf, named } from './prompts.ts';
import { wishes } from './stance.ts';
import type { ConfirmPrompt, Understood } from './types.ts';
import { decide } from './verdict.ts';
import { windowsOf } from './windows.ts';

const asksAbout = (clause: Clause): boolean =>
  clause.asked && has(clause, 'ask', 'how', 'fact') && !has(clause, 'propose', 'notify', 'add', 'want');

/** "cancel my spot on the waitlist"; "put me on it in case someone cancels" speaks of somebody else's. */
const cancelsPlace = (clause: Clause): boolean => {
  const verb = clause.items.findIndex((item) => item.kind === 'cancel');
  return verb >= 0 && !has(clause, 'anyone') && !clause.items.slice(0, verb).some((item) => item.kind === 'if');
};

/** "My visit is on Thursday, but put me on the list": how things stand, not what is wished for. */
const tellsOfVisit = (clause: Clause): boolean =>
  has(clause, 'visit', 'have', 'keep', 'come') &&
  !clause.conditional &&
  !wishes(clause) &&
  !has(clause, 'waitlist', 'notify');

const joins = (meaning: Meaning, why: string): Understood => {
  const standing = new Set(meaning.clauses.filter(tellsOfVisit).flatMap((clause) => clause.times));
  const wished = meaning.times.filter((said) => !standing.has(said));
  const anchor = anchorOf(undefined, meaning.reply.zone);
  const windows = wished.flatMap((said) => windowsOf(said, anchor, meaning.reply));
  const parts = wished.flatMap(({ part, days }) => (part === undefined || days ? [] : (partsOfDay[part] ?? [])));
  const waitsFor = windows.length + parts.length > 0 ? { windows, parts } : undefined;
  return decide('waitlist_join', why, { waitsFor });
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
    return leaves ? decide('waitlist_leave', 'waitlist_left') : joins(meaning, 'waitlist_named');
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
    ? joins(meaning, 'told_of_openings')
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
