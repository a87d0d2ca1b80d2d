/** Random calendars and questions, half of them about the days around a change of clocks. */
import fc from 'fast-check';
import type {
  Commitment,
  CustomHours,
  DatedHours,
  Host,
  Override,
  Schedule,
  ServiceRules,
  SlotQuery,
  TimeOff,
  WallSpan,
  Weekday,
  WeekdayHours,
} from '../../../../src/core/availability/types.ts';
import { dateOfDay } from '../../../../src/core/time/dates.ts';
import { offsetTableOf } from '../../../../src/core/time/offsets.ts';
import { DAY, HOUR, type LocalDate, MINUTE, type Zone } from '../../../../src/core/time/types.ts';
import { member, serviceId, zoneNamed } from './builders.ts';

const FIRST = Date.UTC(2024, 0, 1);
const LAST = Date.UTC(2031, 0, 1);

const zones: readonly Zone[] = [
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Asia/Kathmandu',
  'Africa/Casablanca',
  'Antarctica/Troll',
  'America/Santiago',
  'America/New_York',
  'Europe/London',
  'America/St_Johns',
  'Asia/Beirut',
  'Atlantic/Azores',
  'UTC',
].map(zoneNamed);

const anyZone = fc.constantFrom(...zones);

/** Midnight UTC of a day; every other one lies about a change of clocks in the zone. */
const dayNear = (zone: Zone): fc.Arbitrary<number> => {
  const changes = [...offsetTableOf(zone).starts].filter((change) => change > FIRST && change < LAST);
  const anyDay = fc.integer({ min: FIRST / DAY, max: LAST / DAY - 10 });
  const changeDay = fc
    .tuple(fc.constantFrom(...(changes.length > 0 ? changes : [FIRST + 100 * DAY])), fc.integer({ min: -2, max: 0 }))
    .map(([change, shift]) => Math.floor(change / DAY) + shift);
  return fc.oneof(anyDay, changeDay).map((day) => day * DAY);
};

/** At any time of day, or short and in the small hours, where clocks change. */
const wallSpan: fc.Arbitrary<WallSpan> = fc
  .oneof(
    { weight: 3, arbitrary: fc.tuple(fc.integer({ min: 0, max: 142 }), fc.integer({ min: 1, max: 90 })) },
    { weight: 1, arbitrary: fc.tuple(fc.integer({ min: 0, max: 18 }), fc.integer({ min: 1, max: 9 })) },
  )
  .map(([tens, length]) => ({ from: tens * 10, to: Math.min(1440, (tens + length) * 10) }));

/** Spans of one day that do not overlap; some touch. */
const spansApart = fc.array(wallSpan, { minLength: 1, maxLength: 3 }).map((spans) => {
  const apart: WallSpan[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const from = Math.max(span.from, apart.at(-1)?.to ?? 0);
    if (from < span.to) apart.push({ from, to: span.to });
  }
  return apart;
});

const weekdayHours = (weekday: Weekday): fc.Arbitrary<WeekdayHours> =>
  fc.record({ weekday: fc.constant(weekday), spans: spansApart, breaks: fc.array(wallSpan, { maxLength: 1 }) });

const week = fc
  .tuple(
    ...([1, 2, 3, 4, 5, 6, 7] as const).map((weekday) => fc.option(weekdayHours(weekday), { freq: 6, nil: undefined })),
  )
  .map((days) => days.filter((day) => day !== undefined));

const dateAround = (day: number): fc.Arbitrary<LocalDate> =>
  fc.integer({ min: -1, max: 4 }).map((shift) => dateOfDay(day / DAY + shift));

const datesAround = (day: number): fc.Arbitrary<{ from: LocalDate; to: LocalDate }> =>
  fc.tuple(dateAround(day), dateAround(day)).map(([a, b]) => (a <= b ? { from: a, to: b } : { from: b, to: a }));

/** The general schedule, one for video, and one that names the service: of different scopes, so they may overlap. */
const schedulesAround = (day: number): fc.Arbitrary<Schedule[]> =>
  fc
    .tuple(week, fc.option(week, { freq: 3 }), fc.option(week, { freq: 4 }), fc.option(datesAround(day), { freq: 2 }))
    .map(([general, video, special, dates]) => [
      { id: 'general', name: 'General', location: 'any', week: general },
      ...(video === null ? [] : [{ id: 'video', name: 'Video', location: 'video' as const, week: video }]),
      ...(special === null
        ? []
        : [
            {
              id: 'special',
              name: 'Special',
              location: 'any' as const,
              serviceIds: [serviceId('visit')],
              effectiveFrom: dates?.from,
              effectiveTo: dates?.to,
              week: special,
            },
          ]),
    ]);

const overrideAround = (day: number): fc.Arbitrary<Override> => {
  const off: fc.Arbitrary<TimeOff> = fc
    .record({
      dates: datesAround(day),
      kind: fc.constantFrom('vacation', 'holiday', 'sick_leave', 'conference', 'blocked'),
      hours: fc.option(fc.array(wallSpan, { minLength: 1, maxLength: 2 }), { nil: undefined, freq: 4 }),
    })
    .map(({ dates, kind, hours }) => ({ id: 'off', kind, hours, ...dates }));
  const custom: fc.Arbitrary<CustomHours> = fc
    .record({
      dates: datesAround(day),
      hours: spansApart,
      location: fc.constantFrom('any' as const, 'video' as const, 'in_person' as const, undefined),
    })
    .map(({ dates, hours, location }) => ({ id: 'custom', kind: 'custom_hours', hours, location, ...dates }));
  return fc.oneof(off, custom);
};

