/** How pools, assignments and the numbers behind them look in JSON. */
import { z } from 'zod';
import type { Fairness } from '../../core/teams/fairness.ts';
import type { KeptPool } from '../../core/teams/pools.ts';
import {
  type LogRecord,
  type PeriodKey,
  periods,
  returnReasons,
  strategies,
  verdicts,
} from '../../core/teams/types.ts';
import { teamId } from '../access/forms.ts';
import { id, instant, oneLine, write, zone } from '../forms.ts';
import { memberId, serviceId } from './forms.ts';

export const poolId = id<'pool'>('pol');
export const assignmentId = id<'assignment'>('asg');

const MOST_HOSTS = 200;

const poolHost = z.strictObject({
  host: memberId,
  weight: z.int().default(100).meta({ description: 'Per cent of a full host from 10 to 500, or points from 1 to 10' }),
  tier: z.int().default(1).meta({ description: 'Read by the strategy priority alone; 1 is asked first' }),
});

export const poolTerms = z.strictObject({
  name: oneLine(120),
  zone: zone.meta({
    override: {
      type: 'string',
      description: 'Its wall calendar says when a period begins',
      examples: ['Europe/Paris'],
    },
  }),
  strategy: z.enum(strategies),
  period: z.enum(periods).meta({ description: 'When the counting starts anew' }),
  weightScale: z.enum(['points', 'percent']).default('percent'),
  catchUpLimit: z.int().default(2).meta({ description: 'Visits a host who is often busy is owed at most, 1 to 20' }),
  hosts: z.array(poolHost).min(1).max(MOST_HOSTS),
  team: teamId.optional().meta({ description: 'Its managers look after the pool' }),
});

export const poolForm = poolTerms
  .extend({
    id: poolId,
    version: z.int(),
    ofService: serviceId.optional().meta({ description: 'Made for this meeting type, and with its hosts' }),
  })
  .meta({ id: 'Pool', description: 'Hosts who share the visits of a round robin, and how' });

export const poolBody = ({ organisationId: _, ...pool }: KeptPool) => write(poolForm, pool);

const PERIOD = /^(\d{4}-(W\d{2}|\d{2}(-\d{2})?)|always)$/;

export const periodKey = z
  .string()
  .regex(PERIOD, 'must be 2026-11-21, 2026-W47, 2026-11 or always')
  .meta({ examples: ['2026-W47'] });

export const hostNumbers = z
  .object({
    host: memberId,
    state: z.enum(['free', 'busy', 'away']),
    verdict: z.enum(verdicts).meta({ description: 'Why this host got the visit, or why another one did' }),
    rank: z.int().nullable(),
    tier: z.int(),
    weight: z.number(),
    share: z.number().meta({ description: 'The part of this visit that is the due of the host' }),
    count: z.int().meta({ description: 'Visits of the period before this one' }),
    target: z.number().meta({ description: 'The sum of all shares, that of this visit included' }),
    debt: z.number().meta({ description: 'Target less count; above 0 the host is owed a visit' }),
    dueIn: z.number().nullable(),
    returned: z.int(),
    calibration: z.number(),
    lastAssigned: instant.nullable(),
    freeMinutes: z.number().nullable(),
    earliestStart: instant.nullable(),
    lot: z.number().nullable(),
  })
  .meta({ id: 'HostNumbers', description: 'One host in one choice' });

const head = { assignment: assignmentId, host: memberId, period: periodKey, sequence: z.int(), at: instant };

export const assignedForm = z
  .object({
    kind: z.literal('assigned'),
    ...head,
    strategy: z.enum(strategies),
    byHand: z
      .object({ by: id<'member' | 'api_key'>('mem'), why: z.string() })
      .nullable()
      .meta({ description: 'Who decided otherwise, and why' }),
    shares: z.record(z.string(), z.number()),
    visit: z.object({
      serviceId,
      start: instant,
      appointmentId: id<'appointment'>('apt').optional(),
    }),
    numbers: z.array(hostNumbers),
  })
  .meta({ id: 'Assignment', description: 'A visit dealt to a host, with the numbers of that moment' });

export const recordForm = z
  .discriminatedUnion('kind', [
    assignedForm,
    z.object({ kind: z.literal('returned'), ...head, reason: z.enum(returnReasons) }),
    z.object({ kind: z.literal('restored'), ...head }),
  ])
  .meta({ id: 'AssignmentRecord' });

export const recordBody = (record: LogRecord) => write(recordForm, record);

export const fairnessForm = z
  .object({
    period: periodKey,
    assigned: z.int(),
    returned: z.int(),
    spread: z.number().meta({ description: 'Visits between the host most above its target and the one most below' }),
    largestDeviation: z.number(),
    since: instant.nullable().meta({ description: 'The oldest record these figures count' }),
    hosts: z.array(
      z.object({
        host: memberId,
        assigned: z.int(),
        returned: z.int(),
        byHand: z.int(),
        share: z.number(),
        target: z.number(),
        targetShare: z.number(),
        deviation: z.number(),
      }),
    ),
  })
  .meta({ id: 'Fairness' });

export const fairnessBody = (fairness: Fairness, period: PeriodKey, records: readonly LogRecord[]) => {
  const since = records.length === 0 ? null : Math.min(...records.map(({ at }) => at));
  return write(fairnessForm, { ...fairness, period, since });
};
