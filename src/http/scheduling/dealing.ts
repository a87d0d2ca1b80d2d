/** What a pool dealt, how fairly, and who would be next. */
import { z } from 'zod';
import type { Service } from '../../core/appointments/services.ts';
import type { SlotSource } from '../../core/appointments/slots.ts';
import { Fault, invalid } from '../../core/fault.ts';
import type { ServiceId } from '../../core/ids.ts';
import type { Clock } from '../../core/ports.ts';
import type { Result } from '../../core/result.ts';
import type { AssignmentLog } from '../../core/teams/counting.ts';
import type { Dealing } from '../../core/teams/dealing.ts';
import { measureFairness } from '../../core/teams/fairness.ts';
import type { HandoverRefusal, HandoverRequest } from '../../core/teams/handover.ts';
import type { KeptPool, Pools } from '../../core/teams/pools.ts';
import { periodAt } from '../../core/teams/rules.ts';
import type { AssignedRecord, ByHand, PeriodKey, PoolId } from '../../core/teams/types.ts';
import type { Caller } from '../caller.ts';
import { instant, pageOf, pageQuery, write } from '../forms.ts';
import { type Route, route } from '../route.ts';
import { locationType, memberId, serviceId } from './forms.ts';
import {
  assignedForm,
  assignmentId,
  fairnessBody,
  fairnessForm,
  hostNumbers,
  periodKey,
  poolId,
  recordBody,
  recordForm,
} from './pool-forms.ts';

export interface DealingParts {
  readonly pools: Pick<Pools, 'servicesOf'>;
  readonly assignments: Pick<AssignmentLog, 'list' | 'find' | 'ofPeriod'>;
  readonly dealing: Pick<Dealing, 'explain'>;
  readonly slots: SlotSource;
  readonly handOverVisit: (request: HandoverRequest) => Promise<Result<AssignedRecord, HandoverRefusal>>;
  readonly clock: Clock;
}

type FindPool = (caller: Caller, id: PoolId, operation: 'pools:read' | 'pools:assign') => Promise<KeptPool>;

/** Figures of a period are counted from its newest records, so that they stay quick for a pool that never starts anew. */
const MOST_RECORDS = 10_000;

const explanation = z
  .object({
    meetingType: serviceId,
    start: instant,
    host: memberId.nullable().meta({ description: 'Who would get the visit now; null when nobody can' }),
    because: z.string().optional().meta({ description: 'Why the start cannot be had' }),
    numbers: z.array(hostNumbers),
  })
  .meta({ id: 'ChoiceExplanation' });

function serviceAsked(services: readonly Service[], asked: ServiceId | undefined): Service {
  const [only, ...others] = asked === undefined ? services : services.filter(({ id }) => id === asked);
  if (!only) throw invalid('/query/meetingType', 'must name a meeting type that deals from this pool');
  if (others.length > 0)
    throw invalid('/query/meetingType', `is needed: ${services.map(({ id }) => id).join(', ')} deal from this pool`);
  return only;
}

/** Whoever may overrule the pool is somebody of the organisation, or a program in its name. */
function handOf({ access }: Caller): ByHand['by'] {
  switch (access.kind) {
    case 'member':
      return access.member;
    case 'api_key':
      return access.key;
    case 'contact':
      throw new Fault('forbidden', 'Only the organisation decides who has a visit.');
  }
}

function handoverFault(refusal: HandoverRefusal): Fault {
  switch (refusal.reason) {
    case 'not_found':
      return new Fault('not_found', 'There is no such assignment.');
    case 'not_standing':
      return new Fault(
        'conflict',
        'The visit is not with this host any more: read the log for the assignment in force.',
      );
    case 'slot_taken':
      return new Fault('conflict', 'That host is not free then: choose another, or move the visit.');
    case 'not_offered':
      return new Fault('conflict', `The visit cannot be handed over at its time: ${refusal.detail.sentence}.`);
    case 'changed_meanwhile':
      return new Fault('precondition_failed', 'The visit has changed meanwhile: look at it again.');
    default:
      return new Fault('conflict', `The visit cannot be handed over any more (${refusal.reason}).`);
  }
}

