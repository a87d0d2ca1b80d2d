/** How schedules, overrides, services and slots look in JSON. Wall times are `09:30`, days `2026-03-03`, instants ISO in UTC. */
import { z } from 'zod';
import { standardServiceKeys } from '../../core/appointments/services.ts';
import { commaList, flag, id, instant, localDate, oneLine, wallTime, zone } from '../forms.ts';

const MOST_SPANS = 48;
const MOST_HOSTS = 200;
const YEAR_OF_MINUTES = 525_600;

const minutes = (most: number) => z.int('must be whole minutes').min(0, 'must not be negative').max(most);
const count = z.int().min(1, 'must be at least 1; leave it out for no limit').max(1_000);

export const memberId = id<'member'>('mem');
export const serviceId = id<'service'>('svc');
export const resourceId = id<'resource'>('res');
export const calendarId = id<'member' | 'resource'>('mem');

export const locationType = z.enum(['in_person', 'video', 'phone']);
export const locationScope = z.enum(['in_person', 'video', 'phone', 'any']);
export const wallSpan = z.strictObject({ from: wallTime, to: wallTime });
const wallSpans = z.array(wallSpan).max(MOST_SPANS);

export const weekday = z.union([1, 2, 3, 4, 5, 6, 7].map((day) => z.literal(day as 1 | 2 | 3 | 4 | 5 | 6 | 7))).meta({
  override: { type: 'integer', minimum: 1, maximum: 7, description: 'Monday is 1, Sunday is 7' },
});

export const schedule = z
  .strictObject({
    id: z.string().min(1).max(60),
    name: oneLine(120),
    location: locationScope,
    serviceIds: z.array(serviceId).max(200).optional(),
    effectiveFrom: localDate.optional(),
    effectiveTo: localDate.optional(),
    week: z.array(z.strictObject({ weekday, spans: wallSpans, breaks: wallSpans.optional() })).max(7),
  })
  .meta({ id: 'Schedule', description: 'Named weekly hours in the wall time of the calendar' });

const limits = { maxPerDay: count.optional(), maxPerWeek: count.optional() };
const spacing = {
  stepMinutes: z.int().min(1).max(1_440).optional(),
  bufferBeforeMinutes: minutes(1_440).optional(),
  bufferAfterMinutes: minutes(1_440).optional(),
  noticeMinutes: minutes(YEAR_OF_MINUTES).optional(),
  windowDays: z.int().min(0).max(730).optional(),
};

export const hostDefaults = z
  .strictObject({ ...spacing, ...limits })
  .meta({ id: 'HostDefaults', description: 'Used where a service says nothing' });

const overrideDays = { from: localDate, to: localDate, reason: z.string().max(300).optional() };
const timeOffKind = z.enum(['vacation', 'holiday', 'sick_leave', 'conference', 'blocked']);

export const overrideTerms = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: timeOffKind, ...overrideDays, hours: wallSpans.optional() }),
    z.strictObject({
      kind: z.literal('custom_hours'),
      ...overrideDays,
      hours: wallSpans,
      location: locationScope.optional(),
    }),
  ])
  .meta({ id: 'Override', description: 'A dated exception; both days are included' });

const rules = z.strictObject({
  zone,
  durations: z.array(z.int().min(1).max(1_440)).min(1).max(12),
  ...spacing,
  ...limits,
  maxPerDayPerHost: count.optional(),
  maxPerWeekPerHost: count.optional(),
  locations: z.array(locationType).min(1).max(3),
  seats: z.int().min(1).max(1_000).optional(),
  maxGuests: z.int().min(0).max(100).optional(),
  needsApproval: z.boolean().optional(),
});

const hosts = z.array(memberId).min(1).max(MOST_HOSTS);
const step = z.strictObject({
  serviceId,
  hosts,
  durationMinutes: z.int().min(1).max(1_440).optional(),
  gapMinMinutes: minutes(43_200),
  gapMaxMinutes: minutes(43_200),
  optional: z.boolean().optional(),
});

