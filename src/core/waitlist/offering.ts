import type { HeldTime } from '../appointments/taking.ts';
import type { OrganisationId } from '../ids.ts';
import type { Instant } from '../time/types.ts';
import { MINUTE } from '../time/types.ts';
import { finishAccepting, PRESUMED_DEAD, takeOver } from './answering.ts';
import {
  changeEntry,
  changeOpening,
  editEntry,
  planOpening,
  SYSTEM,
  settingsOf,
  unreserve,
  type WaitlistDeps,
} from './changes.ts';
import { closeOpening, endOffers } from './ending.ts';
import {
  acceptingOf,
  answerBy,
  askingTime,
  candidatesFor,
  firstSuiting,
  isReserved,
  pendingOf,
  sharesRound,
  timeRequestOf,
} from './rules.ts';
import type { ClosingReason, Opening, OpeningId, WaitlistEntry, WaitlistOffer, WaitlistSettings } from './types.ts';

/** A yes in the last second is still written before the hold runs out. */
const GRACE = MINUTE;
/** Waiting people who are looked at for one opening, the first in order. */
const MOST_CANDIDATES = 500;
const TURNS = 50;

type Turned = 'rests' | 'again';

/**
 * Brings an opening as far as it goes now: offers nobody answered lapse, the next are asked, and when nobody is left it is closed. Said twice,
 * or by two processes at once, it does the same.
 */
export async function advance(deps: WaitlistDeps, organisationId: OrganisationId, id: OpeningId): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) {
    const opening = await deps.openings.find(organisationId, id);
    if (opening?.status !== 'open') return;
    if ((await takeTurn(deps, opening)) === 'rests') return;
  }
  // Everybody wants it at this very moment; it is looked at again.
  await deps.dueTimes.plan([planOpening({ organisationId, id }, deps.clock.now() + MINUTE)]);
}

async function takeTurn(deps: WaitlistDeps, opening: Opening): Promise<Turned> {
  const accepting = acceptingOf(opening);
  if (accepting) {
    const taken = await takeOver(deps, opening);
    if (taken === 'alive') {
      await deps.dueTimes.plan([planOpening(opening, opening.updatedAt + PRESUMED_DEAD)]);
      return 'rests';
    }
    if (taken !== 'lost') await finishAccepting(deps, taken, accepting);
    return 'again';
  }
  const now = deps.clock.now();
  const pending = pendingOf(opening);
  const overdue = pending.filter((offer) => now >= offer.answerBy);
  if (overdue.length > 0) {
    await endOffers(deps, opening, overdue, 'lapsed', SYSTEM);
    return 'again';
  }
  if (pending.length > 0) {
    await deps.dueTimes.plan([planOpening(opening, Math.min(...pending.map((offer) => offer.answerBy)))]);
    return 'rests';
  }
  const settings = await settingsOf(deps, opening.organisationId);
  const earliest = Math.max(opening.start, now + settings.leadMinutes * MINUTE);
  if (earliest >= opening.end) return close(deps, opening, 'too_late');
  return makeRound(deps, opening, settings, earliest);
}

const close = async (deps: WaitlistDeps, opening: Opening, because: ClosingReason): Promise<Turned> =>
  (await closeOpening(deps, opening, because, SYSTEM)) ? 'rests' : 'again';

async function waitingFor({ services, entries }: WaitlistDeps, { organisationId }: Opening) {
  const offered = (await services.list(organisationId)).filter((service) => service.isOffered);
  return entries.waiting(
    organisationId,
    offered.map((service) => service.id),
    MOST_CANDIDATES,
  );
}

async function makeRound(
  deps: WaitlistDeps,
  opening: Opening,
  settings: WaitlistSettings,
  earliest: Instant,
): Promise<Turned> {
  const now = deps.clock.now();
  const candidates = candidatesFor(await waitingFor(deps, opening), opening, now);
  if (candidates.length === 0) return close(deps, opening, 'nobody_left');
  const readyAt = (entry: WaitlistEntry): Instant =>
    Math.max(
      askingTime(entry, settings, now),
      isReserved(entry, opening.id, now) ? (entry.reserved?.until ?? now) : now,
    );
  const ready = candidates.filter((entry) => readyAt(entry) <= now);
  for (const first of ready) {
    const held = await holdFor(deps, opening, first, settings, earliest);
    if (held) return offerRound(deps, opening, { first, ready, held, settings });
  }
  const later = candidates.filter((entry) => !ready.includes(entry)).map(readyAt);
  if (later.length === 0) return close(deps, opening, 'nothing_fits');
  // Nobody is woken for it, and nobody is passed over who is being asked about something else at the moment.
  await deps.dueTimes.plan([planOpening(opening, Math.min(...later, opening.end))]);
  return 'rests';
}

