import type {
  Commitment,
  Host,
  LocationType,
  ResourceNeed,
  SequenceStep,
  ServiceRules,
  Shape,
  SlotQuery,
} from '../availability/types.ts';
import { Fault, invalid } from '../fault.ts';
import type { MemberId, OrganisationId, ServiceId } from '../ids.ts';
import type { Instant, Span } from '../time/types.ts';
import type { Cast } from './claims.ts';
import type { HandoverStep, RoomNeed, Service } from './services.ts';

export interface Wish {
  readonly organisationId: OrganisationId;
  readonly service: Service;
  readonly durationMinutes?: number | undefined;
  readonly location?: LocationType | undefined;
  readonly guests: number;
  /** Only these of the service's hosts. */
  readonly hosts?: readonly MemberId[] | undefined;
}

/** Those of a pool who are asked for by name, or all of them. */
const wishedOf = ({ hosts: wished }: Wish, pool: readonly MemberId[]): readonly MemberId[] =>
  wished === undefined ? pool : pool.filter((id) => wished.includes(id));

/** Everybody who may have to be there. */
export function hostsAsked(wish: Wish): readonly MemberId[] {
  const { shape } = wish.service;
  switch (shape.kind) {
    case 'one_on_one':
    case 'round_robin':
    case 'group':
      return wishedOf(wish, shape.hosts);
    case 'sequence':
      return [...wishedOf(wish, shape.hosts), ...shape.steps.flatMap((step) => step.hosts)];
    case 'panel':
      return shape.benches.flatMap((bench) => bench.hosts);
    case 'collective':
    case 'multi_day':
      return shape.hosts;
  }
}

/** The cast with what the ledger gave away, in the words of the slot engine. */
interface Company {
  readonly cast: Cast;
  readonly taken: ReadonlyMap<string, readonly Commitment[]>;
}

const withCommitments = <C extends { readonly id: string }>(calendar: C, { taken }: Company): C => ({
  ...calendar,
  commitments: taken.get(calendar.id) ?? [],
});

const rulesOf = (service: Service, { taken }: Company): ServiceRules => ({
  ...service.rules,
  id: service.id,
  commitments: taken.get(service.id),
});

const hostsOf = (ids: readonly MemberId[], company: Company): readonly Host[] =>
  ids.flatMap((id) => {
    const host = company.cast.hosts.get(id);
    return host ? [withCommitments(host, company)] : [];
  });

const roomsOf = (rooms: readonly RoomNeed[], company: Company): readonly ResourceNeed[] =>
  rooms.map(({ need, resources, locations }) => ({
    need,
    locations,
    resources: resources.flatMap((id) => {
      const resource = company.cast.resources.get(id);
      return resource ? [withCommitments(resource, company)] : [];
    }),
  }));

function serviceOf(cast: Cast, id: ServiceId): Service {
  const service = cast.services.get(id);
  if (!service)
    throw new Fault('not_found', `The service ${id} of a handover is gone; edit the steps of the sequence.`);
  return service;
}

function stepOf({ serviceId, hosts, ...step }: HandoverStep, company: Company): SequenceStep {
  const service = serviceOf(company.cast, serviceId);
  return {
    ...step,
    service: rulesOf(service, company),
    hosts: hostsOf(hosts, company),
    resources: roomsOf(service.rooms, company),
  };
}

function shapeOf(wish: Wish, company: Company): Shape {
  const { shape } = wish.service;
  const wished = (pool: readonly MemberId[]): readonly Host[] => hostsOf(wishedOf(wish, pool), company);
  switch (shape.kind) {
    case 'one_on_one':
    case 'round_robin':
      // Whoever is asked for by name is a pool of one.
      return { kind: 'round_robin', hosts: wished(shape.hosts) };
    case 'group': {
      const [host] = wished(shape.hosts);
      if (!host) throw invalid('/hosts', 'nobody of this service fits; name a host who offers it, or leave it out');
      return { kind: 'group', host };
    }
    case 'collective':
      return { kind: 'collective', hosts: hostsOf(shape.hosts, company) };
    case 'panel':
      return {
        kind: 'panel',
        benches: shape.benches.map(({ need, hosts }) => ({ need, hosts: hostsOf(hosts, company) })),
      };
    case 'multi_day':
      return { kind: 'multi_day', hosts: hostsOf(shape.hosts, company), dayOffsets: shape.dayOffsets };
    case 'sequence': {
      const steps = shape.steps.map((step) => stepOf(step, company));
      return { kind: 'sequence', hosts: wished(shape.hosts), followedBy: steps };
    }
  }
}

/** The question to the slot engine: which starts within the span can be had. */
export function queryOf(
  wish: Wish,
  cast: Cast,
  span: Span,
  taken: ReadonlyMap<string, readonly Commitment[]>,
  now: Instant,
): SlotQuery {
  const company = { cast, taken };
  const { service, durationMinutes, location, guests } = wish;
  return {
    now,
    from: span.start,
    to: span.end,
    zone: service.rules.zone,
    service: rulesOf(service, company),
    durationMinutes,
    location,
    guests,
    shape: shapeOf(wish, company),
    resources: roomsOf(service.rooms, company),
  };
}
