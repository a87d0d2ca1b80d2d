import { setTimeout as wait } from 'node:timers/promises';
import { createHoursSource } from './core/appointments/hours.ts';
import type { MendingReport } from './core/appointments/mending.ts';
import { createAppointmentService } from './core/appointments/service.ts';
import { createSlotSource } from './core/appointments/slots.ts';
import type { TimeDeps } from './core/appointments/taking.ts';
import { createTakingTruth } from './core/appointments/truth.ts';
import type { OrganisationId } from './core/ids.ts';
import { createPageDesk } from './core/ledger/desk.ts';
import { createLedger } from './core/ledger/service.ts';
import type { Chance, Clock, Ids } from './core/ports.ts';
import { createSeriesConsumer, createSeriesService } from './core/series/service.ts';
import { schedulingJobs } from './jobs/scheduling-jobs.ts';
import type { Store } from './store/store.ts';

export interface SchedulingDeps {
  readonly store: Pick<
    Store,
    'ledgerPages' | 'appointments' | 'services' | 'series' | 'programmes' | 'calendars' | 'organisations'
  >;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly chance: Chance;
  /** Whose turn it is among free hosts; without it they are asked in the order in which the service names them. */
  readonly orderHosts?: TimeDeps['orderHosts'];
  readonly onMended?: (organisationId: OrganisationId, report: MendingReport) => void;
}

/** Ledger, appointments and series on the store. One per process: its desk lines up who wants the same page. */
export function createScheduling({ store, clock, ids, chance, orderHosts, onMended }: SchedulingDeps) {
  const { ledgerPages: pages, appointments, services, series, programmes } = store;
  const truth = createTakingTruth(appointments, clock);
  const desk = createPageDesk({ pages, truth, clock, chance, pause: (milliseconds) => wait(milliseconds) });
  const ledger = createLedger({ pages, desk, truth, clock });
  const slots = createSlotSource({ ledger, services, hours: createHoursSource(store.calendars), clock });
  const deps = {
    ...{ ledger, slots, services, appointments, series, programmes, ids, clock },
    orderHosts: orderHosts ?? (async (_organisation, _service, free) => free),
  } satisfies TimeDeps & object;
  const appointmentService = createAppointmentService(deps);
  const seriesService = createSeriesService({ ...deps, appointmentService });
  return {
    ledger,
    desk,
    slots,
    appointments: appointmentService,
    series: seriesService,
    jobs: schedulingJobs({
      ...{ pages, desk, appointments, clock, series, seriesService },
      organisations: store.organisations,
      onReport: onMended ?? (() => {}),
    }),
    consumers: [createSeriesConsumer(appointments, seriesService)],
  };
}

export type Scheduling = ReturnType<typeof createScheduling>;
