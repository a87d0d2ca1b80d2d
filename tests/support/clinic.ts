import type { BookingRequest } from '../../src/core/appointments/booking.ts';
import type { HoursSource } from '../../src/core/appointments/hours.ts';
import { createAppointmentService } from '../../src/core/appointments/service.ts';
import type { Service, ServiceShape, Services } from '../../src/core/appointments/services.ts';
import { createSlotSource } from '../../src/core/appointments/slots.ts';
import { createTakingTruth } from '../../src/core/appointments/truth.ts';
import type { Appointments } from '../../src/core/appointments/types.ts';
import type { Host, HostDefaults, Resource, Weekday } from '../../src/core/availability/types.ts';
import type { Actor } from '../../src/core/events.ts';
import type { ContactId, MemberId, OrganisationId, ResourceId, ServiceId } from '../../src/core/ids.ts';
import { createPageDesk } from '../../src/core/ledger/desk.ts';
import { createLedger } from '../../src/core/ledger/service.ts';
import type { LedgerPages } from '../../src/core/ledger/types.ts';
import type { Clock } from '../../src/core/ports.ts';
import type { Programmes } from '../../src/core/series/programmes.ts';
import { createSeriesService } from '../../src/core/series/service.ts';
import type { SeriesStore } from '../../src/core/series/types.ts';
import { createCounting } from '../../src/core/teams/counting.ts';
import { createCreditConsumer, createDealSweep } from '../../src/core/teams/credit.ts';
import { createDealing } from '../../src/core/teams/dealing.ts';
import { createPools, withPoolHosts } from '../../src/core/teams/pools.ts';
import type { Zone } from '../../src/core/time/types.ts';
import { createIds } from '../../src/ids.ts';
import type { PoolStores } from './memory-pools.ts';

// A clinic with doctors, rooms and services on whatever store a test hands in.

export const clinicId = 'org_clinic' as OrganisationId;
export const newYork = 'America/New_York' as Zone;
export const [anna, ben, cleo] = ['mem_anna', 'mem_ben', 'mem_cleo'] as MemberId[] as [MemberId, MemberId, MemberId];
export const roomOne = 'res_one' as ResourceId;
const roomTwo = 'res_two' as ResourceId;
export const maria = 'con_maria' as ContactId;
export const desk: Actor = { kind: 'member', id: 'mem_anna', channel: 'hub' };
export const patient: Actor = { kind: 'contact', id: 'con_maria', channel: 'sms' };

const weekdays: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];

export const hostOf = (id: MemberId, zone: Zone, defaults: HostDefaults = {}): Host => ({
  id,
  zone,
  defaults,
  schedules: [
    {
      id: `${id}_hours`,
      name: 'Hours',
      location: 'any',
      week: weekdays.map((weekday) => ({ weekday, spans: [{ from: 540, to: 1020 }] })),
    },
  ],
});

const roomOf = (id: ResourceId, zone: Zone): Resource => ({ id, zone, schedules: 'always' });

export interface ClinicStores {
  readonly pages: LedgerPages;
  readonly appointments: Appointments;
  readonly services: Services;
  readonly series: SeriesStore;
  readonly programmes: Programmes;
}

type StoresAtHand = ClinicStores & PoolStores;

export function openClinic(
  stores: StoresAtHand,
  clock: Clock,
  people: {
    readonly hosts?: readonly Host[];
    readonly resources?: readonly Resource[];
    readonly hours?: HoursSource;
  } = {},
) {
  const hosts = people.hosts ?? [anna, ben, cleo].map((id) => hostOf(id, newYork));
  const resources = people.resources ?? [roomOne, roomTwo].map((id) => roomOf(id, newYork));
  const ids = createIds(clock);
  const { pages, appointments } = stores;
  const { pools: shelf, counterPages, assignments: log } = stores;
  const services = withPoolHosts(stores.services, shelf);
  const truth = createTakingTruth(appointments, clock);
  const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
  const pageDesk = createPageDesk({
    pages,
    clock,
    truth,
    chance: Math.random,
    pause,
  });
  const ledger = createLedger({ pages, desk: pageDesk, truth, clock });
  const hours = people.hours ?? {
    hosts: async (_: OrganisationId, wanted: readonly MemberId[]) => hosts.filter(({ id }) => wanted.includes(id)),
    resources: async (_: OrganisationId, wanted: readonly ResourceId[]) =>
      resources.filter(({ id }) => wanted.includes(id)),
  };
  const slots = createSlotSource({ ledger, services, hours, clock });
  const pools = createPools({ shelf, services, clock, ids });
  const counting = createCounting({ pages: counterPages, log, chance: Math.random, pause });
  const dealing = createDealing({ pools, counting, log, slots, clock, ids });
  const deps = { ...stores, services, ledger, slots, ids, clock, dealer: dealing };
  const credit = { appointments, dealing };
  const deals = createDealSweep({ ...credit, pages: counterPages, counting, log, truth, clock });
  const appointmentService = createAppointmentService(deps);
  const series = createSeriesService({ ...deps, appointmentService });
  return {
    ...{ ...stores, services, ledger, pageDesk, slots, ids, clock, deps, appointmentService, seriesService: series },
    ...{ pools, counting, log, dealing, deals, creditConsumer: createCreditConsumer(credit) },
  };
}

export type Clinic = ReturnType<typeof openClinic>;

export function serviceOf(
  shape: ServiceShape,
  rules: Partial<Service['rules']> = {},
  further: Partial<Omit<Service, 'rules' | 'shape'>> = {},
): Service {
  return {
    id: 'svc_visit' as ServiceId,
    organisationId: clinicId,
    version: 1,
    name: 'Visit',
    isOffered: true,
    rules: { zone: newYork, durations: [30], locations: ['in_person', 'video', 'phone'], ...rules },
    shape,
    rooms: [],
    limits: { rescheduleUntilMinutes: 60, mostReschedules: 2, cancelUntilMinutes: 0 },
    ...further,
  };
}

export const bookingOf = (service: Service, start: string, further: Partial<BookingRequest> = {}): BookingRequest => ({
  organisationId: clinicId,
  serviceId: service.id,
  start: Date.parse(start),
  location: { type: 'video', provider: 'custom' },
  guests: [],
  contactId: maria,
  actor: patient,
  ...further,
});

/** Every pair of entries on the pages that take the same time of the same resource; there must be none. */
export function overlapsOn(
  pages: readonly {
    readonly resource: string;
    readonly entries: readonly { id: string; kind: string; start: number; end: number; seats?: number | undefined }[];
  }[],
): readonly string[] {
  return pages.flatMap(({ resource, entries }) => {
    if (resource.startsWith('svc_')) return [];
    const sorted = [...entries].sort((a, b) => a.start - b.start);
    return sorted.flatMap((entry, index) => {
      const next = sorted[index + 1];
      return next && next.start < entry.end && entry.seats === undefined
        ? [`${resource}: ${entry.id} and ${next.id}`]
        : [];
    });
  });
}
