/** Pools as an organisation keeps them, and the one a service has for itself when it names none. */
import type { TeamId } from '../access/types.ts';
import type { Service, Services } from '../appointments/services.ts';
import type { Actor } from '../events.ts';
import { Fault, invalid } from '../fault.ts';
import type { MemberId, OrganisationId, ServiceId } from '../ids.ts';
import { differences, type EditRefusal, editKept, type Kept, type Shelf } from '../kept.ts';
import type { Clock, Ids } from '../ports.ts';
import { ok, type Refusal, type Result, refuse } from '../result.ts';
import { checkPool } from './rules.ts';
import type { Pool, PoolId, WeightScale } from './types.ts';

export interface PoolTerms extends Omit<Pool, 'id'> {
  readonly name: string;
  /** Whose managers look after it. */
  readonly team?: TeamId | undefined;
}

export interface KeptPool extends PoolTerms, Kept<PoolId> {
  /** It was made for this service, and has the service's hosts. */
  readonly ofService?: ServiceId | undefined;
}

/** These services deal from it, so their visits would be counted nowhere. */
export type InUse = Refusal<'in_use', { readonly services: readonly Service[] }>;

export interface Pools {
  list: Shelf<KeptPool>['list'];
  get: Shelf<KeptPool>['find'];
  add(organisationId: OrganisationId, terms: PoolTerms, actor: Actor): Promise<KeptPool>;
  /** Without a version it writes over whatever is there. */
  change(edit: PoolEdit, terms: PoolTerms, actor: Actor): Promise<Result<KeptPool, EditRefusal>>;
  remove(edit: PoolEdit, actor: Actor): Promise<Result<undefined, EditRefusal | InUse>>;
  /** Services whose visits are dealt from it. */
  servicesOf(organisationId: OrganisationId, id: PoolId): Promise<readonly Service[]>;
  /** The pool a round robin is dealt from: the one it names, or its own, made when it is needed first. */
  poolOf(service: Service): Promise<KeptPool>;
}

interface PoolEdit {
  readonly organisationId: OrganisationId;
  readonly id: PoolId;
  readonly version: number | undefined;
}

