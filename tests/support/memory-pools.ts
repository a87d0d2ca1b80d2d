import type { AssignmentId, OrganisationId } from '../../src/core/ids.ts';
import type { Shelf } from '../../src/core/kept.ts';
import type { AssignmentLog, CounterPages, LoggedAssignment, PagePlace } from '../../src/core/teams/counting.ts';
import type { KeptPool } from '../../src/core/teams/pools.ts';
import { emptyPage } from '../../src/core/teams/service.ts';
import type { AssignedRecord, CountersPage, LogRecord } from '../../src/core/teams/types.ts';

// The ports of pools over plain maps, with the same conditional writes. Every call waits a turn of the event loop, so that what
// could interleave does.

export interface PoolStores {
  readonly pools: Shelf<KeptPool>;
  readonly counterPages: CounterPages;
  readonly assignments: AssignmentLog;
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

function shelfInMemory(): Shelf<KeptPool> {
  const stored = new Map<string, KeptPool>();
  const find: Shelf<KeptPool>['find'] = async (organisationId, id) => {
    await turn();
    const pool = stored.get(id);
    return pool?.organisationId === organisationId ? pool : undefined;
  };
  const isNext = async ({ organisationId, id, version }: KeptPool) =>
    (await find(organisationId, id))?.version === version - 1;
  return {
    find,
    async list(organisationId, { after = '', limit = 50 } = {}) {
      await turn();
      const all = [...stored.values()].filter((pool) => pool.organisationId === organisationId && pool.id > after);
      const items = all.sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, limit);
      const last = items.at(-1);
      return all.length > limit && last ? { items, next: last.id } : { items };
    },
    async insert(pool) {
      await turn();
      if (stored.has(pool.id)) return 'taken';
      stored.set(pool.id, structuredClone(pool));
      return 'written';
    },
    async replace(pool) {
      if (!(await isNext(pool))) return 'changed_meanwhile';
      stored.set(pool.id, structuredClone(pool));
      return 'written';
    },
    remove: async (pool) => (await isNext(pool)) && stored.delete(pool.id),
  };
}

function pagesInMemory(): CounterPages {
  const stored = new Map<string, { readonly place: PagePlace; readonly page: CountersPage }>();
  const since = new Map<string, number>();
  const nameOf = ({ organisationId, pool, period }: PagePlace) => `${organisationId}/${pool}/${period}`;
  return {
    async read(place) {
      await turn();
      return stored.get(nameOf(place))?.page ?? emptyPage(place.pool, place.period);
    },
    async write(organisationId, page) {
      await turn();
      const place = { organisationId, pool: page.pool, period: page.period };
      if ((stored.get(nameOf(place))?.page.version ?? 0) !== page.version - 1) return false;
      stored.set(nameOf(place), { place, page: structuredClone(page) });
      const [first] = page.unlogged;
      if (first) since.set(nameOf(place), first.at);
      return true;
    },
    async takeOff(place, sequences) {
      await turn();
      const found = stored.get(nameOf(place));
      if (!found) return;
      const unlogged = found.page.unlogged.filter((record) => !sequences.includes(record.sequence));
      stored.set(nameOf(place), { place, page: { ...found.page, unlogged } });
    },
    async markLogged(place) {
      await turn();
      if (stored.get(nameOf(place))?.page.unlogged.length === 0) since.delete(nameOf(place));
    },
    async unlogged(before, limit) {
      await turn();
      const late = [...stored.values()].filter(({ place }) => (since.get(nameOf(place)) ?? before) < before);
      return late.slice(0, limit).map(({ place }) => place);
    },
  };
}

interface Deal {
  readonly organisationId: OrganisationId;
  readonly record: AssignedRecord;
  appointmentId: LoggedAssignment['appointmentId'];
  checkAt: number | undefined;
  isGivenUp: boolean;
}

function logInMemory(): AssignmentLog {
  const records = new Map<string, { readonly organisationId: OrganisationId; readonly record: LogRecord }>();
  const deals = new Map<AssignmentId, Deal>();
  const dealOf = async (organisationId: string, assignment: AssignmentId) => {
    await turn();
    const found = deals.get(assignment);
    return found?.organisationId === organisationId ? found : undefined;
  };
  const newest = (organisationId: string, pool: string) =>
    [...records.entries()]
      .filter(([, { organisationId: of, record }]) => of === organisationId && record.pool === pool)
      .map(([id, { record }]) => ({ key: `${String(record.at).padStart(16, '0')} ${id}`, record }))
      .sort((a, b) => (a.key < b.key ? 1 : -1));
  return {
    async append(organisationId, added) {
      await turn();
      for (const record of added) {
        const id = `${organisationId}/${record.pool}/${record.period}/${record.sequence}`;
        if (records.has(id)) continue;
        records.set(id, { organisationId, record });
        if (record.kind !== 'assigned') continue;
        const { appointmentId, until: checkAt } = record.visit;
        deals.set(record.assignment, { organisationId, record, appointmentId, checkAt, isGivenUp: false });
      }
    },
    async find(organisationId, assignment) {
      const found = await dealOf(organisationId, assignment);
      const has = (kind: LogRecord['kind']) =>
        [...records.values()].some(({ record }) => record.kind === kind && record.assignment === assignment);
      if (!found) return undefined;
      const { record, appointmentId } = found;
      return { record, appointmentId, isReturned: has('returned'), isRestored: has('restored') };
    },
    async list(organisationId, pool, { after, limit = 50 } = {}) {
      await turn();
      const rest = newest(organisationId, pool).filter(({ key }) => after === undefined || key < after);
      const shown = rest.slice(0, limit);
      const last = shown.at(-1);
      const items = shown.map(({ record }) => record);
      return rest.length > limit && last ? { items, next: last.key } : { items };
    },
    async ofPeriod({ organisationId, pool, period }, limit) {
      await turn();
      const all = newest(organisationId, pool).filter(({ record }) => record.period === period);
      return all.slice(0, limit).map(({ record }) => ('numbers' in record ? { ...record, numbers: [] } : record));
    },
    async bind(organisationId, assignment, appointmentId, until) {
      const found = await dealOf(organisationId, assignment);
      if (!found || found.isGivenUp || found.appointmentId !== undefined) return false;
      Object.assign(found, { appointmentId, checkAt: until });
      return true;
    },
    async giveUp(organisationId, assignment) {
      const found = await dealOf(organisationId, assignment);
      if (!found || found.appointmentId !== undefined) return false;
      found.isGivenUp = true;
      return true;
    },
    async settle(organisationId, assignment, before) {
      const found = await dealOf(organisationId, assignment);
      if (found?.checkAt !== undefined && found.checkAt <= before) found.checkAt = undefined;
    },
    async unsettled(before, limit) {
      await turn();
      const due = [...deals.values()].filter(({ checkAt }) => checkAt !== undefined && checkAt <= before);
      return due.slice(0, limit).map(({ record, appointmentId, organisationId }) => ({
        organisationId,
        assignment: record.assignment,
        taking: record.visit.taking,
        appointmentId,
      }));
    },
  };
}

export const poolsInMemory = (): PoolStores => ({
  pools: shelfInMemory(),
  counterPages: pagesInMemory(),
  assignments: logInMemory(),
});