const datedAround = (day: number): fc.Arbitrary<DatedHours> =>
  fc.record({ date: dateAround(day), spans: spansApart, blocked: fc.array(wallSpan, { maxLength: 1 }) });

const spanAround = (day: number, grain: number): fc.Arbitrary<{ start: number; end: number }> =>
  fc
    .tuple(fc.integer({ min: -DAY / grain, max: (4 * DAY) / grain }), fc.integer({ min: 0, max: (5 * HOUR) / grain }))
    .map(([start, length]) => ({ start: day + start * grain, end: day + (start + length) * grain }));

const commitmentAround = (day: number): fc.Arbitrary<Commitment> =>
  fc
    .record({
      start: fc.integer({ min: -24 * 12, max: 4 * 24 * 12 }).map((steps) => day + steps * 5 * MINUTE),
      length: fc.integer({ min: 1, max: 90 }),
      before: fc.constantFrom(0, 5, 15),
      after: fc.constantFrom(0, 10),
      kind: fc.constantFrom('hold', 'appointment', 'block'),
      service: fc.constantFrom('visit', 'other'),
    })
    .map(({ start, length, before, after, kind, service }) => ({
      start,
      end: start + length * MINUTE,
      bufferedStart: start - before * MINUTE,
      bufferedEnd: start + (length + after) * MINUTE,
      kind,
      serviceId: serviceId(service),
    }));

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined, freq: 2 });
const fewVisits = fc.integer({ min: 1, max: 4 });

const hostDefaults = fc.record({
  stepMinutes: maybe(fc.constantFrom(10, 20, 30, 45)),
  bufferBeforeMinutes: maybe(fc.constantFrom(0, 10)),
  bufferAfterMinutes: maybe(fc.constantFrom(0, 15)),
  noticeMinutes: maybe(fc.constantFrom(0, 90, 1440)),
  windowDays: maybe(fc.constantFrom(0, 1, 30)),
  maxPerDay: maybe(fewVisits),
  maxPerWeek: maybe(fewVisits),
});

const hostAround = (name: string, zone: Zone, day: number): fc.Arbitrary<Host> =>
  fc.record({
    id: fc.constant(member(name)),
    zone: fc.constant(zone),
    schedules: fc.oneof(
      { weight: 6, arbitrary: schedulesAround(day) },
      { weight: 1, arbitrary: fc.constant('always' as const) },
    ),
    overrides: fc.array(overrideAround(day), { maxLength: 2 }),
    dated: fc.uniqueArray(datedAround(day), { maxLength: 1, selector: ({ date }) => date }),
    busy: fc.array(
      fc
        .tuple(
          fc.oneof(spanAround(day, MINUTE), spanAround(day, 1_000)),
          fc.constantFrom('busy', 'tentative', 'free', 'declined', undefined),
        )
        .map(([span, status]) => ({ ...span, status })),
      { maxLength: 6 },
    ),
    busyDays: fc.array(
      fc
        .tuple(datesAround(day), fc.constantFrom('busy', 'free', undefined))
        .filter(([{ from, to }]) => from < to)
        .map(([{ from, to }, status]) => ({ from, until: to, status })),
      { maxLength: 1 },
    ),
    commitments: fc.array(commitmentAround(day), { maxLength: 5 }),
    defaults: hostDefaults,
  });

const serviceAround = (zone: Zone, day: number): fc.Arbitrary<ServiceRules> =>
  fc.record({
    id: fc.constant(serviceId('visit')),
    zone: fc.constant(zone),
    durations: fc.constantFrom([30], [20, 50], [45], [90]),
    stepMinutes: maybe(fc.constantFrom(5, 15, 25, 30, 60)),
    bufferBeforeMinutes: maybe(fc.constantFrom(0, 5, 30)),
    bufferAfterMinutes: maybe(fc.constantFrom(0, 20)),
    noticeMinutes: maybe(fc.constantFrom(0, 60, 600)),
    windowDays: maybe(fc.constantFrom(1, 2, 60)),
    maxPerDay: maybe(fewVisits),
    maxPerWeek: maybe(fewVisits),
    maxPerDayPerHost: maybe(fewVisits),
    maxPerWeekPerHost: maybe(fewVisits),
    locations: fc.constantFrom(['video'], ['video', 'in_person']),
    commitments: fc.array(commitmentAround(day), { maxLength: 3 }),
  });

/** A question with a range that begins and ends at any minute. */
export const questionFor = (
  mostMinutes: number,
  names: readonly string[],
): fc.Arbitrary<{ asked: Omit<SlotQuery, 'shape'>; hosts: Host[] }> =>
  fc.tuple(anyZone, anyZone).chain(([zone, other]) =>
    dayNear(zone).chain((day) =>
      fc
        .record({
          now: fc.integer({ min: -3 * 1440, max: 1440 }).map((minutes) => day + minutes * MINUTE),
          from: fc.integer({ min: 0, max: 1440 }).map((minutes) => day + minutes * MINUTE),
          minutes: fc.integer({ min: 1, max: mostMinutes }),
          service: serviceAround(other, day),
          hosts: fc.tuple(...names.map((name, index) => hostAround(name, index % 2 === 0 ? zone : other, day))),
          second: fc.boolean(),
        })
        .map(({ now, from, minutes, service, hosts, second }) => ({
          asked: {
            now,
            from,
            to: from + minutes * MINUTE,
            zone,
            service,
            durationMinutes: second ? service.durations.at(-1) : undefined,
          },
          hosts,
        })),
    ),
  );
