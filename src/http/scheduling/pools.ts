import { z } from 'zod';
import type { Calendars } from '../../core/calendars/types.ts';
import { Fault } from '../../core/fault.ts';
import type { InUse, KeptPool, Pools } from '../../core/teams/pools.ts';
import type { PoolId } from '../../core/teams/types.ts';
import { type Caller, demand, demandSome, may } from '../caller.ts';
import { pageOf, pageQuery } from '../forms.ts';
import { faultOf } from '../refusals.ts';
import { type Answer, type Route, route } from '../route.ts';
import { type DealingParts, dealingRoutes } from './dealing.ts';
import { demandKnown } from './named.ts';
import { poolBody, poolForm, poolId, poolTerms } from './pool-forms.ts';

export interface PoolParts extends DealingParts {
  readonly pools: Pools;
  readonly calendars: Pick<Calendars, 'find'>;
}

const answer = (status: number, pool: KeptPool): Answer => ({ status, body: poolBody(pool), version: pool.version });

/** A pool is its hosts', and its team's. */
const ownersOf = ({ hosts, team }: Pick<KeptPool, 'hosts' | 'team'>) => ({
  members: hosts.map(({ host }) => host),
  teams: team === undefined ? [] : [team],
});

const inUse = ({ detail: { services } }: InUse): Fault => {
  const names = services.map(({ name }) => name).join(', ');
  return new Fault('conflict', `Visits of ${names} are dealt from it: have them name another pool first.`);
};

/** Everything under `/scheduling/pools`. */
export function poolRoutes(parts: PoolParts): readonly Route<Caller>[] {
  const { pools, calendars } = parts;
  const tag = 'Pools';
  const params = z.object({ poolId });
  const answers = { 200: { description: 'The pool', schema: poolForm } };

  const find = async (caller: Caller, id: PoolId, operation: Parameters<typeof demand>[1]): Promise<KeptPool> => {
    const found = await pools.get(caller.organisationId, id);
    if (found === undefined) throw new Fault('not_found', 'There is no such pool.');
    demand(caller, operation, ownersOf(found));
    return found;
  };

  return [
    route({
      method: 'get',
      path: '/scheduling/pools',
      id: 'listPools',
      summary: 'The pools visits are dealt from',
      tag,
      query: z.strictObject(pageQuery),
      answers: { 200: { description: 'A page of pools', schema: pageOf(poolForm) } },
      async handle({ query, caller }) {
        demandSome(caller, 'pools:read');
        const { items, next } = await pools.list(caller.organisationId, query);
        const shown = items.filter((pool) => may(caller, 'pools:read', ownersOf(pool)));
        return { status: 200, body: { items: shown.map(poolBody), next } };
      },
    }),
    route({
      method: 'post',
      path: '/scheduling/pools',
      id: 'createPool',
      summary: 'Makes a pool; a round robin takes part by naming it',
      tag,
      body: poolTerms,
      answers: { 201: { description: 'The pool', schema: poolForm } },
      async handle({ body, caller }) {
        demand(caller, 'pools:create', ownersOf(body));
        await demandKnown(calendars, caller, { hosts: body.hosts });
        return answer(201, await pools.add(caller.organisationId, body, caller.actor));
      },
    }),
    route({
      method: 'get',
      path: '/scheduling/pools/{poolId}',
      id: 'getPool',
      summary: 'One pool',
      tag,
      params,
      answers,
      handle: async ({ params: { poolId: id }, caller }) => answer(200, await find(caller, id, 'pools:read')),
    }),
    route({
      method: 'put',
      path: '/scheduling/pools/{poolId}',
      id: 'putPool',
      summary: 'Replaces its terms; what was dealt stays dealt, and a new host starts level with the others',
      tag,
      params,
      body: poolTerms,
      answers,
      async handle({ params: { poolId: id }, body, ifMatch: version, caller }) {
        await find(caller, id, 'pools:update');
        demand(caller, 'pools:update', ownersOf(body));
        await demandKnown(calendars, caller, { hosts: body.hosts });
        const { organisationId, actor } = caller;
        const changed = await pools.change({ organisationId, id, version }, body, actor);
        if (!changed.ok) throw faultOf(changed, 'pool');
        return answer(200, changed.value);
      },
    }),
    route({
      method: 'delete',
      path: '/scheduling/pools/{poolId}',
      id: 'removePool',
      summary: 'Takes a pool away that no meeting type deals from',
      tag,
      params,
      answers: { 204: { description: 'It is gone' } },
      async handle({ params: { poolId: id }, ifMatch: version, caller }) {
        await find(caller, id, 'pools:delete');
        const removed = await pools.remove({ organisationId: caller.organisationId, id, version }, caller.actor);
        if (removed.ok) return { status: 204 };
        throw removed.reason === 'in_use' ? inUse(removed) : faultOf(removed, 'pool');
      },
    }),
    ...dealingRoutes(parts, find),
  ];
}