export function dealingRoutes(parts: DealingParts, findPool: FindPool): readonly Route<Caller>[] {
  const { pools, assignments, dealing, slots, clock } = parts;
  const tag = 'Pools';
  const params = z.object({ poolId });
  const ofAssignment = z.object({ poolId, assignmentId });
  return [
    route({
      method: 'get',
      path: '/scheduling/pools/{poolId}/fairness',
      id: 'getPoolFairness',
      summary: 'What every host got and what was its due, in one period',
      tag,
      params,
      query: z.strictObject({ period: periodKey.optional().meta({ description: 'Absent: the current one' }) }),
      answers: { 200: { description: 'Figures', schema: fairnessForm } },
      async handle({ params: { poolId: id }, query, caller }) {
        const pool = await findPool(caller, id, 'pools:read');
        // A text of its form names a period; in one nobody counted in, the figures are empty.
        const period = (query.period as PeriodKey | undefined) ?? periodAt(pool, clock.now());
        const place = { organisationId: caller.organisationId, pool: id, period };
        const records = await assignments.ofPeriod(place, MOST_RECORDS);
        const hosts = pool.hosts.map(({ host }) => host);
        return { status: 200, body: fairnessBody(measureFairness(records, hosts), period, records) };
      },
    }),
    route({
      method: 'get',
      path: '/scheduling/pools/{poolId}/assignments',
      id: 'listAssignments',
      summary: 'Every visit dealt, given back or counted again, the newest first',
      tag,
      params,
      query: z.strictObject(pageQuery),
      answers: { 200: { description: 'A page of the log', schema: pageOf(recordForm) } },
      async handle({ params: { poolId: id }, query, caller }) {
        await findPool(caller, id, 'pools:read');
        const { items, next } = await assignments.list(caller.organisationId, id, query);
        return { status: 200, body: { items: items.map(recordBody), next } };
      },
    }),
    route({
      method: 'get',
      path: '/scheduling/pools/{poolId}/explain',
      id: 'explainChoice',
      summary: 'Who would get a visit at this start now, and the numbers that say why',
      tag,
      params,
      query: z.strictObject({
        start: instant,
        meetingType: serviceId.optional().meta({ description: 'Needed when several deal from the pool' }),
        location: locationType.optional(),
      }),
      answers: { 200: { description: 'The choice', schema: explanation } },
      async handle({ params: { poolId: id }, query: { start, meetingType, location }, caller }) {
        const pool = await findPool(caller, id, 'pools:read');
        const { organisationId } = caller;
        const service = serviceAsked(await pools.servicesOf(organisationId, id), meetingType);
        const wish = { organisationId, service, location, guests: 0 };
        const cast = await slots.gather(wish, { start, end: start + 1 });
        const { found, whyNot } = await slots.look(wish, cast, start);
        const free = found.ok ? found.value.hosts : [];
        const numbers = await dealing.explain(pool, { wish, cast, start, free, whyNot, own: {} });
        const host = numbers.find(({ verdict }) => verdict === 'chosen')?.host ?? null;
        const why = found.ok ? {} : { because: found.detail };
        return { status: 200, body: write(explanation, { meetingType: service.id, start, host, ...why, numbers }) };
      },
    }),
    route({
      method: 'get',
      path: '/scheduling/pools/{poolId}/assignments/{assignmentId}',
      id: 'getAssignment',
      summary: 'One visit dealt, with the numbers of that moment',
      tag,
      params: ofAssignment,
      answers: { 200: { description: 'The assignment', schema: assignedForm } },
      async handle({ params: { poolId: id, assignmentId: wanted }, caller }) {
        await findPool(caller, id, 'pools:read');
        const known = await assignments.find(caller.organisationId, wanted);
        if (known?.record.pool !== id) throw new Fault('not_found', 'There is no such assignment.');
        return { status: 200, body: write(assignedForm, known.record) };
      },
    }),
    route({
      method: 'post',
      path: '/scheduling/pools/{poolId}/assignments/{assignmentId}/reassign',
      id: 'reassignVisit',
      summary: 'Hands a visit to another host of the pool; the first gets its credit back',
      tag,
      params: ofAssignment,
      body: z.strictObject({ host: memberId, why: z.string().trim().min(1, 'must say why').max(300) }),
      answers: { 200: { description: 'The new assignment', schema: assignedForm } },
      async handle({ params: { poolId: id, assignmentId: assignment }, body: { host, why }, caller }) {
        const pool = await findPool(caller, id, 'pools:assign');
        const { organisationId, actor } = caller;
        const byHand = { host, by: handOf(caller), why };
        const handed = await parts.handOverVisit({ organisationId, pool, assignment, byHand, actor });
        if (!handed.ok) throw handoverFault(handed);
        return { status: 200, body: write(assignedForm, handed.value) };
      },
    }),
  ];
}
