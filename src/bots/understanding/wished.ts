// What a reply wishes for where it names no time that is one: parts of the day ("afternoons", "not in the morning"), which hold
// for each of the days to come, and days named while nothing is open that they could answer.

import { DAY } from '../../core/time/types.ts';
import { instantAt, wallTime } from './calendar.ts';
import { AFTERNOON, EVENING, MORNING } from './concepts.ts';
import type { Hours, SaidTime } from './items.ts';
import type { Meaning } from './meaning.ts';
import { anchorOf } from './prompts.ts';
import type { Intent, Reply, TimeWindow, Understood } from './types.ts';
import { HOURS_OF_PART, windowsOf } from './windows.ts';

const DAYS_AHEAD = 14;
const PARTS = [MORNING, AFTERNOON, EVENING] as const;
const SEEKS: ReadonlySet<Intent> = new Set<Intent>(['counter', 'availability', 'book', 'reschedule']);

const isPartAlone = (said: SaidTime): boolean =>
  said.part !== undefined && !said.days && !said.clock && !said.hours && said.shift === undefined;

/** Nothing but parts of the day is turned down. */
export const refusesPartsAlone = ({ refused }: Meaning): boolean => refused.length > 0 && refused.every(isPartAlone);

const partsOf = (times: readonly SaidTime[]): ReadonlySet<number | undefined> =>
  new Set(times.filter(isPartAlone).map(({ part }) => part));

function hoursOf({ times, refused }: Meaning): readonly Hours[] {
  const wanted = partsOf(times);
  const unwanted = partsOf(refused);
  const left = PARTS.filter((part) => (wanted.size > 0 ? wanted.has(part) : unwanted.size > 0 && !unwanted.has(part)));
  return left.map((part) => HOURS_OF_PART[part]).filter((hours) => hours !== undefined);
}

/** "Afternoons, rather": of the one day that was offered; of the days from the first one offered on; else of those to come. */
function daysMeant({ prompt }: Understood, { now, zone, prompts }: Reply): TimeWindow {
  const asked = prompts.find(({ code }) => code === prompt);
  const offered = asked?.kind === 'offer' ? asked.options : [];
  const from = offered.length === 0 ? now : Math.min(...offered);
  const days = new Set(offered.map((option) => wallTime(option, zone).day));
  return { from, to: days.size === 1 ? Math.max(...offered) + 1 : from + DAYS_AHEAD * DAY };
}

/** These hours of each day that the windows touch. */
function eachDay(hours: readonly Hours[], windows: readonly TimeWindow[], { now, zone }: Reply): readonly TimeWindow[] {
  const days = windows.flatMap(({ from, to }) => {
    const first = wallTime(from, zone).day;
    const last = Math.min(wallTime(to - 1, zone).day, first + DAYS_AHEAD - 1);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
  const wished = days.flatMap((day) =>
    hours.map((each) => ({ from: instantAt(day, each.from, zone), to: instantAt(day, each.to, zone) - 1 })),
  );
  return wished.filter(({ to }) => to > now);
}

/** Longer than a day: a week, in which a part of the day still says something. */
const isLong = ({ from, to }: TimeWindow): boolean => to - from > DAY + DAY / 8;

export function withWished(verdict: Understood, meaning: Meaning): Understood {
  const wished = wishedBy(verdict, meaning);
  return wished.length > 0 ? { ...verdict, wished } : verdict;
}

function wishedBy(verdict: Understood, meaning: Meaning): readonly TimeWindow[] {
  const { intent, unsure, windows = [] } = verdict;
  const { reply, times } = meaning;
  if (unsure === 'nothing_open' && !meaning.no && !meaning.hedged)
    return times.filter(({ days }) => days).flatMap((said) => windowsOf(said, anchorOf(undefined, reply.zone), reply));
  const hours = hoursOf(meaning);
  if (hours.length === 0 || !SEEKS.has(intent) || !windows.every(isLong)) return [];
  return eachDay(hours, windows.length > 0 ? windows : [daysMeant(verdict, reply)], reply);
}
