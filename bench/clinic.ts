import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemChance } from '../src/chance.ts';
import { systemClock } from '../src/clock.ts';
import type { ServiceShape } from '../src/core/appointments/services.ts';
import type { Weekday } from '../src/core/availability/types.ts';
import { createCalendars } from '../src/core/calendars/service.ts';
import type { ContactId, MemberId, ServiceId } from '../src/core/ids.ts';
import { DAY, HOUR, type Instant, MINUTE, type Zone } from '../src/core/time/types.ts';
import { createIds } from '../src/ids.ts';
import { createScheduling } from '../src/scheduling.ts';
import { openEmbeddedStore } from '../src/store/embedded/embedded.ts';
import { openStore } from '../src/store/store.ts';

// Bookings as a person makes them: service and hours are read, the slot engine decides on the ledger as it stands, the
// time is held, the appointment is written with its event, the hold is made firm. Counted when acknowledged, which is
// when all of it is on disk.

const WARM_UP_MS = 1_000;
const MEASURE_MS = 5_000;
const SLOTS_PER_DAY = 16;

const utc = 'UTC' as Zone;
const weekdays: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];
const actor = { kind: 'system', channel: 'system' } as const;

export interface Wanted {
  readonly serviceId: ServiceId;
  readonly slot: number;
  /** Absent: whoever's turn it is. */
  readonly host?: MemberId;
}

export interface Pace {
  readonly perSecond: number;
  readonly p99: number;
}

async function foundClinic(uri: string, staff: number) {
  const ids = createIds(systemClock);
  const keys = { current: { id: 'bench', bytes: new Uint8Array(32) }, previous: [] };
  const clock = systemClock;
  const store = await openStore({ uri, clock, machineClock: clock, ids, keys, holder: 'bench' });
  const created = await store.organisations.create({ slug: 'bench', name: 'Bench', zone: utc, language: 'en' }, actor);
  if (!created.ok) throw new Error(created.reason);
  const organisationId = created.value.id;
  const hosts = Array.from({ length: staff }, () => ids.next('member'));
  const schedules = [
    {
      id: 'hours',
      name: 'Hours',
      location: 'any',
      week: weekdays.map((weekday) => ({ weekday, spans: [{ from: 540, to: 1020 }] })),
    },
  ] as const;
  const calendars = createCalendars({ shelf: store.calendars, ids, clock });
  for (const id of hosts)
    await calendars.add({ id, organisationId, owner: 'host', name: id, zone: utc, schedules }, actor);
  const { appointments } = createScheduling({ store, clock, ids, chance: systemChance });
  const firstDay = Math.ceil(clock.now() / DAY) * DAY + DAY;
  const startOf = (slot: number): Instant =>
    firstDay + Math.floor(slot / SLOTS_PER_DAY) * DAY + 9 * HOUR + (slot % SLOTS_PER_DAY) * 30 * MINUTE;

  return {
    hosts,
    async offer(shape: ServiceShape): Promise<ServiceId> {
      const id = ids.next('service');
      await store.services.write({
        ...{ id, organisationId, version: 1, name: 'Visit', isOffered: true, shape, rooms: [] },
        rules: { zone: utc, durations: [30], locations: ['phone'] },
        limits: { rescheduleUntilMinutes: 0, mostReschedules: 1, cancelUntilMinutes: 0 },
      });
      return id;
    },
    async book({ serviceId, slot, host }: Wanted): Promise<void> {
      const booked = await appointments.book({
        ...{ organisationId, serviceId, start: startOf(slot), guests: [], actor },
        hosts: host === undefined ? undefined : [host],
        location: { type: 'phone', caller: 'host' },
        contactId: ids.next('contact') satisfies ContactId,
      });
      if (!booked.ok) throw new Error(`a free slot was refused: ${JSON.stringify(booked)}`);
    },
    close: store.close,
  };
}

export type Clinic = Awaited<ReturnType<typeof foundClinic>>;

/** A clinic on a fresh embedded store, for as long as it is measured. */
export async function atClinic<Found>(staff: number, measureIt: (clinic: Clinic) => Promise<Found>): Promise<Found> {
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-bench-'));
  const embedded = await openEmbeddedStore({ dataDir });
  const clinic = await foundClinic(embedded.uri, staff);
  try {
    return await measureIt(clinic);
  } finally {
    await clinic.close();
    await embedded.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Each client books one free slot after another; `next` says which. */
export async function measure({ book }: Clinic, clients: number, next: (client: number) => Wanted): Promise<Pace> {
  const waits: number[] = [];
  const begun = performance.now();
  const from = begun + WARM_UP_MS;
  const to = from + MEASURE_MS;
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      while (performance.now() < to) {
        const wanted = next(client);
        const asked = performance.now();
        await book(wanted);
        const answered = performance.now();
        if (answered >= from && answered < to) waits.push(answered - asked);
      }
    }),
  );
  const sorted = waits.toSorted((a, b) => a - b);
  return {
    perSecond: (waits.length * 1_000) / MEASURE_MS,
    p99: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
  };
}

export function hostAt({ hosts }: Clinic, index: number): MemberId {
  const host = hosts[index];
  if (host === undefined) throw new Error(`there is no host ${index}`);
  return host;
}
