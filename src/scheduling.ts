import { setTimeout as wait } from 'node:timers/promises';
import { createFreeing } from './core/appointments/freeing.ts';
import { createHoursSource } from './core/appointments/hours.ts';
import type { MendingReport } from './core/appointments/mending.ts';
import { createAppointmentService } from './core/appointments/service.ts';
import { createSlotSource } from './core/appointments/slots.ts';
import { createTakingTruth } from './core/appointments/truth.ts';
import type { OrganisationId } from './core/ids.ts';
import { createPageDesk } from './core/ledger/desk.ts';
import { createLedger } from './core/ledger/service.ts';
import type { Chance, Clock, Ids } from './core/ports.ts';
import { createSeriesConsumer, createSeriesService } from './core/series/service.ts';
import { createCounting } from './core/teams/counting.ts';
import { createCreditConsumer, createDealSweep } from './core/teams/credit.ts';
import { createDealing } from './core/teams/dealing.ts';
import { type HandoverRequest, handOverVisit } from './core/teams/handover.ts';
import { createPools, withPoolHosts } from './core/teams/pools.ts';
import { createOpeningConsumer } from './core/waitlist/finding.ts';
import { createWaitlist } from './core/waitlist/service.ts';
import { schedulingJobs } from './jobs/scheduling-jobs.ts';
import type { Store } from './store/store.ts';

export interface SchedulingDeps {
  readonly store: Pick<
    Store,
    | 'ledgerPages'
    | 'appointments'
    | 'services'
    | 'series'
    | 'programmes'
    | 'waitlistEntries'
    | 'openings'
    | 'waitlistSettings'
    | 'dueTimes'
    | 'calendars'
    | 'organisations'
    | 'pools'
    | 'counterPages'
    | 'assignments'
  >;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly chance: Chance;
  readonly onMended?: (organisationId: OrganisationId, report: MendingReport) => void;
}

/** Ledger, appointments, series, pools and waitlist on the store. One per process: it lines up who wants the same page. */
export function createScheduling({ store, clock, ids, chance, onMended }: SchedulingDeps) {
  const { ledgerPages: pages, appointments, series, programmes, assignments: log } = store;
  const pause = (milliseconds: number) => wait(milliseconds);
  const services = withPoolHosts(store.services, store.pools);
  const truth = createTakingTruth(appointments, clock);
  const desk = createPageDesk({ pages, truth, clock, chance, pause });
  const ledger = createLedger({ pages, desk, truth, clock });
  const slots = createSlotSource({ ledger, services, hours: createHoursSource(store.calendars), clock });
  const pools = createPools({ shelf: store.pools, services, clock, ids });
  const counting = createCounting({ pages: store.counterPages, log, chance, pause });
  const dealing = createDealing({ pools, counting, log, slots, clock, ids });
  const deps = { ledger, slots, services, appointments, series, programmes, dealer: dealing, ids, clock };
  const appointmentService = createAppointmentService(deps);
  const seriesService = createSeriesService({ ...deps, appointmentService });
  const credit = { appointments, dealing };
  const waiting = {
    ...{ slots, services, appointments, appointmentService, ids, clock, dueTimes: store.dueTimes },
    ...{ entries: store.waitlistEntries, openings: store.openings, settings: store.waitlistSettings },
    organisations: store.organisations,
    ...{ calendars: store.calendars, freeRest: createFreeing({ appointments, ledger, ids, clock }) },
  };
  return {
    ledger,
    desk,
    slots,
    /** Where a round robin names a pool, with that pool's hosts. */
    services,
    appointments: appointmentService,
    series: seriesService,
    pools,
    dealing,
    waitlist: createWaitlist(waiting),
    handOverVisit: (request: HandoverRequest) => handOverVisit({ log, appointments, appointmentService }, request),
    jobs: schedulingJobs({
      ...{ pages, desk, appointments, clock, series, seriesService },
      deals: createDealSweep({ ...credit, pages: store.counterPages, counting, log, truth, clock }),
      organisations: store.organisations,
      onReport: onMended ?? (() => {}),
    }),
    consumers: [
      createSeriesConsumer(appointments, seriesService),
      createCreditConsumer(credit),
      createOpeningConsumer(waiting),
    ],
  };
}

export type Scheduling = ReturnType<typeof createScheduling>;
