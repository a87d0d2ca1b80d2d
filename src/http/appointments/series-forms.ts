/** How series and programmes look in JSON; occurrences are told on the wall of their zone and as instants. */
import { z } from 'zod';
import { type Series, seriesStatuses } from '../../core/series/types.ts';
import { id, instant, localDate, oneLine, wallTime, write, zone } from '../forms.ts';
import { memberId, serviceId, slot, weekday } from '../scheduling/forms.ts';
import {
  actor,
  appointmentId,
  contactId,
  durationMinutes,
  guests,
  hostsWished,
  location,
  reason,
  seriesId,
} from './forms.ts';

export const programmeId = id<'programme'>('prg');
export const seriesStatus = z.enum(seriesStatuses);
const policy = z.enum(['reject', 'skip', 'nearest']).meta({
  description:
    'About an occurrence whose time cannot be had: nothing is made, it is left out, or the nearest free time',
});

const WALL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;
const wallMeta = { override: { type: 'string', pattern: WALL.source, examples: ['2026-03-03T15:00'] } } as const;

/** What the clock on the wall shows: without an offset, for the zone is told beside it. */
const wallDateTime = z
  .codec(z.string().regex(WALL, 'must be a wall time such as 2026-03-03T15:00'), z.number().meta(wallMeta), {
    decode: (text, context) => {
      const wall = Date.parse(`${text}Z`);
      if (!Number.isNaN(wall)) return wall;
      context.issues.push({ code: 'custom', message: 'is no day and time of the calendar', input: text });
      return z.NEVER;
    },
    encode: (wall) => new Date(wall).toISOString().slice(0, 16),
  })
  .meta(wallMeta);

const every = z.int().min(1, 'must be at least 1').max(366);

const pattern = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('daily'), every }),
    z.strictObject({ kind: z.literal('weekly'), every, weekdays: z.array(weekday).min(1).max(7) }),
    z.strictObject({
      kind: z.literal('monthly_by_day'),
      every,
      day: z.union([z.literal(-1), z.int().min(1).max(31)]).meta({ description: '-1 is the last of the month' }),
    }),
    z.strictObject({
      kind: z.literal('monthly_by_weekday'),
      every,
      position: z.union([z.literal(-1), z.int().min(1).max(5)]).meta({ description: '-1 is the last such weekday' }),
      weekday,
    }),
    z.strictObject({ kind: z.literal('custom'), rule: z.string().min(1).max(500) }),
  ])
  .meta({ id: 'SeriesPattern', description: '`custom` takes the value of an RRULE property (RFC 5545)' });

const end = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('count'), count: z.int().min(1).max(100_000) }),
    z.strictObject({ kind: z.literal('date'), date: localDate }),
    z.strictObject({ kind: z.literal('open') }),
  ])
  .meta({ id: 'SeriesEnd', description: '`date` is the last day, included; `open` is made six months ahead' });

const planFields = {
  meetingType: serviceId,
  contact: contactId,
  hosts: hostsWished.optional(),
  durationMinutes: durationMinutes.optional(),
  location,
  guests: guests.default([]),
  pattern,
  end,
  zone,
  start: wallDateTime.meta({ description: 'The first day and the time of day, on the wall of the zone' }),
  policy,
  programme: programmeId
    .optional()
    .meta({ description: 'Its sessions say how many there are and what they are called' }),
};

export const plan = z.strictObject({ ...planFields, policy: policy.default('reject') }).meta({ id: 'SeriesPlan' });

export const seriesChange = {
  scope: z.enum(['this', 'following', 'all']),
  index: z.int().min(0).max(100_000).default(0).meta({ description: 'The occurrence in hand; counts from 0' }),
};

export const seriesMove = z
  .strictObject({
    ...seriesChange,
    time: wallTime.optional().meta({ description: 'Another time of day' }),
    days: z.int().min(-366).max(366).default(0).meta({ description: 'So many days later, or earlier' }),
    policy: policy.default('reject'),
    reason: reason.optional(),
  })
  .meta({ id: 'SeriesMove' });

const occurrence = z.object({
  index: z.int(),
  wall: wallDateTime,
  start: instant,
  appointment: appointmentId,
  state: z.enum(['planned', 'made', 'skipped', 'moving', 'cancelling', 'cancelled']),
  because: z.string().optional().meta({ description: 'Why it was skipped, or left where it was' }),
});

export const series = z
  .object({
    id: seriesId,
    version: z.int(),
    status: seriesStatus,
    ...planFields,
    hosts: z.array(memberId).optional(),
    occurrences: z.array(occurrence),
    createdBy: actor,
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Series' });

export const seriesPreview = z
  .object({
    occurrences: z.array(
      z.object({
        index: z.int(),
        wall: wallDateTime,
        start: instant,
        conflict: z
          .object({
            because: z.string(),
            sentence: z.string(),
            nearest: slot.optional().meta({ description: 'What the policy `nearest` would take' }),
          })
          .optional()
          .meta({ description: 'Absent: it can be had' }),
      }),
    ),
    conflicts: z.int(),
  })
  .meta({ id: 'SeriesPreview' });

export const seriesChanged = z
  .object({ series, changed: z.array(occurrence), left: z.array(occurrence) })
  .meta({ id: 'SeriesChanged', description: 'What became of the occurrences the change reached' });

export const seriesProgress = z
  .object({
    total: z.int(),
    completed: z.int(),
    missed: z.int(),
    upcoming: z.int(),
    open: z.array(z.int()).meta({ description: 'Sessions neither completed nor planned, by their index' }),
    next: instant.optional(),
    isComplete: z.boolean(),
  })
  .meta({ id: 'SeriesProgress' });

export const programmeTerms = z.strictObject({
  name: oneLine(120),
  meetingType: serviceId,
  sessions: z
    .array(
      z.strictObject({
        title: oneLine(200),
        notes: z.string().max(5_000).optional(),
        materials: z
          .array(z.strictObject({ title: z.string().min(1).max(200), url: z.url({ protocol: /^https?$/ }).max(2_000) }))
          .max(50)
          .default([]),
      }),
    )
    .min(1)
    .max(100),
  gapDays: z.int().min(1).max(366),
});

export const programme = z
  .object({ ...programmeTerms.shape, id: programmeId, version: z.int() })
  .meta({ id: 'Programme', description: 'A template of several sessions' });

const occurrenceBody = ({ appointmentId: appointment, ...rest }: Series['occurrences'][number]) => ({
  ...rest,
  appointment,
});

const seriesFields = ({ booking, programmeId: follows, occurrences, ...rest }: Series) => ({
  ...rest,
  ...booking,
  meetingType: booking.serviceId,
  contact: booking.contactId,
  programme: follows,
  occurrences: occurrences.map(occurrenceBody),
});

export const seriesBody = (one: Series) => write(series, seriesFields(one));

/** They are changed in whatever order keeps them out of each other's way, and told in their own. */
const inPlace = (occurrences: Series['occurrences']) => occurrences.toSorted((a, b) => a.index - b.index);

export const seriesChangedBody = (made: {
  readonly series: Series;
  readonly changed: Series['occurrences'];
  readonly left: Series['occurrences'];
}) =>
  write(seriesChanged, {
    series: seriesFields(made.series),
    changed: inPlace(made.changed).map(occurrenceBody),
    left: inPlace(made.left).map(occurrenceBody),
  });
