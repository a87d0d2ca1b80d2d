import type { Appointments } from '../core/appointments/types.ts';
import type { Organisations } from '../core/organisations/types.ts';
import type { Queue } from '../core/ports.ts';
import type { SeriesService } from '../core/series/service.ts';
import type { SeriesStore } from '../core/series/types.ts';
import type { DealSweep } from '../core/teams/credit.ts';
import { createHandler as createDealSweepHandler } from './deal-sweep.handler.ts';
import { dealSweep } from './deal-sweep.ts';
import { bindJob, type RunnableJob } from './engine/definition.ts';
import { createHandler as createHoldExpiryHandler } from './hold-expiry.handler.ts';
import { holdExpiry } from './hold-expiry.ts';
import { createHandler as createLedgerMendingHandler } from './ledger-mending.handler.ts';
import { ledgerMending } from './ledger-mending.ts';
import { createHandler as createLedgerSweepHandler } from './ledger-sweep.handler.ts';
import { ledgerSweep } from './ledger-sweep.ts';
import { createHandler as createSeriesSweepHandler } from './series-sweep.handler.ts';
import { seriesSweep } from './series-sweep.ts';
import { createHandler as createSeriesUpkeepHandler } from './series-upkeep.handler.ts';
import { seriesUpkeep } from './series-upkeep.ts';

type MendingHandlerDeps = Parameters<typeof createLedgerMendingHandler>[0];

export interface SchedulingJobsDeps extends MendingHandlerDeps {
  readonly organisations: Pick<Organisations, 'list'>;
  readonly appointments: Appointments;
  readonly series: SeriesStore;
  readonly seriesService: SeriesService;
  readonly deals: DealSweep;
}

/** The jobs around ledger, appointments, series and pools, in the form the workers take. */
export const schedulingJobs =
  (deps: SchedulingJobsDeps) =>
  (queue: Queue): readonly RunnableJob[] => [
    bindJob(holdExpiry, createHoldExpiryHandler(deps)),
    bindJob(ledgerSweep, createLedgerSweepHandler({ ...deps, queue })),
    bindJob(ledgerMending, createLedgerMendingHandler(deps)),
    bindJob(seriesSweep, createSeriesSweepHandler({ ...deps, queue })),
    bindJob(seriesUpkeep, createSeriesUpkeepHandler({ series: deps.seriesService })),
    bindJob(dealSweep, createDealSweepHandler(deps)),
  ];
