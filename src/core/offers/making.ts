import type { AppointmentService } from '../appointments/service.ts';
import type { Service, Services } from '../appointments/services.ts';
import type { SlotSource } from '../appointments/slots.ts';
import type { TimeRequest } from '../appointments/taking.ts';
import type { Appointments, Location } from '../appointments/types.ts';
import type { Slot } from '../availability/types.ts';
import type { Actor, DomainEvent, OfferFields } from '../events.ts';
import type { AppointmentId, ContactId, ConversationId, MemberId, OrganisationId, ServiceId } from '../ids.ts';
import type { Clock, DueTimes, Ids } from '../ports.ts';
import { ok, type Refusal, type Result, refuse } from '../result.ts';
import { type Instant, MINUTE, type Span } from '../time/types.ts';
import { expiryOf, hasExpired, MOST_OPTIONS } from './rules.ts';
import type {
  HeldOption,
  HoldPolicy,
  KeptOffer,
  OfferId,
  OfferKind,
  OfferOption,
  OfferOrigin,
  OfferShelf,
  Side,
} from './types.ts';

export interface OfferDeps {
  readonly shelf: OfferShelf;
  readonly appointmentService: AppointmentService;
  readonly appointments: Pick<Appointments, 'find'>;
  readonly services: Services;
  readonly slots: SlotSource;
  readonly dueTimes: Pick<DueTimes, 'plan'>;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface OfferOrder {
  /** Given by callers that may ask twice: what the first try held for it is then held anew, not in the way. */
  readonly id?: OfferId | undefined;
  readonly organisationId: OrganisationId;
  readonly conversationId: ConversationId;
  readonly contactId: ContactId;
  readonly serviceId: ServiceId;
  readonly memberId: MemberId;
  readonly starts: readonly Instant[];
  readonly kind: OfferKind;
  readonly from: Side;
  readonly origin: OfferOrigin;
  readonly hold: HoldPolicy;
  readonly wishes: readonly Span[];
  readonly words?: string | undefined;
  readonly minutes?: number | undefined;
  readonly location?: Location | undefined;
  readonly answers?: OfferId | undefined;
  readonly reschedules?: AppointmentId | undefined;
  readonly expiresAt?: Instant | undefined;
  readonly cause: string;
  readonly actor: Actor;
}

export type MakeRefusal =
  | Refusal<'unknown_service'>
  | Refusal<'too_many_options', { readonly most: number }>
  | Refusal<'no_options'>
  | Refusal<'expires_too_soon'>
  /** One of the times cannot be had; the nearest that can. */
  | Refusal<'option_taken', { readonly option: number; readonly alternatives: readonly Slot[] }>;

/** Names the due time that ends an offer. */
export const OFFER_EXPIRY = 'offer-expiry';
const ALTERNATIVES = 3;

/** Where a service takes place when nobody said: the first way it is offered. */
export function usualLocation({ rules }: Pick<Service, 'rules'>): Location {
  switch (rules.locations[0]) {
    case 'video':
      return { type: 'video', provider: 'custom' };
    case 'phone':
      return { type: 'phone', caller: 'host' };
    default:
      // Nobody wrote down where the house stands; whoever books knows it.
      return { type: 'in_person', address: 'Our address' };
  }
}

export const timeRequestOf = (offer: KeptOffer, { start, hostId }: OfferOption): TimeRequest => ({
  organisationId: offer.organisationId,
  serviceId: offer.serviceId,
  start,
  durationMinutes: offer.minutes,
  location: offer.location,
  guests: [],
  hosts: [hostId],
});

/** What an event tells of an offer. */
export const offerFields = (offer: KeptOffer): Partial<OfferFields> => ({
  status: offer.state.kind,
  contactId: offer.contactId,
  conversationId: offer.conversationId,
  serviceId: offer.serviceId,
  memberId: offer.memberId,
  starts: offer.options.map(({ start }) => start),
  ...(offer.answers === undefined ? {} : { answers: offer.answers }),
});

/** Puts times on the table, once per cause. Each is checked against the ledger first, or held there where that is wanted. */
export async function makeOffer(deps: OfferDeps, order: OfferOrder): Promise<Result<KeptOffer, MakeRefusal>> {
  const { shelf, services, ids, clock, dueTimes } = deps;
  const before = await shelf.byCause(order.organisationId, order.cause);
  if (before !== undefined) return ok(before);
  const service = await services.find(order.organisationId, order.serviceId);
  if (!service?.isOffered) return refuse('unknown_service');
  if (order.starts.length > MOST_OPTIONS) return refuse('too_many_options', { most: MOST_OPTIONS });
  if (order.starts.length + order.wishes.length === 0 && order.words === undefined) return refuse('no_options');
  const offer = describe(order, service, ids, clock.now());
  if (hasExpired(offer, clock.now())) return refuse('expires_too_soon');
  const free = await checkOptions(deps, offer, service);
  if (!free.ok) return free;
  const kept: KeptOffer = { ...offer, held: free.value };
  // Planned first: a plan without an offer does nothing, an offer without a plan would never end.
  const { id, organisationId, expiresAt } = kept;
  await dueTimes.plan([{ organisationId, key: `offer/${id}`, kind: OFFER_EXPIRY, subjectId: id, dueAt: expiresAt }]);
  if ((await shelf.insert(kept, madeEvent(kept, order.actor, ids))) === 'written') return ok(kept);
  // The same cause was handled at the same moment; what this one held runs out by itself.
  return ok((await shelf.byCause(organisationId, order.cause)) ?? kept);
}

function describe(order: OfferOrder, service: Service, ids: Ids, now: Instant): KeptOffer {
  const { answers, reschedules, words, starts, wishes } = order;
  const minutes = order.minutes ?? service.rules.durations[0] ?? 30;
  const ends = [...starts, ...wishes.map(({ end }) => end)];
  return {
    id: order.id ?? ids.next('offer'),
    organisationId: order.organisationId,
    version: 1,
    conversationId: order.conversationId,
    contactId: order.contactId,
    serviceId: order.serviceId,
    memberId: order.memberId,
    kind: order.kind,
    from: order.from,
    origin: order.origin,
    options: starts.map((start) => ({ start, end: start + minutes * MINUTE, hostId: order.memberId })),
    wishes,
    hold: order.hold,
    offeredAt: now,
    expiresAt: order.expiresAt ?? expiryOf(now, ends),
    state: { kind: 'pending' },
    cause: order.cause,
    minutes,
    location: order.location ?? usualLocation(service),
    visitId: reschedules ?? ids.next('appointment'),
    held: [],
    ...(answers === undefined ? {} : { answers }),
    ...(reschedules === undefined ? {} : { reschedules }),
    ...(words === undefined ? {} : { words }),
  };
}

const madeEvent = (offer: KeptOffer, actor: Actor, ids: Ids): DomainEvent => ({
  id: ids.next('event'),
  organisationId: offer.organisationId,
  type: 'offer_made',
  at: offer.offeredAt,
  actor,
  subject: { kind: 'offer', id: offer.id },
  after: offerFields(offer),
});

/** A visit that moves keeps its old time until the new one is sure, so nothing is held for it. */
async function checkOptions(
  deps: OfferDeps,
  offer: KeptOffer,
  service: Service,
): Promise<Result<readonly HeldOption[], MakeRefusal>> {
  const held: HeldOption[] = [];
  for (const [index, option] of offer.options.entries()) {
    const checked =
      offer.hold === 'until_expiry' && offer.reschedules === undefined
        ? await holdOne(deps, offer, option, index + 1)
        : await lookAtOne(deps, offer, option, service);
    if (checked.ok) {
      if (checked.value !== undefined) held.push({ option: index + 1, time: checked.value });
      continue;
    }
    for (const { time } of held) await deps.appointmentService.release(offer.organisationId, time);
    return refuse('option_taken', { option: index + 1, alternatives: checked.detail });
  }
  return ok(held);
}

type Checked = Result<HeldOption['time'] | undefined, Refusal<'taken', readonly Slot[]>>;

async function holdOne(
  { appointmentService, ids }: OfferDeps,
  offer: KeptOffer,
  option: OfferOption,
  number: number,
): Promise<Checked> {
  const taking = ids.derived('taking', offer.id, String(number));
  const taken = await appointmentService.hold(timeRequestOf(offer, option), offer.expiresAt, taking);
  if (taken.ok) return ok(taken.value);
  return refuse('taken', 'detail' in taken && 'alternatives' in taken.detail ? taken.detail.alternatives : []);
}

/** Which of its options can still be had, counted from 1: what was free when it was offered may be gone when it is shown. */
export async function openOptions(deps: OfferDeps, offer: KeptOffer): Promise<readonly number[]> {
  const service = await deps.services.find(offer.organisationId, offer.serviceId);
  if (!service?.isOffered) return [];
  const now = deps.clock.now();
  const looked = await Promise.all(
    offer.options.map(async (option, index) => {
      const number = index + 1;
      const isHeld = offer.held.some((held) => held.option === number && held.time.until > now);
      return isHeld || (await lookAtOne(deps, offer, option, service)).ok ? [number] : [];
    }),
  );
  return looked.flat();
}

async function lookAtOne(
  { slots }: OfferDeps,
  { organisationId, minutes, location, reschedules }: KeptOffer,
  { start, hostId }: OfferOption,
  service: Service,
): Promise<Checked> {
  const wish = {
    ...{ organisationId, service, durationMinutes: minutes },
    ...{ location: location.type, guests: 0, hosts: [hostId] },
  };
  const own = reschedules === undefined ? {} : { appointmentIds: [reschedules] };
  const cast = await slots.gather(wish, { start, end: start + 1 });
  const found = await slots.at(wish, cast, start, own);
  return found.ok ? ok(undefined) : refuse('taken', await slots.nearest(wish, start, ALTERNATIVES, own));
}
