import type { Slot, SlotVisit } from '../availability/types.ts';
import type { AppointmentId, AssignmentId, MemberId, OrganisationId, ResourceId } from '../ids.ts';
import type { TakingId } from '../ledger/types.ts';
import type { Refusal, Result } from '../result.ts';
import type { KeptPool } from '../teams/pools.ts';
import type { ByHand } from '../teams/types.ts';
import type { Instant } from '../time/types.ts';
import type { Cast } from './claims.ts';
import type { Wish } from './query.ts';
import type { Service, ServiceShape } from './services.ts';
import type { Look } from './slots.ts';
import type { Visit } from './types.ts';

/** A visit in search of a host. */
export interface VisitToDeal {
  readonly wish: Wish;
  readonly cast: Cast;
  /** Absent where hosts do not take turns. */
  readonly pool?: KeptPool | undefined;
  /** Names everybody who is free. */
  readonly slot: Slot;
  /** Of the others, as the ledger stood when the slot was found. */
  readonly whyNot: Look['whyNot'];
  readonly taking: TakingId;
  readonly appointmentId?: AppointmentId | undefined;
  readonly until: Instant;
  /** Dealt before, for time that was held or for the time it is moved from: kept while its host is free. */
  readonly dealt?: AssignmentId | undefined;
  readonly byHand?: ByHand | undefined;
  /** Without anything dealt, the host it is to stay with. */
  readonly staysWith?: MemberId | undefined;
}

export interface Deal {
  readonly host: MemberId;
  readonly assignment: AssignmentId;
  /** Dealt just now, and so to be given back when the visit cannot be placed. */
  readonly isNew: boolean;
  /** When the log knows of it: before an appointment may name it, and before it can be given back. */
  readonly logged?: Promise<void> | undefined;
}

/** Whose turn it is among the hosts who share a service (see teams). */
export interface Dealer {
  /** From which the service's visits are dealt; undefined where hosts do not take turns. */
  poolOf(service: Service): Promise<KeptPool | undefined>;
  /**
   * Counts the visit for one of the free hosts, `without` left out; undefined where hosts do not take turns. What was dealt a moment before
   * and could not be placed is given back in the same step.
   */
  deal(
    visit: VisitToDeal,
    without: ReadonlySet<string>,
    before: Deal | undefined,
  ): Promise<Result<Deal | undefined, Refusal<'nobody_free'>>>;
  /** The visit did not come to be. */
  giveBack(organisationId: OrganisationId, assignment: AssignmentId): Promise<void>;
  /** Nobody said yes to the time that was held; whoever did so in this moment keeps it. */
  giveUp(organisationId: OrganisationId, assignment: AssignmentId): Promise<void>;
}

/** In which order free hosts are asked; who is not in it comes last. */
export interface Preference {
  readonly order: readonly MemberId[];
  /** Hosts and rooms that turned out to be taken although they looked free. */
  readonly without: ReadonlySet<string>;
}

const inOrder = (hosts: readonly MemberId[], order: readonly MemberId[]): readonly MemberId[] => {
  const place = new Map(order.map((host, index) => [host, index]));
  const placeOf = (host: MemberId) => place.get(host) ?? order.length;
  return [...hosts].sort((a, b) => placeOf(a) - placeOf(b));
};

/** Undefined: not enough are left. */
function chooseHosts(
  free: readonly MemberId[],
  shape: ServiceShape,
  { order, without }: Preference,
): readonly MemberId[] | undefined {
  const left = inOrder(
    free.filter((host) => !without.has(host)),
    order,
  );
  switch (shape.kind) {
    case 'one_on_one':
    case 'round_robin':
    case 'sequence':
    case 'group':
      return left.length > 0 ? left.slice(0, 1) : undefined;
    case 'collective':
    case 'multi_day':
      return left.length === free.length ? free : undefined;
    case 'panel': {
      const chosen = shape.benches.map(({ need, hosts }) => left.filter((host) => hosts.includes(host)).slice(0, need));
      return chosen.every((bench, index) => bench.length === shape.benches[index]?.need) ? chosen.flat() : undefined;
    }
  }
}

function chooseResources(
  visit: SlotVisit,
  service: Service,
  { without }: Preference,
): readonly ResourceId[] | undefined {
  const chosen: ResourceId[] = [];
  for (const [index, free] of visit.resources.entries()) {
    const left = free.filter((resource) => !without.has(resource) && !chosen.includes(resource));
    const needsAll = service.rooms[index]?.need === 'all';
    if (needsAll ? left.length < free.length : free.length > 0 && left.length === 0) return undefined;
    chosen.push(...(needsAll ? left : left.slice(0, 1)));
  }
  return chosen;
}

/**
 * Picks who and what takes part, of all that the slot says is free; undefined when too much of it turned out to be
 * taken.
 */
export function chooseVisits(
  slot: Slot,
  service: Service,
  cast: Cast,
  preference: Preference,
): readonly Visit[] | undefined {
  const offered: readonly SlotVisit[] = slot.visits ?? [{ ...slot, serviceId: service.id }];
  const visits: Visit[] = [];
  for (const visit of offered) {
    const { start, end, serviceId } = visit;
    const hosts = chooseHosts(visit.hosts, service.shape, preference);
    const resources = chooseResources(visit, cast.services.get(serviceId) ?? service, preference);
    if (!hosts || !resources) return undefined;
    visits.push({ start, end, serviceId, hosts, resources });
  }
  return visits;
}
