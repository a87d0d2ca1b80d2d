/** Pools as an organisation keeps them, and the one a service has for itself when it names none. */
import type { TeamId } from '../access/types.ts';
import type { Service, Services } from '../appointments/services.ts';
import { invalid } from '../fault.ts';
import type { MemberId, OrganisationId, ServiceId } from '../ids.ts';
import type { Ids, Page, PageRequest } from '../ports.ts';
import { ok, type Refusal, type Result, refuse } from '../result.ts';
import { checkPool } from './rules.ts';
import type { Pool, PoolId, WeightScale } from './types.ts';

export interface PoolTerms extends Omit<Pool, 'id'> {
  readonly name: string;
  /** Whose managers look after it. */
  readonly team?: TeamId | undefined;
}

export interface KeptPool extends PoolTerms {
  readonly id: PoolId;
  readonly organisationId: OrganisationId;
  /** Counts up with every change of the terms. */
  readonly version: number;
  /** It was made for this service, and has the service's hosts. */
  readonly ofService?: ServiceId | undefined;
}

/** What pools need of the store. */
export interface PoolShelf {
  /** In the order they were made. */
  list(organisationId: OrganisationId, page?: PageRequest): Promise<Page<KeptPool>>;
  find(organisationId: OrganisationId, id: PoolId): Promise<KeptPool | undefined>;
  /** False: there is one of that id. */
  insert(pool: KeptPool): Promise<boolean>;
  /** Writes if the stored version is still one less than the new one. */
  replace(pool: KeptPool): Promise<boolean>;
  /** False: it is not there, or has another version by now. */
  remove(organisationId: OrganisationId, id: PoolId, version: number): Promise<boolean>;
}

type NotFound = Refusal<'not_found'>;
type ChangedMeanwhile = Refusal<'changed_meanwhile', { readonly version: number }>;
/** These services deal from it; its counts would be nobody's. */
export type InUse = Refusal<'in_use', { readonly services: readonly Service[] }>;

export interface Pools {
  list: PoolShelf['list'];
  get: PoolShelf['find'];
  add(organisationId: OrganisationId, terms: PoolTerms): Promise<KeptPool>;
  /** Without a version it writes over whatever is there. */
  change(
    organisationId: OrganisationId,
    id: PoolId,
    terms: PoolTerms,
    version: number | undefined,
  ): Promise<Result<KeptPool, NotFound | ChangedMeanwhile>>;
  remove(
    organisationId: OrganisationId,
    id: PoolId,
    version: number | undefined,
  ): Promise<Result<undefined, NotFound | ChangedMeanwhile | InUse>>;
  /** Services whose visits are dealt from it. */
  servicesOf(organisationId: OrganisationId, id: PoolId): Promise<readonly Service[]>;
  /** The pool a round robin is dealt from: the one it names, or its own, made when it is needed first. */
  poolOf(service: Service): Promise<KeptPool>;
}

interface PoolsDeps {
  readonly shelf: PoolShelf;
  readonly services: Services;
  readonly ids: Ids;
}

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

export function createPools({ shelf, services, ids }: PoolsDeps): Pools {
  async function poolOfItsOwn(service: Service): Promise<KeptPool> {
    // A round that writes nothing means that somebody else wrote the pool in between.
    for (;;) {
      const kept = await shelf.find(service.organisationId, ownPoolId(service.id));
      if (kept && hasHosts(kept, hostsOf(service))) return kept;
      const made = ownPool(service, kept);
      if (await (kept ? shelf.replace(made) : shelf.insert(made))) return made;
    }
  }

  async function servicesOf(organisationId: OrganisationId, id: PoolId): Promise<readonly Service[]> {
    return (await services.list(organisationId)).filter((service) => poolIdOf(service) === id);
  }

  function check({ ofService, hosts }: Pick<KeptPool, 'ofService' | 'hosts'>, terms: PoolTerms, id: PoolId): void {
    checkPool({ ...terms, id });
    const known = new Set(hosts.map(({ host }) => host));
    const isSame = known.size === terms.hosts.length && terms.hosts.every(({ host }) => known.has(host));
    if (ofService && !isSame)
      throw invalid('/hosts', `are those of the service ${ofService}; change them there, or have it name another pool`);
  }

  return {
    list: shelf.list,
    get: shelf.find,
    servicesOf,
    async add(organisationId, terms) {
      const pool: KeptPool = { ...terms, id: ids.next('pool'), organisationId, version: 1 };
      checkPool(pool);
      await shelf.insert(pool);
      return pool;
    },
    async change(organisationId, id, terms, version) {
      for (;;) {
        const before = await shelf.find(organisationId, id);
        if (!before) return refuse('not_found');
        if (version !== undefined && version !== before.version)
          return refuse('changed_meanwhile', { version: before.version });
        check(before, terms, id);
        const { ofService } = before;
        const after: KeptPool = { ...terms, id, organisationId, ofService, version: before.version + 1 };
        if (await shelf.replace(after)) return ok(after);
      }
    },
    async remove(organisationId, id, version) {
      const before = await shelf.find(organisationId, id);
      if (!before) return refuse('not_found');
      if (version !== undefined && version !== before.version)
        return refuse('changed_meanwhile', { version: before.version });
      const users = (await servicesOf(organisationId, id)).filter(({ isOffered }) => isOffered);
      if (users.length > 0) return refuse('in_use', { services: users });
      if (await shelf.remove(organisationId, id, before.version)) return ok(undefined);
      const now = await shelf.find(organisationId, id);
      return now ? refuse('changed_meanwhile', { version: now.version }) : refuse('not_found');
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
export function withPoolHosts(services: Services, shelf: Pick<PoolShelf, 'find'>): Services {
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
    async write(service) {
      const { shape, organisationId } = service;
      if (shape.kind === 'round_robin' && shape.poolId && !(await shelf.find(organisationId, shape.poolId)))
        throw invalid('/shape/poolId', 'names no pool of this organisation; make it first, or leave it out');
      return services.write(await follow(service));
    },
  };
}
