import type { Slot, SlotVisit } from '../availability/types.ts';
import type { MemberId, ResourceId } from '../ids.ts';
import type { Cast } from './claims.ts';
import type { Service, ServiceShape } from './services.ts';
import type { Visit } from './types.ts';

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
