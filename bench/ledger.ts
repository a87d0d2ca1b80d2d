import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemChance } from '../src/chance.ts';
import { systemClock } from '../src/clock.ts';
import type { Weekday } from '../src/core/availability/types.ts';
import { createCalendars } from '../src/core/calendars/service.ts';
import type { ContactId, MemberId } from '../src/core/ids.ts';
import { DAY, HOUR, type Instant, MINUTE, type Zone } from '../src/core/time/types.ts';
import { createIds } from '../src/ids.ts';
import { createScheduling } from '../src/scheduling.ts';
import { openEmbeddedStore } from '../src/store/embedded/embedded.ts';
import { openStore } from '../src/store/store.ts';

// Bookings as a person makes them: service and hours are read, the slot engine decides on the ledger as it stands, the
// time is held, the appointment is written with its event, the hold is made firm. Counted when acknowledged, which is
// when all of it is on disk.

const CLIENTS = 64;
const WARM_UP_MS = 1_000;
const MEASURE_MS = 5_000;
const SLOTS_PER_DAY = 16;

const utc = 'UTC' as Zone;
const weekdays: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];
const actor = { kind: 'system', channel: 'system' } as const;

async function openClinic(uri: string) {
  const ids = createIds(systemClock);
  const keys = { current: { id: 'bench', bytes: new Uint8Array(32) }, previous: [] };
  const clock = systemClock;
  const store = await openStore({ uri, clock, machineClock: clock, ids, keys, holder: 'bench' });
  const created = await store.organisations.create(
    { slug: `bench-${clock.now()}`, name: 'Bench', zone: utc, language: 'en' },
    actor,
  );
  if (!created.ok) throw new Error(created.reason);
  const organisationId = created.value.id;
  const hosts = Array.from({ length: CLIENTS + 2 }, () => ids.next('member'));
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
  const serviceId = ids.next('service');
  await store.services.write({
    id: serviceId,
    organisationId,
    version: 1,
    name: 'Visit',
    isOffered: true,
    rules: { zone: utc, durations: [30], locations: ['phone'] },
    // Everybody asks for a host by name; whose turn it is in a pool is counted elsewhere (src/core/teams).
    shape: { kind: 'one_on_one', hosts },
    rooms: [],
    limits: { rescheduleUntilMinutes: 0, mostReschedules: 1, cancelUntilMinutes: 0 },
  });
  const scheduling = createScheduling({ store, clock, ids, chance: systemChance });
  const firstDay = Math.ceil(clock.now() / DAY) * DAY + DAY;
  const startOf = (slot: number): Instant =>
    firstDay + Math.floor(slot / SLOTS_PER_DAY) * DAY + 9 * HOUR + (slot % SLOTS_PER_DAY) * 30 * MINUTE;

  async function book(host: MemberId, slot: number): Promise<void> {
    const booked = await scheduling.appointments.book({
      organisationId,
      serviceId,
      start: startOf(slot),
      hosts: [host],
      location: { type: 'phone', caller: 'host' },
      guests: [],
      contactId: ids.next('contact') satisfies ContactId,
      actor,
    });
    if (!booked.ok) throw new Error(`a free slot was refused: ${JSON.stringify(booked)}`);
  }
  return { hosts, book, close: store.close };
}

type Clinic = Awaited<ReturnType<typeof openClinic>>;

/** Each client books one free slot after another; `next` says which. */
async function measure(
  { book }: Clinic,
  clients: number,
  next: (client: number) => { readonly host: MemberId; readonly slot: number },
): Promise<{ readonly perSecond: number; readonly p99: number }> {
  const waits: number[] = [];
  const begun = performance.now();
  const from = begun + WARM_UP_MS;
  const to = from + MEASURE_MS;
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      while (performance.now() < to) {
        const { host, slot } = next(client);
        const asked = performance.now();
        await book(host, slot);
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

const hostAt = ({ hosts }: Clinic, index: number): MemberId => {
  const host = hosts[index];
  if (host === undefined) throw new Error(`there is no host ${index}`);
  return host;
};

export async function run() {
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-ledger-'));
  const embedded = await openEmbeddedStore({ dataDir });
  const clinic = await openClinic(embedded.uri);
  try {
    let alone = 0;
    const one = await measure(clinic, 1, () => ({ host: hostAt(clinic, CLIENTS), slot: alone++ }));
    const slots = new Array<number>(CLIENTS).fill(0);
    const spread = await measure(clinic, CLIENTS, (client) => {
      const slot = slots[client] ?? 0;
      slots[client] = slot + 1;
      return { host: hostAt(clinic, client), slot };
    });
    let shared = 0;
    const hot = await measure(clinic, CLIENTS, () => ({ host: hostAt(clinic, CLIENTS + 1), slot: shared++ }));
    return {
      book_per_s_1: Math.round(one.perSecond),
      book_per_s_64_spread: Math.round(spread.perSecond),
      book_per_s_64_one_host: Math.round(hot.perSecond),
      book_p99_ms: Math.round(Math.max(spread.p99, hot.p99)),
    };
  } finally {
    await clinic.close();
    await embedded.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
