/** How long the slot engine takes beside a straight sweep, and how that grows with hosts and with busy time. */
import { createHash } from 'node:crypto';
import { listSlots } from '../src/core/availability/engine.ts';
import type { Host, ServiceRules, Shape, Slot, SlotQuery } from '../src/core/availability/types.ts';
import type { MemberId, ServiceId } from '../src/core/ids.ts';
import { DAY, type Span } from '../src/core/time/types.ts';
import { zoneAt } from '../src/core/time/zones.ts';
import { median } from './figures.ts';
import { sweepCold } from './floor.ts';
import {
  CASES,
  CLOSES,
  EXPECTED,
  FROM,
  hostsFrom,
  OPENS,
  type SlotCase,
  STEP_MINUTES,
  TO,
  VISIT_MINUTES,
  WORKDAYS,
  ZONE,
} from './workload.ts';

interface CaseFigures {
  readonly ms: number;
  readonly floor_ms: number;
  readonly ratio: number;
  readonly slots: number;
  readonly digest: string;
}

interface SlotFigures {
  readonly cases: Readonly<Record<string, CaseFigures>>;
  readonly hosts: Readonly<Record<string, number>>;
  readonly busy: Readonly<Record<string, number>>;
}

const WARM_ROUNDS = 60;
const ROUNDS = 61;
/** Each round of a case lasts about this long, so that the clock's grain does not show. */
const ROUND_MS = 4;

const zone = zoneAt('/zone', ZONE);

/** Every rule is in force; buffers of nothing and no limits let the answer be that of the sweep. */
const service: ServiceRules = {
  // Ids are branded for the compiler only; these come from no store.
  id: 'svc_visit' as ServiceId,
  zone,
  durations: [VISIT_MINUTES],
  stepMinutes: STEP_MINUTES,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  noticeMinutes: 60,
  windowDays: 365,
  locations: ['in_person', 'video', 'phone'],
};

function hostWith(busy: readonly Span[], index: number): Host {
  return {
    id: `mem_${index}` as MemberId,
    zone,
    schedules: [
      {
        id: `weekly_${index}`,
        name: 'Weekly hours',
        location: 'any',
        week: WORKDAYS.map((weekday) => ({ weekday, spans: [{ from: OPENS, to: CLOSES }] })),
      },
    ],
    overrides: [],
    commitments: [],
    busy,
    defaults: { stepMinutes: 30, noticeMinutes: 120 },
  };
}

function shapeOf({ mode, busy }: SlotCase): Shape {
  const hosts = busy.map(hostWith);
  const [host] = hosts;
  if (mode === 'single' && host !== undefined) return { kind: 'one', host };
  return { kind: mode === 'collective' ? 'collective' : 'round_robin', hosts };
}

export const queryOf = (slotCase: SlotCase): SlotQuery => ({
  now: FROM - 30 * DAY,
  from: FROM,
  to: TO,
  zone,
  service,
  shape: shapeOf(slotCase),
});

export const digestOf = (slots: readonly Slot[]): string =>
  createHash('sha256')
    .update(slots.map(({ start }) => start).join(','))
    .digest('hex')
    .slice(0, 16);

/** Times several ways of doing the same, a round of each in turn; per way, the milliseconds of every round. */
function timeInTurn(ways: readonly (() => unknown)[]): number[][] {
  const repeats = ways.map((way) => {
    for (let round = 0; round < WARM_ROUNDS; round++) way();
    const before = performance.now();
    way();
    return Math.max(1, Math.round(ROUND_MS / Math.max(0.001, performance.now() - before)));
  });
  const times = ways.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++)
    for (const [index, way] of ways.entries()) {
      const count = repeats[index] ?? 1;
      const before = performance.now();
      for (let run = 0; run < count; run++) way();
      times[index]?.push((performance.now() - before) / count);
    }
  return times;
}

const round = (value: number): number => Number(value.toPrecision(4));

function measureCase(name: keyof typeof CASES): CaseFigures {
  const slotCase = CASES[name];
  const query = queryOf(slotCase);
  const slots = listSlots(query);
  const digest = digestOf(slots);
  const floor = sweepCold(slotCase);
  if (slots.length !== EXPECTED[name].slots || digest !== EXPECTED[name].digest)
    throw new Error(`case ${name}: the engine gives ${slots.length} slots with digest ${digest}`);
  if (slots.some(({ start }, index) => floor[index] !== start) || floor.length !== slots.length)
    throw new Error(`case ${name}: the sweep and the engine differ`);
  const [times = [], floorTimes = []] = timeInTurn([() => listSlots(query), () => sweepCold(slotCase)]);
  // Neighbouring rounds share what else the machine was doing, so the ratio is taken within each.
  const ratio = median(times.map((ms, index) => ms / (floorTimes[index] ?? ms)));
  return {
    ms: round(median(times)),
    floor_ms: round(median(floorTimes)),
    ratio: round(ratio),
    slots: slots.length,
    digest,
  };
}

function measureGrowth(sizes: readonly number[], caseOf: (size: number) => SlotCase): Record<string, number> {
  const times = timeInTurn(
    sizes.map((size) => {
      const query = queryOf(caseOf(size));
      return () => listSlots(query);
    }),
  );
  return Object.fromEntries(sizes.map((size, index) => [String(size), round(median(times[index] ?? []))]));
}

export async function run(): Promise<SlotFigures> {
  const names = Object.keys(CASES) as (keyof typeof CASES)[]; // the keys of a literal are its names
  return {
    cases: Object.fromEntries(names.map((name) => [name, measureCase(name)])),
    hosts: measureGrowth([1, 10, 100, 1000], (hosts) => ({ mode: 'roundrobin', busy: hostsFrom(4000, hosts, 200) })),
    busy: measureGrowth([10, 100, 1000, 10_000], (busy) => ({ mode: 'single', busy: hostsFrom(1001, 1, busy) })),
  };
}
