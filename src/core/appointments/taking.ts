import type { EmptyReason, Slot } from '../availability/types.ts';
import type { AppointmentId, AssignmentId, MemberId, OrganisationId, ServiceId } from '../ids.ts';
import type { Claim, ClaimRequest, Ledger, TakingId } from '../ledger/types.ts';
import type { Clock, Ids } from '../ports.ts';
import { ok, type Refusal, type Result, refuse } from '../result.ts';
import type { ByHand } from '../teams/types.ts';
import type { Instant } from '../time/types.ts';
import { chooseVisits, type Deal, type Dealer, type VisitToDeal } from './choice.ts';
import { type Cast, claimsOf } from './claims.ts';
import type { Wish } from './query.ts';
import type { Service, Services } from './services.ts';
import type { OwnTime, SlotSource } from './slots.ts';
import type { Guest, Location, Visit } from './types.ts';

export interface TimeRequest {
  readonly organisationId: OrganisationId;
  readonly serviceId: ServiceId;
  readonly start: Instant;
  readonly durationMinutes?: number | undefined;
  readonly location: Location;
  readonly guests: readonly Guest[];
  readonly hosts?: readonly MemberId[] | undefined;
  /** Instead of the service's own, for time that both sides wait for (see waitlist). */
  readonly noticeMinutes?: number | undefined;
}

/** Time kept for somebody who has not said yes. */
export interface HeldTime {
  readonly taking: TakingId;
  readonly visits: readonly Visit[];
  readonly claims: readonly Claim[];
  readonly until: Instant;
  /** Dealt for it, where hosts take turns. */
  readonly assignment?: AssignmentId | undefined;
}

export type UnknownService = Refusal<'unknown_service'>;
export type TooManyGuests = Refusal<'too_many_guests', { readonly most: number }>;
/** Somebody else has it; three other times that can be had, nearest first. */
export type TimeTaken = Refusal<'slot_taken', { readonly alternatives: readonly Slot[] }>;
/** The rules never offered it: outside the hours, too soon, too far away. */
export type NotOffered = Refusal<
  'not_offered',
  { readonly because: EmptyReason; readonly sentence: string; readonly alternatives: readonly Slot[] }
>;
export type TimeRefusal = UnknownService | TooManyGuests | TimeTaken | NotOffered;

export interface TimeDeps {
  readonly ledger: Ledger;
  readonly slots: SlotSource;
  readonly services: Services;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly dealer: Dealer;
}

const ALTERNATIVES = 3;
/** Long enough for the writes that follow; when it runs out, the appointment itself decides (see truth.ts). */
export const WRITING_TIME = 60_000;

const BUSY_REASONS: ReadonlySet<EmptyReason> = new Set(['full', 'resource', 'limit', 'sequence']);

export interface TakenVisits {
  readonly visits: readonly Visit[];
  readonly claims: readonly ClaimRequest[];
  /** Absent where hosts do not take turns. */
  readonly deal?: Deal | undefined;
}

export interface TakeOrder {
  readonly service: Service;
  readonly request: TimeRequest;
  readonly taking: TakingId;
  readonly appointmentId?: AppointmentId | undefined;
  readonly until: Instant;
  /** Asked first when they are free. */
  readonly preferred: readonly MemberId[];
  /** Dealt for it before; it stays while its host is free. */
  readonly dealt?: AssignmentId | undefined;
  /** This host and no other, because a person decided so. */
  readonly byHand?: ByHand | undefined;
}

export async function findService(
  services: Services,
  request: TimeRequest,
): Promise<Result<Service, UnknownService | TooManyGuests>> {
  const service = await services.find(request.organisationId, request.serviceId);
  if (!service?.isOffered) return refuse('unknown_service');
  const { maxGuests: most = 0 } = service.rules;
  if (request.guests.length > most) return refuse('too_many_guests', { most });
  const { noticeMinutes } = request;
  return ok(noticeMinutes === undefined ? service : { ...service, rules: { ...service.rules, noticeMinutes } });
}

const wishOf = ({ service, request }: TakeOrder): Wish => ({
  organisationId: request.organisationId,
  service,
  durationMinutes: request.durationMinutes,
  location: request.location.type,
  guests: request.guests.length,
  hosts: request.hosts,
});

const ownTimeOf = ({ taking, appointmentId }: TakeOrder): OwnTime => ({
  taking,
  appointmentIds: appointmentId === undefined ? [] : [appointmentId],
});

