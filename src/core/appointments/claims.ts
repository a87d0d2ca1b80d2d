import type { Host, HostDefaults, Resource } from '../availability/types.ts';
import type { ServiceId } from '../ids.ts';
import type { ClaimRequest, ClaimTerms, EntryId } from '../ledger/types.ts';
import { MINUTE } from '../time/types.ts';
import type { Service } from './services.ts';
import type { Visit } from './types.ts';

/** Everybody and everything a visit may need, looked up once. */
export interface Cast {
  readonly services: ReadonlyMap<ServiceId, Service>;
  readonly hosts: ReadonlyMap<string, Host>;
  readonly resources: ReadonlyMap<string, Resource>;
}

interface Asked {
  readonly seats: number;
  nextId(): EntryId;
}

const seatsOf = (service: Service): number => (service.shape.kind === 'group' ? (service.rules.seats ?? 1) : 1);

function hostTerms(service: Service, defaults: HostDefaults | undefined): ClaimTerms {
  return {
    perDay: defaults?.maxPerDay,
    perWeek: defaults?.maxPerWeek,
    perDayOfService: service.rules.maxPerDayPerHost,
    perWeekOfService: service.rules.maxPerWeekPerHost,
    seats: seatsOf(service),
  };
}

function claimsOfVisit(visit: Visit, service: Service, cast: Cast, asked: Asked): readonly ClaimRequest[] {
  const { start, end, serviceId } = visit;
  const { rules } = service;
  const shared = { start, end, serviceId, ...(seatsOf(service) > 1 ? { seats: asked.seats } : {}) };
  const buffered = (defaults: HostDefaults | undefined) => ({
    bufferedStart: start - (rules.bufferBeforeMinutes ?? defaults?.bufferBeforeMinutes ?? 0) * MINUTE,
    bufferedEnd: end + (rules.bufferAfterMinutes ?? defaults?.bufferAfterMinutes ?? 0) * MINUTE,
  });
  const ofHosts = visit.hosts.flatMap((id): ClaimRequest[] => {
    const host = cast.hosts.get(id);
    if (!host) return [];
    const terms = hostTerms(service, host.defaults);
    return [{ ...shared, ...buffered(host.defaults), id: asked.nextId(), resource: id, zone: host.zone, terms }];
  });
  const ofResources = visit.resources.flatMap((id): ClaimRequest[] => {
    const resource = cast.resources.get(id);
    if (!resource) return [];
    const terms = { seats: seatsOf(service) };
    return [{ ...shared, ...buffered(undefined), id: asked.nextId(), resource: id, zone: resource.zone, terms }];
  });
  if ((rules.maxPerDay ?? rules.maxPerWeek) === undefined) return [...ofHosts, ...ofResources];
  // The limit over all hosts is a resource of its own: it takes no time and only counts.
  const limit: ClaimRequest = {
    ...shared,
    id: asked.nextId(),
    resource: serviceId,
    zone: rules.zone,
    bufferedStart: start,
    bufferedEnd: end,
    terms: { perDay: rules.maxPerDay, perWeek: rules.maxPerWeek, seats: seatsOf(service), countsOnly: true },
  };
  return [...ofHosts, ...ofResources, limit];
}

/**
 * All claims of a visit or a chain of visits. Hosts and services were looked up before; whoever is not in the cast was
 * not asked for.
 */
export function claimsOf(visits: readonly Visit[], cast: Cast, asked: Asked): readonly ClaimRequest[] {
  return visits.flatMap((visit) => {
    const service = cast.services.get(visit.serviceId);
    return service ? claimsOfVisit(visit, service, cast, asked) : [];
  });
}
