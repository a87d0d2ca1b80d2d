import { systemChance } from '../../src/chance.ts';
import { systemClock } from '../../src/clock.ts';
import { createConversations } from '../../src/conversations.ts';
import type { Appointment } from '../../src/core/appointments/types.ts';
import type { Weekday } from '../../src/core/availability/types.ts';
import { createCalendars } from '../../src/core/calendars/service.ts';
import type { ContactId, MemberId, ServiceId } from '../../src/core/ids.ts';
import type { KeptOffer, OfferId } from '../../src/core/offers/types.ts';
import type { PageRequest } from '../../src/core/ports.ts';
import { DAY, HOUR, type Instant, MINUTE, type Zone } from '../../src/core/time/types.ts';
import { createIds } from '../../src/ids.ts';
import { createScheduling } from '../../src/scheduling.ts';
import { openStore } from '../../src/store/store.ts';

// A clinic with many patients who were all offered times by text: for tests and figures under load. Two patients share each pair of times.

const SLOTS_PER_DAY = 16;
const HOSTS = 25;
const AT_ONCE = 16;
const weekdays: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];
const actor = { kind: 'operator', channel: 'command_line' } as const;

/** Where it is about noon now, so that nobody is asleep: POSIX turns the sign of these zones round. */
function zoneAtNoon(now: Instant): Zone {
  const ahead = 12 - new Date(now).getUTCHours();
  return (ahead === 0 ? 'UTC' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`) as Zone;
}

export interface Patient {
  readonly number: string;
  readonly contactId: ContactId;
  readonly offerId: OfferId;
}

/** Founds it and makes the offers; `sharing` says how many are offered the same times. */
export async function openTalkingClinic(uri: string, patients: number, sharing = 2) {
  const clock = systemClock;
  const ids = createIds(clock);
  const secretKey = Buffer.alloc(32, 9).toString('base64');
  const keys = { current: { id: 'clinic', bytes: Buffer.alloc(32, 9) }, previous: [] };
  const store = await openStore({ uri, clock, machineClock: clock, ids, keys, holder: 'clinic' });
  const slug = 'talking-clinic';
  const created = await store.organisations.create(
    { slug, name: 'Talking Clinic', zone: 'UTC', language: 'en' },
    actor,
  );
  if (!created.ok) throw new Error(created.reason);
  const organisationId = created.value.id;
  const hosts = Array.from({ length: HOSTS }, () => ids.next('member'));
  const calendars = createCalendars({ shelf: store.calendars, ids, clock });
  const spans = [{ from: 540, to: 1_020 }];
  const week = weekdays.map((weekday) => ({ weekday, spans }));
  const schedules = [{ id: 'hours', name: 'Hours', location: 'any', week }] as const;
  for (const id of hosts)
    await calendars.add({ id, organisationId, owner: 'host', name: id, zone: 'UTC' as Zone, schedules }, actor);
  const serviceId: ServiceId = ids.next('service');
  await store.services.write({
    ...{ id: serviceId, organisationId, version: 1, name: 'Visit', isOffered: true, rooms: [] },
    rules: { zone: 'UTC' as Zone, durations: [30], locations: ['phone'] },
    shape: { kind: 'round_robin', hosts },
    limits: { rescheduleUntilMinutes: 0, mostReschedules: 5, cancelUntilMinutes: 0 },
  });
  const scheduling = createScheduling({ store, clock, ids, chance: systemChance });
  const room = createConversations({
    ...{ store, scheduling, clock, ids },
    sendsBy: () => true,
    onFault: (error) => console.error(error),
  });

  const firstDay = Math.ceil(clock.now() / DAY) * DAY + 3 * DAY;
  const slotAt = (slot: number): { host: MemberId | undefined; start: Instant } => {
    const ofHost = Math.floor(slot / HOSTS);
    const start =
      firstDay + Math.floor(ofHost / SLOTS_PER_DAY) * DAY + 9 * HOUR + (ofHost % SLOTS_PER_DAY) * 30 * MINUTE;
    return { host: hosts[slot % HOSTS], start };
  };
  const zone = zoneAtNoon(clock.now());

  async function offerTo(index: number): Promise<Patient> {
    const number = `+1415${String(2_000_000 + index)}`;
    const identity = { channel: 'sms', address: number } as const;
    const terms = { name: `Patient ${index}`, locale: 'en', zone, identities: [identity] } as const;
    const { id: contactId } = await room.people.add(organisationId, terms, actor);
    const { id: conversationId } = await room.talk.open(organisationId, identity);
    const { host, start } = slotAt(Math.floor(index / sharing));
    if (host === undefined) throw new Error('there is no such host');
    const made = await room.offers.make({
      ...{
        organisationId,
        conversationId,
        contactId,
        serviceId,
        memberId: host,
        starts: [start],
        cause: ids.next('turn'),
      },
      ...{ kind: 'offer', from: 'organisation', origin: 'member', hold: 'none', wishes: [], actor },
    });
    if (!made.ok) throw new Error(made.reason);
    return { number, contactId, offerId: made.value.id };
  }

  const people: Patient[] = [];
  for (let from = 0; from < patients; from += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, patients - from) }, (_, offset) => from + offset);
    people.push(...(await Promise.all(batch.map(offerTo))));
  }

  async function all<Item>(list: (page: PageRequest) => Promise<{ items: readonly Item[]; next?: string }>) {
    const found: Item[] = [];
    for (let after: string | undefined; ; ) {
      const page = await list({ after, limit: 200 });
      found.push(...page.items);
      if (page.next === undefined) return found;
      after = page.next;
    }
  }

  return {
    ...{ people, slug, number: '+14155550100', secretKey, organisationId, store, room, scheduling },
    read: async (): Promise<{ offers: readonly KeptOffer[]; appointments: readonly Appointment[] }> => ({
      offers: await all((page) => room.offers.list(organisationId, {}, page)),
      appointments: await all((page) => store.appointments.list(organisationId, {}, page)),
    }),
    /** Nothing waits any more: no turn, no message, nothing to be relayed. */
    async isQuiet(): Promise<boolean> {
      const { db } = store.connection;
      if (db === undefined) throw new Error('the store is not connected');
      const waiting = await Promise.all([
        db.collection('inbox').countDocuments({ state: 'waiting' }),
        db.collection('outbox').countDocuments({ state: 'waiting' }),
        db.collection('conversations').countDocuments({ pendingSince: { $gt: 0 } }),
      ]);
      return waiting.every((number) => number === 0);
    },
    close: () => store.close(),
  };
}

export type TalkingClinic = Awaited<ReturnType<typeof openTalkingClinic>>;