/** What can be had instead, nearest first. */
export const nearestTimes = (deps: TimeDeps, order: TakeOrder): Promise<readonly Slot[]> =>
  deps.slots.nearest(wishOf(order), order.request.start, ALTERNATIVES, ownTimeOf(order));

/**
 * Asks the slot engine for exactly this start and takes what it offers, as a hold. When somebody was faster on one host
 * or room, the next free one is asked; every round leaves at least one out, so it ends.
 */
export async function takeTime(deps: TimeDeps, order: TakeOrder): Promise<Result<TakenVisits, TimeTaken | NotOffered>> {
  const { request } = order;
  const wish = wishOf(order);
  const own = ownTimeOf(order);
  const [cast, pool] = await Promise.all([
    deps.slots.gather(wish, { start: request.start, end: request.start + 1 }),
    deps.dealer.poolOf(order.service),
  ]);
  const nearest = () => nearestTimes(deps, order);
  const { found, whyNot } = await deps.slots.look(wish, cast, request.start, own);
  if (!found.ok) {
    const alternatives = await nearest();
    if (BUSY_REASONS.has(found.reason)) return refuse('slot_taken', { alternatives });
    return refuse('not_offered', { because: found.reason, sentence: found.detail, alternatives });
  }
  const taken = await takeSlot(deps, order, { wish, cast, pool, slot: found.value, whyNot });
  return taken ? ok(taken) : refuse('slot_taken', { alternatives: await nearest() });
}

/** Undefined: too much of what was free is taken by now. */
async function takeSlot(
  deps: TimeDeps,
  order: TakeOrder,
  offer: Pick<VisitToDeal, 'wish' | 'cast' | 'pool' | 'slot' | 'whyNot'>,
): Promise<TakenVisits | undefined> {
  const { request, service, taking, appointmentId, until, preferred, dealt, byHand } = order;
  const { organisationId } = request;
  const { cast, slot } = offer;
  const staysWith = preferred.find((host) => slot.hosts.includes(host));
  const toDeal = { ...offer, taking, appointmentId, until, dealt, byHand, staysWith };
  const without = new Set<string>();
  let deal: Deal | undefined;
  for (;;) {
    const next = await deps.dealer.deal(toDeal, without, deal);
    if (next.ok) deal = next.value;
    const asked = deal ? [deal.host] : [...preferred, ...slot.hosts];
    const visits = next.ok ? chooseVisits(slot, service, cast, { order: asked, without }) : undefined;
    if (!visits) {
      await deal?.logged;
      if (deal?.isNew) await deps.dealer.giveBack(organisationId, deal.assignment);
      return undefined;
    }
    const claims = claimRequests(visits, cast, deps.ids, 1 + request.guests.length);
    const [held] = await Promise.all([
      deps.ledger.hold({ id: taking, organisationId, appointmentId }, claims, until),
      deal?.logged,
    ]);
    if (held.ok) return { visits, claims, deal };
    without.add(held.detail.resource);
    // The limit over all hosts stands whoever is asked.
    if (held.detail.resource === service.id) for (const host of slot.hosts) without.add(host);
  }
}

/** Leaves what was taken to others: the visit did not come to be. */
export async function letGo(
  { ledger, dealer }: Pick<TimeDeps, 'ledger' | 'dealer'>,
  organisationId: OrganisationId,
  { taking, claims, deal }: TakenVisits & { readonly taking: TakingId },
): Promise<void> {
  await ledger.release(organisationId, { taking, claims: claimsToKeep(claims) });
  if (deal?.isNew) await dealer.giveBack(organisationId, deal.assignment);
}

const claimRequests = (visits: readonly Visit[], cast: Cast, ids: Ids, seats: number): readonly ClaimRequest[] =>
  claimsOf(visits, cast, { seats, nextId: () => ids.next('entry') });

/** The claim without the terms it was asked under. */
export const claimsToKeep = (requests: readonly ClaimRequest[]): readonly Claim[] =>
  requests.map(({ terms: _terms, ...claim }) => claim);

/** Keeps a time for somebody who is being asked; it falls free by itself at `until`. */
export async function holdTime(
  deps: TimeDeps,
  request: TimeRequest,
  until: Instant,
  taking = deps.ids.next('taking'),
): Promise<Result<HeldTime, TimeRefusal>> {
  const service = await findService(deps.services, request);
  if (!service.ok) return service;
  const taken = await takeTime(deps, { service: service.value, request, taking, until, preferred: [] });
  if (!taken.ok) return taken;
  const { visits, claims, deal } = taken.value;
  return ok({ taking, visits, claims: claimsToKeep(claims), until, assignment: deal?.assignment });
}
