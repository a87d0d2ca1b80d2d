import { systemChance } from '../../src/chance.ts';
import { systemClock } from '../../src/clock.ts';
import type { Service, ServiceShape } from '../../src/core/appointments/services.ts';
import { createCalendars } from '../../src/core/calendars/service.ts';
import type { Actor } from '../../src/core/events.ts';
import type { MemberId, OrganisationId, ResourceId, ServiceId } from '../../src/core/ids.ts';
import { DAY, HOUR, type Instant, type Span, type Zone } from '../../src/core/time/types.ts';
import { createIds } from '../../src/ids.ts';
import { createScheduling } from '../../src/scheduling.ts';
import { openStore } from '../../src/store/store.ts';

// The clinic every process of the test works at: always open, few people, and three days around the edge of a week.

const utc = 'UTC' as Zone;
export const organisationId = 'org_faults' as OrganisationId;
export const hosts = ['mem_a', 'mem_b', 'mem_c', 'mem_d', 'mem_e', 'mem_f'] as MemberId[];
const rooms = ['res_one'] as ResourceId[];
export const actor: Actor = { kind: 'system', channel: 'system' };

export interface KnownService {
  readonly id: ServiceId;
  readonly minutes: number;
  readonly shape: ServiceShape;
  readonly needsRoom?: true;
  readonly needsApproval?: true;
  readonly seats?: number;
  /** Over all hosts. */
  readonly mostPerDay?: number;
}

const pool = (from: number, to: number) => ({ kind: 'round_robin', hosts: hosts.slice(from, to) }) as const;

export const services: readonly KnownService[] = [
  { id: 'svc_single' as ServiceId, minutes: 30, shape: pool(0, 6) },
  { id: 'svc_together' as ServiceId, minutes: 30, shape: { kind: 'collective', hosts: hosts.slice(0, 3) } },
  { id: 'svc_room' as ServiceId, minutes: 30, shape: pool(2, 5), needsRoom: true },
  { id: 'svc_asked' as ServiceId, minutes: 30, shape: pool(0, 6), needsApproval: true },
  { id: 'svc_long' as ServiceId, minutes: 120, shape: pool(1, 4) },
  { id: 'svc_few' as ServiceId, minutes: 30, shape: pool(0, 6), mostPerDay: 5 },
  {
    id: 'svc_panel' as ServiceId,
    minutes: 30,
    shape: {
      kind: 'panel',
      benches: [
        { need: 1, hosts: hosts.slice(0, 3) },
        { need: 1, hosts: hosts.slice(3, 6) },
      ],
    },
  },
  {
    id: 'svc_handover' as ServiceId,
    minutes: 30,
    shape: {
      kind: 'sequence',
      hosts: hosts.slice(0, 2),
      steps: [
        {
          serviceId: 'svc_room' as ServiceId,
          hosts: hosts.slice(2, 5),
          durationMinutes: 30,
          gapMinMinutes: 0,
          gapMaxMinutes: 60,
        },
      ],
    },
  },
  { id: 'svc_course' as ServiceId, minutes: 60, shape: { kind: 'group', hosts: hosts.slice(5, 6) }, seats: 3 },
];

/** Saturday noon to Tuesday noon: the ISO week turns in the middle. */
export const spanOfVisits = (now: Instant): Span => {
  const monday = Math.floor((now + 14 * DAY + 3 * DAY) / (7 * DAY)) * 7 * DAY - 3 * DAY;
  return { start: monday - 36 * HOUR, end: monday + 36 * HOUR };
};

/** The machine's clock, and what the test put it forward. */
function createShiftedClock() {
  let shift = 0;
  return {
    now: () => systemClock.now() + shift,
    shiftTo: (milliseconds: number) => {
      shift = milliseconds;
    },
  };
}

export async function joinClinic(uri: string) {
  const clock = createShiftedClock();
  const ids = createIds(clock);
  const keys = { current: { id: 'faults', bytes: new Uint8Array(32) }, previous: [] };
  const store = await openStore({ uri, clock, machineClock: systemClock, ids, keys, holder: `faults:${process.pid}` });
  const scheduling = createScheduling({ store, clock, ids, chance: systemChance });
  return { clock, ids, store, scheduling };
}

export type Clinic = Awaited<ReturnType<typeof joinClinic>>;

const serviceOf = ({ id, minutes, shape, needsRoom, needsApproval, seats, mostPerDay }: KnownService): Service => ({
  id,
  organisationId,
  version: 1,
  name: id,
  isOffered: true,
  rules: {
    zone: utc,
    durations: [minutes],
    stepMinutes: 30,
    locations: ['phone'],
    needsApproval,
    seats,
    maxPerDay: mostPerDay,
  },
  shape,
  rooms: needsRoom ? [{ need: 'one', resources: rooms }] : [],
  limits: { rescheduleUntilMinutes: 0, mostReschedules: 1_000, cancelUntilMinutes: 0 },
});

export async function foundClinic({ store, ids, clock }: Clinic): Promise<void> {
  const calendars = createCalendars({ shelf: store.calendars, ids, clock });
  for (const id of hosts)
    await calendars.add({ id, organisationId, owner: 'host', name: id, zone: utc, schedules: 'always' }, actor);
  for (const id of rooms)
    await calendars.add({ id, organisationId, owner: 'room', name: id, zone: utc, schedules: 'always' }, actor);
  for (const service of services) await store.services.write(serviceOf(service));
}
