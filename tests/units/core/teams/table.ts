/** A pool being played through: what the tests of this room share. */
import fc from 'fast-check';
import type { AssignmentId, MemberId, ServiceId } from '../../../../src/core/ids.ts';
import type { TakingId } from '../../../../src/core/ledger/types.ts';
import { assign, emptyPage, giveBack } from '../../../../src/core/teams/service.ts';
import type {
  AssignedRecord,
  CountersPage,
  DealtVisit,
  HostNumbers,
  PeriodKey,
  Pool,
  PoolHost,
  PoolId,
  Presence,
  ReturnReason,
} from '../../../../src/core/teams/types.ts';
import type { Zone } from '../../../../src/core/time/types.ts';

// The casts give plain texts the names the compiler knows them by.
export const member = (name: string) => name as MemberId;
export const assignment = (name: string) => name as AssignmentId;
export const visit: DealtVisit = {
  serviceId: 'svc_visit' as ServiceId,
  start: 0,
  taking: 'tkg_visit' as TakingId,
  until: 60_000,
};

export const host = (name: string, settings: Partial<PoolHost> = {}): PoolHost => ({
  host: member(name),
  weight: 100,
  tier: 1,
  ...settings,
});

export const poolOf = (hosts: readonly PoolHost[], settings: Partial<Pool> = {}): Pool => ({
  id: 'pool_front_desk' as PoolId,
  zone: 'Europe/Berlin' as Zone,
  strategy: 'equal',
  period: 'weekly',
  weightScale: 'percent',
  catchUpLimit: 2,
  hosts,
  ...settings,
});

const week = '2026-W47' as PeriodKey;
export const freshPage = (pool: Pool): CountersPage => emptyPage(pool.id, week);

export const free = (name: string, figures: { freeMinutes?: number; earliestStart?: number } = {}): Presence => ({
  host: member(name),
  state: 'free',
  ...figures,
});
export const busy = (name: string): Presence => ({ host: member(name), state: 'busy' });
export const away = (name: string): Presence => ({ host: member(name), state: 'away' });
export const allFree = (pool: Pool): Presence[] =>
  pool.hosts.map(({ host }) => free(host, { freeMinutes: 60, earliestStart: 0 }));

export interface Table {
  readonly page: () => CountersPage;
  readonly records: readonly AssignedRecord[];
  /** Deals a visit; undefined when nobody was free. */
  readonly deal: (presences: readonly Presence[], pool?: Pool) => AssignedRecord | undefined;
  readonly dealByHand: (name: string, presences: readonly Presence[]) => AssignedRecord | undefined;
  readonly returnVisit: (record: AssignedRecord, reason?: ReturnReason) => void;
}

export function openTable(pool: Pool): Table {
  let page = freshPage(pool);
  let minute = 0;
  const records: AssignedRecord[] = [];
  const take = (table: Pool, presences: readonly Presence[], name?: string) => {
    minute += 1;
    const byHand = name === undefined ? undefined : { host: member(name), by: member('boss'), why: 'knows the family' };
    const request = {
      assignment: assignment(`visit ${minute}`),
      at: minute * 60_000,
      presences,
      seed: `${minute}`,
      visit,
    };
    const assigned = assign(table, page, byHand ? { ...request, byHand } : request);
    if (!assigned.ok) return undefined;
    page = assigned.value.page;
    records.push(assigned.value.record);
    return assigned.value.record;
  };
  return {
    page: () => page,
    records,
    deal: (presences, table = pool) => take(table, presences),
    dealByHand: (name, presences) => take(pool, presences, name),
    returnVisit: (record, reason = 'cancelled') => {
      const returned = giveBack(page, record, reason, minute * 60_000);
      if (returned.ok) page = returned.value;
    },
  };
}

/** What the page says a host is owed. */
export const debts = (page: CountersPage): number[] =>
  Object.values(page.counters).map(({ target, count }) => target - count);

export const numbersOf = (record: AssignedRecord | undefined, name: string): HostNumbers => {
  const found = record?.numbers.find(({ host }) => host === name);
  if (!found) throw new Error(`no numbers for ${name}`);
  return found;
};

export const hostsWithWeights = fc
  .array(fc.constantFrom(10, 25, 50, 75, 100, 100, 150, 200, 500), { minLength: 1, maxLength: 8 })
  .map((weights) => weights.map((weight, index) => host(`host ${index}`, { weight })));

/** One thing that happens at the table; `pick` and `mood` are read as needed. */
export type Happening = {
  readonly what: 'deal' | 'return' | 'by hand';
  readonly pick: number;
  readonly mood: number[];
};

export const happenings = fc.array(
  fc.record({
    what: fc.constantFrom<Happening['what'][]>('deal', 'deal', 'deal', 'return', 'by hand'),
    pick: fc.nat(),
    mood: fc.array(fc.nat(9), { minLength: 8, maxLength: 8 }),
  }),
  { maxLength: 30 },
);

/** Roughly six in ten are free, two busy, two away. */
export const presencesOf = (pool: Pool, mood: readonly number[]): Presence[] =>
  pool.hosts.map(({ host }, index) => {
    const of = mood[index % mood.length] ?? 0;
    return of < 6 ? free(host, { freeMinutes: of * 30, earliestStart: of * 1000 }) : of < 8 ? busy(host) : away(host);
  });

export function happen(table: Table, pool: Pool, { what, pick, mood }: Happening): void {
  const presences = presencesOf(pool, mood);
  const record = table.records[pick % Math.max(1, table.records.length)];
  if (what === 'return' && record) table.returnVisit(record, pick % 2 === 0 ? 'cancelled' : 'no_show');
  else if (what === 'by hand') table.dealByHand(pool.hosts[pick % pool.hosts.length]?.host ?? '', presences);
  else table.deal(presences);
}
