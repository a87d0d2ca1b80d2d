import type { AppointmentId, AssignmentId, MemberId, OrganisationId } from '../../core/ids.ts';
import type { CountersPage, LogRecord, PeriodKey, PoolId } from '../../core/teams/types.ts';
import type { Instant } from '../../core/time/types.ts';
import { pendingIndex } from '../pending.ts';
import { declareModel, number, optionalNumber, optionalText, plainData, text } from './definition.ts';
import { type KeptDocument, keptFields } from './kept.ts';

export const poolModel = declareModel<KeptDocument>('pools', keptFields, [
  { name: 'list', keys: { organisationId: 1, _id: 1 } },
  pendingIndex,
]);

export interface CounterPageDocument {
  /** Pool and period: one page of each, by the unique key every collection has. */
  _id: string;
  organisationId: OrganisationId;
  pool: PoolId;
  period: PeriodKey;
  version: number;
  sequence: number;
  counters: CountersPage['counters'];
  unlogged: LogRecord[];
  /** When the first of them was made; taken off by the sweep, once the log is seen to have them all. */
  unloggedSince?: Instant;
}

export const counterPageModel = declareModel<CounterPageDocument>(
  'pool_counters',
  {
    _id: text,
    organisationId: text,
    pool: text,
    period: text,
    version: number,
    sequence: number,
    counters: { ...plainData, required: true },
    unlogged: { type: [plainData], required: true },
    unloggedSince: optionalNumber,
  },
  [
    { name: 'organisation', keys: { organisationId: 1, pool: 1, period: 1 } },
    { name: 'unlogged', keys: { unloggedSince: 1 }, where: { unloggedSince: { $gt: 0 } } },
  ],
);

export interface AssignmentDocument {
  /** Pool, period and number: a record is written once. */
  _id: string;
  organisationId: OrganisationId;
  pool: PoolId;
  period: PeriodKey;
  kind: LogRecord['kind'];
  assignment: AssignmentId;
  host: MemberId;
  at: Instant;
  record: LogRecord;
  /** Of an assignment: whose it is meant to become; absent while the time is only held. */
  appointmentId?: AppointmentId;
  /** Of an assignment: when it is to be asked what became of it; absent once it was. */
  checkAt?: Instant;
  /** Of an assignment: nobody said yes, and nobody can any more. */
  isGivenUp?: boolean;
}

export const assignmentModel = declareModel<AssignmentDocument>(
  'pool_assignments',
  {
    _id: text,
    organisationId: text,
    pool: text,
    period: text,
    kind: text,
    assignment: text,
    host: text,
    at: number,
    record: { ...plainData, required: true },
    appointmentId: optionalText,
    checkAt: optionalNumber,
    isGivenUp: { type: Boolean },
  },
  [
    { name: 'of_pool', keys: { organisationId: 1, pool: 1, at: -1, _id: -1 } },
    { name: 'of_period', keys: { organisationId: 1, pool: 1, period: 1, at: -1 } },
    { name: 'assignment', keys: { organisationId: 1, assignment: 1 } },
    { name: 'unsettled', keys: { checkAt: 1 }, where: { checkAt: { $gt: 0 } } },
  ],
);