interface HeldSlot {
  readonly time: HeldTime;
  readonly start: Instant;
  readonly end: Instant;
  readonly answerBy: Instant;
}

/** The first start within the opening that suits and that the slot engine offers, held; undefined: there is none. */
async function holdFor(
  { slots, services, appointmentService, clock }: WaitlistDeps,
  opening: Opening,
  entry: WaitlistEntry,
  settings: WaitlistSettings,
  earliest: Instant,
): Promise<HeldSlot | undefined> {
  const service = await services.find(entry.organisationId, entry.serviceId);
  if (!service?.isOffered) return undefined;
  const request = timeRequestOf(entry, opening, earliest);
  const wish = {
    ...request,
    service: { ...service, rules: { ...service.rules, noticeMinutes: 0 } },
    location: entry.location.type,
    guests: entry.guests.length,
  };
  const span = { start: earliest, end: opening.end };
  const found = await slots.find(wish, await slots.gather(wish, span), span);
  const slot = firstSuiting(entry, found, earliest, clock.now());
  if (!slot) return undefined;
  const until = answerBy(clock.now(), settings, slot.start);
  const held = await appointmentService.hold({ ...request, start: slot.start }, until + GRACE);
  return held.ok ? { time: held.value, start: slot.start, end: slot.end, answerBy: until } : undefined;
}

interface Round {
  readonly first: WaitlistEntry;
  readonly ready: readonly WaitlistEntry[];
  readonly held: HeldSlot;
  readonly settings: WaitlistSettings;
}

function inviteesOf({ first, ready, held, settings }: Round, now: Instant): readonly WaitlistEntry[] {
  const hosts = held.time.visits.flatMap((visit) => visit.hosts);
  const invited = [first];
  for (const other of ready) {
    if (invited.length >= settings.batch) break;
    const isKnown = invited.some(({ contactId }) => contactId === other.contactId);
    if (!isKnown && sharesRound(first, other, { hosts, start: held.start }, now)) invited.push(other);
  }
  return invited;
}

/** First the entries are reserved, then the opening says what is offered, with the event that tells of it in the same update. */
async function offerRound(deps: WaitlistDeps, opening: Opening, round: Round): Promise<Turned> {
  const now = deps.clock.now();
  const { time, ...span } = round.held;
  const hosts = [...new Set(time.visits.flatMap((visit) => visit.hosts))];
  const offers: WaitlistOffer[] = [];
  for (const { id: entryId, contactId, serviceId } of inviteesOf(round, now)) {
    const id = deps.ids.next('waitlist_offer');
    const reserved = { openingId: opening.id, offerId: id, until: span.answerBy + GRACE };
    const isReservedNow = await editEntry(deps, opening.organisationId, entryId, (entry) =>
      entry.state === 'waiting' && !isReserved(entry, opening.id, now)
        ? changeEntry(deps, { ...entry, reserved })
        : undefined,
    );
    const appointmentId = deps.ids.next('appointment');
    const offer = {
      id,
      entryId,
      contactId,
      serviceId,
      hosts,
      state: 'pending',
      offeredAt: now,
      appointmentId,
    } as const;
    if (isReservedNow) offers.push({ ...offer, ...span });
  }
  const next: Opening = { ...opening, offers: [...opening.offers, ...offers], held: time };
  await deps.dueTimes.plan([planOpening(opening, span.answerBy)]);
  const change = changeOpening(deps, next, { type: 'opening_offered', actor: SYSTEM, offers });
  if (offers.length > 0 && (await deps.openings.update(change))) return 'rests';
  await deps.appointmentService.release(opening.organisationId, time);
  await unreserve(deps, opening, offers);
  return 'again';
}