interface PoolsDeps {
  readonly shelf: Shelf<KeptPool>;
  readonly services: Services;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** A pool that follows its service is changed by nobody in particular. */
const FOLLOWING: Actor = { kind: 'system', channel: 'system' };

/** What somebody weighs of whom nothing was said: a full host, or the middle of the points. */
const USUAL_WEIGHT: Readonly<Record<WeightScale, number>> = { percent: 100, points: 5 };

/** A service's own pool goes by the service's id, so that two who need it at once make the same. */
const ownPoolId = (service: ServiceId): PoolId =>
  // The letters in front say what an id names; the rest is the service's.
  service.replace(/^[a-z]+_/, 'pol_') as PoolId;

const hostsOf = ({ shape }: Service): readonly MemberId[] =>
  shape.kind === 'round_robin' ? [...new Set(shape.hosts)] : [];

const poolIdOf = ({ id, shape }: Service): PoolId | undefined =>
  shape.kind === 'round_robin' ? (shape.poolId ?? ownPoolId(id)) : undefined;

const hasHosts = (pool: KeptPool, hosts: readonly MemberId[]): boolean =>
  pool.hosts.length === hosts.length && pool.hosts.every(({ host }) => hosts.includes(host));

/** An equal pool over the service's hosts; who edits its terms later keeps them, save who is in it. */
function ownPool(service: Service, before: KeptPool | undefined): KeptPool {
  const weight = USUAL_WEIGHT[before?.weightScale ?? 'percent'];
  const hosts = hostsOf(service).map(
    (host) => before?.hosts.find((known) => known.host === host) ?? { host, weight, tier: 1 },
  );
  if (before) return { ...before, hosts, version: before.version + 1 };
  return {
    id: ownPoolId(service.id),
    organisationId: service.organisationId,
    version: 1,
    name: service.name,
    ofService: service.id,
    zone: service.rules.zone,
    strategy: 'equal',
    period: 'monthly',
    weightScale: 'percent',
    catchUpLimit: 2,
    hosts,
  };
}

function checkTerms({ ofService, hosts }: KeptPool, terms: PoolTerms, id: PoolId): void {
  checkPool({ ...terms, id });
  const known = new Set(hosts.map(({ host }) => host));
  const isSame = known.size === terms.hosts.length && terms.hosts.every(({ host }) => known.has(host));
  if (ofService && !isSame)
    throw invalid('/hosts', `are those of the service ${ofService}; change them there, or have it name another pool`);
}

/** What the events about it tell. */
const fieldsOf = ({ name, zone, strategy, period, weightScale, catchUpLimit, hosts, team }: KeptPool) => ({
  ...{ name, zone, strategy, period, weightScale, catchUpLimit, hosts },
  ...(team === undefined ? {} : { team }),
});

export function createPools({ shelf, services, clock, ids }: PoolsDeps): Pools {
  const eventAbout = ({ id, organisationId }: KeptPool, actor: Actor) => ({
    id: ids.next('event'),
    organisationId,
    at: clock.now(),
    actor,
    subject: { kind: 'pool' as const, id },
  });

  const insert = (pool: KeptPool, actor: Actor) =>
    shelf.insert(pool, { ...eventAbout(pool, actor), type: 'pool_added', after: fieldsOf(pool) });

  const edit = (place: PoolEdit, actor: Actor, change: (before: KeptPool) => KeptPool) =>
    editKept<KeptPool>(shelf, place, async (before) => {
      const item = change(before);
      const difference = differences(fieldsOf(before), fieldsOf(item));
      const event = difference && { ...eventAbout(item, actor), type: 'pool_changed' as const, ...difference };
      return ok({ item, event });
    });

  async function poolOfItsOwn(service: Service): Promise<KeptPool> {
    const place = { organisationId: service.organisationId, id: ownPoolId(service.id), version: undefined };
    const kept = await shelf.find(place.organisationId, place.id);
    if (kept && hasHosts(kept, hostsOf(service))) return kept;
    const made = ownPool(service, undefined);
    if (!kept && (await insert(made, FOLLOWING)) === 'written') return made;
    const followed = await edit(place, FOLLOWING, (before) => ownPool(service, before));
    if (followed.ok) return followed.value;
    throw new Fault('internal', `The pool ${place.id} of a service cannot be kept (${followed.reason}).`);
  }

  async function servicesOf(organisationId: OrganisationId, id: PoolId): Promise<readonly Service[]> {
    return (await services.list(organisationId)).filter((service) => poolIdOf(service) === id);
  }

  return {
    list: shelf.list,
    get: shelf.find,
    servicesOf,
    async add(organisationId, terms, actor) {
      const pool: KeptPool = { ...terms, id: ids.next('pool'), organisationId, version: 1 };
      checkPool(pool);
      await insert(pool, actor);
      return pool;
    },
    change: (place, terms, actor) =>
      edit(place, actor, (before) => {
        checkTerms(before, terms, place.id);
        const { id, organisationId, ofService, version } = before;
        return { ...terms, id, organisationId, ofService, version: version + 1 };
      }),
    async remove({ organisationId, id, version }, actor) {
      const before = await shelf.find(organisationId, id);
      if (!before) return refuse('not_found');
      if (version !== undefined && version !== before.version)
        return refuse('changed_meanwhile', { version: before.version });
      // A service that is not offered today may be again, and its own pool goes by its id.
      const users = await servicesOf(organisationId, id);
      if (users.length > 0) return refuse('in_use', { services: users });
      const gone = { ...before, version: before.version + 1 };
      const event = { ...eventAbout(gone, actor), type: 'pool_removed' as const, before: fieldsOf(before) };
      return (await shelf.remove(gone, event)) ? ok(undefined) : refuse('changed_meanwhile', { version: gone.version });
    },
    async poolOf(service) {
      const { shape, organisationId } = service;
      const named = shape.kind === 'round_robin' && shape.poolId;
      // A pool that was removed while a service came to name it leaves that service to itself.
      return (named && (await shelf.find(organisationId, named))) || poolOfItsOwn(service);
    },
  };
}

/** Services as they are kept, where a round robin that names a pool has that pool's hosts: who is in it is told in one place. */
export function withPoolHosts(services: Services, shelf: Pick<Shelf<KeptPool>, 'find'>): Services {
  async function follow(service: Service): Promise<Service> {
    const { shape, organisationId } = service;
    if (shape.kind !== 'round_robin' || shape.poolId === undefined) return service;
    const pool = await shelf.find(organisationId, shape.poolId);
    return pool ? { ...service, shape: { ...shape, hosts: pool.hosts.map(({ host }) => host) } } : service;
  }

  return {
    async find(organisationId, id) {
      const service = await services.find(organisationId, id);
      return service && follow(service);
    },
    list: async (organisationId) => Promise.all((await services.list(organisationId)).map(follow)),
    async write(service, events) {
      const { shape, organisationId } = service;
      if (shape.kind === 'round_robin' && shape.poolId && !(await shelf.find(organisationId, shape.poolId)))
        throw invalid('/shape/poolId', 'names no pool of this organisation; make it first, or leave it out');
      return services.write(await follow(service), events);
    },
  };
}
