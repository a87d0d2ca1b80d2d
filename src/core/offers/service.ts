import type { Appointment } from '../appointments/types.ts';
import type { Actor } from '../events.ts';
import type { AppointmentId, MemberId, OrganisationId, ServiceId } from '../ids.ts';
import { ok, type Result, refuse } from '../result.ts';
import { type Instant, MINUTE, type Span, type Zone } from '../time/types.ts';
import {
  type Accepted,
  type Answer,
  accept,
  type BookedBefore,
  decide,
  type Ended,
  type Gone,
  type NoSuchOption,
  type NotFound,
  type NotYours,
} from './deciding.ts';
import { type MakeRefusal, makeOffer, type OfferDeps, type OfferOrder, openOptions, timeRequestOf } from './making.ts';
import { chainOf, hasExpired, optionOf } from './rules.ts';
import { type FoundTimes, searchTimes, type WishedWindow } from './search.ts';
import type { KeptOffer, OfferId } from './types.ts';

export interface TimesWanted {
  readonly organisationId: OrganisationId;
  readonly serviceId: ServiceId;
  readonly hostId?: MemberId | undefined;
  readonly windows: readonly WishedWindow[];
  readonly near?: Instant | undefined;
  readonly zone: Zone;
  readonly without: readonly Instant[];
  /** Its own time is no obstacle to its new one. */
  readonly moves?: Appointment | undefined;
}

export interface CounterRequest extends Answer {
  readonly windows: readonly WishedWindow[];
  readonly words: string;
  /** Times the member names instead; a contact's are looked up. */
  readonly starts?: readonly Instant[] | undefined;
  readonly zone: Zone;
}

/** While the questions before a booking are asked. */
const HELD_FOR_QUESTIONS = 15 * MINUTE;
const LONGEST_CHAIN = 50;

type Refused = NotFound | NotYours | BookedBefore | Ended;