const shape = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('one_on_one'), hosts }),
  z.strictObject({ kind: z.literal('group'), hosts }),
  z.strictObject({ kind: z.literal('collective'), hosts }),
  z
    .strictObject({
      kind: z.literal('round_robin'),
      hosts: z
        .array(memberId)
        .max(MOST_HOSTS)
        .default([])
        .meta({ description: 'Those of the pool, where one is named' }),
      poolId: id<'pool'>('pol').optional(),
    })
    .refine(({ hosts, poolId }) => hosts.length > 0 || poolId !== undefined, {
      path: ['hosts'],
      message: 'is empty; name at least one host, or a pool',
    }),
  z.strictObject({
    kind: z.literal('panel'),
    benches: z
      .array(z.strictObject({ need: z.int().min(1), hosts }))
      .min(1)
      .max(10),
  }),
  z.strictObject({ kind: z.literal('sequence'), hosts, steps: z.array(step).min(1).max(6) }),
  z.strictObject({ kind: z.literal('multi_day'), hosts, dayOffsets: z.array(z.int().min(0).max(60)).min(1).max(31) }),
]);

export const serviceTerms = z.strictObject({
  name: oneLine(120),
  isOffered: z.boolean().default(true),
  rules,
  shape,
  rooms: z
    .array(
      z.strictObject({
        need: z.enum(['one', 'all']),
        resources: z.array(resourceId).min(1).max(100),
        locations: z.array(locationType).max(3).optional(),
      }),
    )
    .max(10)
    .default([]),
  limits: z
    .strictObject({
      rescheduleUntilMinutes: minutes(43_200),
      mostReschedules: z.int().min(0).max(100),
      cancelUntilMinutes: minutes(43_200),
    })
    .default({ rescheduleUntilMinutes: 0, mostReschedules: 10, cancelUntilMinutes: 0 }),
  intake: z
    .array(
      z.strictObject({
        name: z.string().regex(/^\w{1,40}$/, 'must be up to 40 letters, digits or underscores'),
        label: z.string().min(1).max(200),
        answers: z.array(z.string().min(1).max(80)).max(9).default([]),
        required: z.boolean().default(true),
      }),
    )
    .max(10)
    .optional()
    .meta({ description: 'Questions asked before it is booked in a conversation' }),
  acceptsWishes: z
    .boolean()
    .optional()
    .meta({ description: 'A free time that a contact wishes for is booked without asking a member' }),
});

export const service = serviceTerms
  .extend({ id: serviceId, version: z.int(), standard: z.enum(standardServiceKeys).optional() })
  .meta({ id: 'MeetingType', description: 'Something people can book: how long, with whom, where, under which rules' });

const slotSpan = { start: instant, end: instant };

export const slot = z
  .object({
    ...slotSpan,
    locations: z.array(locationType),
    hosts: z.array(memberId),
    resources: z.array(z.array(resourceId)),
    doubled: z.enum(['first', 'second']).optional(),
    seatsLeft: z.int().optional(),
    visits: z
      .array(z.object({ ...slotSpan, serviceId, hosts: z.array(memberId), resources: z.array(z.array(resourceId)) }))
      .optional(),
  })
  .meta({ id: 'Slot' });

export const slotQuery = z.strictObject({
  meetingType: serviceId,
  from: instant,
  to: instant,
  zone,
  duration: z
    .string()
    .regex(/^\d{1,4}$/, 'must be whole minutes')
    .transform(Number)
    .optional()
    .meta({ override: { type: 'integer', description: 'Minutes; one of the durations offered' } }),
  location: locationType.optional(),
  guests: z
    .string()
    .regex(/^\d{1,3}$/, 'must be a whole number')
    .transform(Number)
    .optional()
    .meta({ override: { type: 'integer', minimum: 0 } }),
  hosts: commaList(memberId, 'Ids of hosts, parted by commas').optional(),
  explain: flag.optional().meta({ description: 'Says for every empty day why it is empty' }),
});