/** Offers from the first word to the last. A list of short use-cases, and so longer than most. */
export function createOffers(deps: OfferDeps) {
  const { shelf, services, slots, clock, appointmentService, appointments } = deps;

  const decisionOf = ({ by, cause }: Answer) => ({ by, cause, at: clock.now() });

  /** An accepted offer is answered with its visit, whatever was asked of it. */
  async function withVisit(refused: Exclude<Awaited<ReturnType<typeof decide>>, { ok: true }>): Promise<Refused> {
    switch (refused.reason) {
      case 'accepted_before': {
        const offer = refused.detail;
        const visit = await appointments.find(offer.organisationId, offer.visitId);
        return visit === undefined ? refuse('not_found') : refuse('booked_before', { offer, visit });
      }
      case 'no_such_option':
      case 'not_due':
        return refuse('not_found');
      default:
        return refused;
    }
  }

  async function findTimes(wanted: TimesWanted): Promise<FoundTimes> {
    const { organisationId, serviceId, hostId, windows, near, zone, without, moves } = wanted;
    const service = await services.find(organisationId, serviceId);
    if (!service?.isOffered) return { slots: [], fits: false };
    const minutes = moves?.visits[0] === undefined ? undefined : (moves.visits[0].end - moves.visits[0].start) / MINUTE;
    return await searchTimes(slots, {
      wish: {
        ...{ organisationId, service, guests: 0 },
        durationMinutes: minutes ?? service.rules.durations[0],
        location: moves?.location.type,
        hosts: hostId === undefined ? undefined : [hostId],
      },
      ...{ windows, near, zone },
      without: moves === undefined ? without : [...without, moves.start],
      own: moves === undefined ? undefined : { appointmentIds: [moves.id] },
      now: clock.now(),
    });
  }

  async function decline(answer: Answer): Promise<Result<KeptOffer, Refused>> {
    const declined = await decide(deps, answer, { kind: 'decline', decision: decisionOf(answer) });
    return declined.ok ? ok(declined.value.offer) : await withVisit(declined);
  }

  async function withdraw(answer: Answer): Promise<Result<KeptOffer, Refused>> {
    const cancelled = await decide(deps, answer, { kind: 'cancel', decision: decisionOf(answer) });
    return cancelled.ok ? ok(cancelled.value.offer) : await withVisit(cancelled);
  }

  /** Turns the direction round. The new offer is written first: the same cause handled again finds it and goes on from there. */
  async function counter(
    request: CounterRequest,
  ): Promise<Result<{ readonly answered: KeptOffer; readonly counter: KeptOffer }, Refused | MakeRefusal>> {
    const answered = await shelf.find(request.organisationId, request.offerId);
    if (answered === undefined) return refuse('not_found');
    const known = await shelf.byCause(request.organisationId, request.cause);
    const made = known === undefined ? await makeCounter(request, answered) : ok(known);
    if (!made.ok) return made;
    const { id: counterId } = made.value;
    const moved = await decide(deps, request, { kind: 'counter', counterId, decision: decisionOf(request) });
    if (moved.ok) return ok({ answered: moved.value.offer, counter: made.value });
    // Decided some other way in the meantime: what answers it has nothing to answer.
    await withdraw({ ...request, offerId: counterId });
    return await withVisit(moved);
  }

  async function makeCounter(request: CounterRequest, answered: KeptOffer) {
    if (request.by === answered.from) return refuse('not_yours_to_answer');
    const state = answered.state.kind;
    if (state !== 'pending' || hasExpired(answered, clock.now())) {
      const refused = await decide(deps, request, { kind: 'decline', decision: decisionOf(request) });
      return refused.ok
        ? refuse('ended', { how: 'declined' as const, offer: refused.value.offer })
        : await withVisit(refused);
    }
    const moves =
      answered.reschedules === undefined
        ? undefined
        : await appointments.find(request.organisationId, answered.reschedules);
    const { serviceId, memberId: hostId, minutes, location, reschedules } = answered;
    const { windows, words, zone, cause, actor, organisationId, by } = request;
    const found =
      request.starts === undefined && windows.length > 0
        ? await findTimes({ organisationId, serviceId, hostId, windows, zone, without: [], moves })
        : undefined;
    const order: OfferOrder = {
      ...{ organisationId, serviceId, minutes, location, reschedules, cause, actor, words },
      conversationId: answered.conversationId,
      contactId: answered.contactId,
      memberId: hostId,
      starts: request.starts ?? (found?.fits ? found.slots.map(({ start }) => start) : []),
      kind: 'counter_offer',
      from: by,
      origin: answered.origin,
      hold: answered.hold,
      wishes: windows.map(({ from, to }): Span => ({ start: from, end: to })),
      answers: answered.id,
    };
    return await makeOffer(deps, order);
  }

  /** Held already, it is held on. */
  async function holdOption(answer: Answer, option: number): Promise<Result<KeptOffer, Refused | NoSuchOption | Gone>> {
    const offer = await shelf.find(answer.organisationId, answer.offerId);
    if (offer === undefined) return refuse('not_found');
    if (offer.state.kind !== 'pending' || hasExpired(offer, clock.now())) {
      const refused = await decide(deps, answer, { kind: 'accept', option, decision: decisionOf(answer) });
      return refused.ok ? ok(refused.value.offer) : await withVisit(refused);
    }
    const chosen = optionOf(offer, option);
    if (chosen === undefined) return refuse('no_such_option');
    const now = clock.now();
    if (offer.held.some((one) => one.option === option && one.time.until > now)) return ok(offer);
    const held = await appointmentService.hold(timeRequestOf(offer, chosen), now + HELD_FOR_QUESTIONS);
    if (!held.ok) return refuse('gone', { offer });
    const others = offer.held.filter((one) => one.option !== option);
    const next: KeptOffer = {
      ...offer,
      version: offer.version + 1,
      held: [...others, { option, time: held.value }],
    };
    // Decided meanwhile: the hold is of no use and runs out.
    if ((await shelf.replace(next)) === 'written') return ok(next);
    await appointmentService.release(answer.organisationId, held.value);
    return await holdOption(answer, option);
  }

  return {
    find: shelf.find,
    list: shelf.list,
    byCause: shelf.byCause,
    make: (order: OfferOrder) => makeOffer(deps, order),
    openOptions: (offer: KeptOffer) => openOptions(deps, offer),
    accept: (
      answer: Answer,
      option: number,
      known?: KeptOffer,
    ): Promise<Result<Accepted, NotFound | NotYours | NoSuchOption | BookedBefore | Ended | Gone>> =>
      accept(deps, answer, option, known),
    decline,
    withdraw,
    counter,
    holdOption,
    findTimes,
    /** The offers before it, the first word first. */
    async chain(offer: KeptOffer): Promise<readonly KeptOffer[]> {
      const known: KeptOffer[] = [offer];
      let next = offer.answers;
      while (next !== undefined && known.length < LONGEST_CHAIN) {
        const found = await shelf.find(offer.organisationId, next);
        if (found === undefined) break;
        known.push(found);
        next = found.answers;
      }
      const order = chainOf(known, offer.id).map(({ id }) => id);
      return order.flatMap((id) => known.find((one) => one.id === id) ?? []);
    },
    /** By time that passed. One that was claimed and never booked is booked now, or ends after all. */
    async expire(organisationId: OrganisationId, offerId: OfferId): Promise<void> {
      const cause = `expiry of ${offerId}`;
      const actor: Actor = { kind: 'system', channel: 'system' };
      const offer = await shelf.find(organisationId, offerId);
      if (offer?.state.kind === 'accepted' && offer.state.appointmentId === undefined) {
        const { option, decision } = offer.state;
        await accept(deps, { organisationId, offerId, by: decision.by, cause, actor }, option);
      }
      const decision = { by: 'organisation' as const, at: clock.now(), cause };
      await decide(deps, { organisationId, offerId, by: 'organisation', cause, actor }, { kind: 'expire', decision });
    },
    /** The visit that an accepted offer led to. */
    visitOf: (organisationId: OrganisationId, id: AppointmentId) => appointments.find(organisationId, id),
  };
}

export type Offers = ReturnType<typeof createOffers>;
