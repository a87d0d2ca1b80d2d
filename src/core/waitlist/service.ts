import type { Appointment } from '../appointments/types.ts';
import type { Actor } from '../events.ts';
import type { MemberId, OrganisationId } from '../ids.ts';
import type { ChangedMeanwhile } from '../kept.ts';
import type { Change } from '../members/types.ts';
import { ok, type Refusal, type Result, refuse } from '../result.ts';
import type { Span } from '../time/types.ts';
import { type AcceptRefusal, type AnswerRequest, acceptOffer, type BeingFilled, type OfferOver } from './answering.ts';
import { changeEntry, planEntry, SYSTEM, settingsEvents, settingsOf, type WaitlistDeps } from './changes.ts';
import { closeOpening, endOffers } from './ending.ts';
import { figuresOf, type WaitlistFigures } from './figures.ts';
import { advance } from './offering.ts';
import { acceptingOf, offerOf } from './rules.ts';
import type {
  EntryId,
  EntryTerms,
  Opening,
  OpeningId,
  WaitlistEntry,
  WaitlistOffer,
  WaitlistSettings,
} from './types.ts';

type NotFound = Refusal<'not_found'>;
/** It came to a visit, ran out, or was left before. */
type EntryOver = Refusal<'entry_over', { readonly state: WaitlistEntry['state'] }>;
type NotOpen = Refusal<'not_open', { readonly status: Opening['status'] }>;

export type JoinRefusal = Refusal<'unknown_service'> | Refusal<'expired'>;
export type EntryRefusal = NotFound | EntryOver | ChangedMeanwhile;
export type DeclineRefusal = NotFound | OfferOver;
export type CloseRefusal = NotFound | NotOpen | BeingFilled;

interface EntryRequest {
  readonly organisationId: OrganisationId;
  readonly id: EntryId;
  readonly actor: Actor;
  /** The version the person saw; a later one is not overwritten. */
  readonly ifVersion?: number | undefined;
}

export type SettingsTerms = Omit<WaitlistSettings, 'id' | 'organisationId' | 'version'>;

export interface Waitlist {
  /** Under an id given by callers that may ask twice: the second time they get the entry of the first. */
  join(
    organisationId: OrganisationId,
    terms: EntryTerms,
    actor: Actor,
    id?: EntryId,
  ): Promise<Result<WaitlistEntry, JoinRefusal>>;
  change(
    request: EntryRequest & { readonly terms: Change<EntryTerms> },
  ): Promise<Result<WaitlistEntry, EntryRefusal | Refusal<'expired'>>>;
  /** What was offered to them goes to the next at once. */
  leave(request: EntryRequest): Promise<Result<WaitlistEntry, EntryRefusal>>;
  /** The first yes has the visit. */
  accept(request: AnswerRequest): Promise<Result<Appointment, AcceptRefusal>>;
  decline(request: AnswerRequest): Promise<Result<WaitlistOffer, DeclineRefusal>>;
  /** Offers it to nobody any more. */
  close(organisationId: OrganisationId, id: OpeningId, actor: Actor): Promise<Result<Opening, CloseRefusal>>;
  /** Due: offers nobody answered lapse, the next are asked. */
  advance(organisationId: OrganisationId, id: OpeningId): Promise<void>;
  /** Due: whoever waited as long as they wanted waits no more. */
  expire(organisationId: OrganisationId, id: EntryId): Promise<void>;
  /** Of openings found within the span, all or those of these hosts. */
  figures(organisationId: OrganisationId, within: Span, hosts: 'all' | readonly MemberId[]): Promise<WaitlistFigures>;
  settings(organisationId: OrganisationId): Promise<WaitlistSettings>;
  changeSettings(
    organisationId: OrganisationId,
    terms: SettingsTerms,
    ifVersion: number | undefined,
    actor: Actor,
  ): Promise<Result<WaitlistSettings, ChangedMeanwhile>>;
}

const TRIES = 10;

type EditResult = Promise<Result<WaitlistEntry, EntryRefusal>>;

async function editWaiting(
  deps: WaitlistDeps,
  { organisationId, id, actor, ifVersion }: EntryRequest,
  type: 'waitlist_changed' | 'waitlist_left' | 'waitlist_expired',
  edit: (entry: WaitlistEntry) => WaitlistEntry,
): EditResult {
  for (let attempt = 1; ; attempt++) {
    const entry = await deps.entries.find(organisationId, id);
    if (!entry) return refuse('not_found');
    if (entry.state !== 'waiting') return refuse('entry_over', { state: entry.state });
    const isOther = ifVersion !== undefined && entry.version !== ifVersion;
    if (isOther || attempt > TRIES) return refuse('changed_meanwhile', { version: entry.version });
    const edited = edit(entry);
    if (edited.expiresAt !== entry.expiresAt) await deps.dueTimes.plan([planEntry(edited)]);
    const change = changeEntry(deps, edited, { type, actor, from: entry });
    if (await deps.entries.update(change)) return ok(change.entry);
  }
}

/** Who waits, and for what, stays; everything else may be changed. */
const applyTerms = (entry: WaitlistEntry, terms: Change<EntryTerms>): WaitlistEntry => ({
  ...entry,
  hosts: terms.hosts ?? entry.hosts,
  dates: terms.dates ?? entry.dates,
  parts: terms.parts ?? entry.parts,
  location: terms.location ?? entry.location,
  priority: terms.priority ?? entry.priority,
  expiresAt: terms.expiresAt ?? entry.expiresAt,
});

/** What was open for whoever left is somebody else's now. */
async function withdrawOffer(
  deps: WaitlistDeps,
  { organisationId, reserved }: WaitlistEntry,
  actor: Actor,
): Promise<void> {
  if (!reserved) return;
  for (;;) {
    const opening = await deps.openings.find(organisationId, reserved.openingId);
    const offer = opening && offerOf(opening, reserved.offerId);
    if (opening?.status !== 'open' || offer?.state !== 'pending') return;
    if (await endOffers(deps, opening, [offer], 'withdrawn', actor)) return advance(deps, organisationId, opening.id);
  }
}

async function decline(
  deps: WaitlistDeps,
  { organisationId, offerId, actor }: AnswerRequest,
): Promise<Result<WaitlistOffer, DeclineRefusal>> {
  for (;;) {
    const opening = await deps.openings.ofOffer(organisationId, offerId);
    const offer = opening && offerOf(opening, offerId);
    if (!opening || !offer) return refuse('not_found');
    if (offer.state === 'declined') return ok(offer);
    if (offer.state !== 'pending') return refuse('offer_over', { state: offer.state });
    if (!(await endOffers(deps, opening, [offer], 'declined', actor))) continue;
    await advance(deps, organisationId, opening.id);
    return ok({ ...offer, state: 'declined', answeredBy: actor });
  }
}

async function close(
  deps: WaitlistDeps,
  organisationId: OrganisationId,
  id: OpeningId,
  actor: Actor,
): Promise<Result<Opening, CloseRefusal>> {
  for (;;) {
    const opening = await deps.openings.find(organisationId, id);
    if (!opening) return refuse('not_found');
    if (opening.status !== 'open') return refuse('not_open', { status: opening.status });
    if (acceptingOf(opening)) return refuse('being_filled');
    if (!(await closeOpening(deps, opening, 'withdrawn', actor))) continue;
    return ok((await deps.openings.find(organisationId, id)) ?? opening);
  }
}

async function openingsFound(deps: WaitlistDeps, organisationId: OrganisationId, within: Span): Promise<Opening[]> {
  const found: Opening[] = [];
  let after: string | undefined;
  do {
    const page = await deps.openings.list(organisationId, { within }, { after, limit: 200 });
    found.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return found;
}

/** A list of short use-cases over the same parts, and so longer than most. */
export function createWaitlist(deps: WaitlistDeps): Waitlist {
  const { clock, ids, entries, services, dueTimes } = deps;
  return {
    async join(organisationId, terms, actor, given) {
      const before = given && (await entries.find(organisationId, given));
      if (before) return ok(before);
      const service = await services.find(organisationId, terms.serviceId);
      if (!service?.isOffered) return refuse('unknown_service');
      const now = clock.now();
      if (terms.expiresAt <= now) return refuse('expired');
      const id = given ?? ids.next('waitlist_entry');
      const entry: WaitlistEntry = {
        ...terms,
        ...{ id, organisationId, version: 0, state: 'waiting', createdAt: now, updatedAt: now },
      };
      await dueTimes.plan([planEntry(entry)]);
      const change = changeEntry(deps, entry, { type: 'waitlist_joined', actor });
      await entries.insert(change);
      return ok(change.entry);
    },
    async change({ terms, ...request }) {
      if (terms.expiresAt !== undefined && terms.expiresAt <= clock.now()) return refuse('expired');
      return editWaiting(deps, request, 'waitlist_changed', (entry) => applyTerms(entry, terms));
    },
    async leave(request) {
      const left = await editWaiting(deps, request, 'waitlist_left', (entry) => ({ ...entry, state: 'left' }));
      if (left.ok) await withdrawOffer(deps, left.value, request.actor);
      return left;
    },
    async accept(request) {
      const accepted = await acceptOffer(deps, request);
      if (accepted.ok || accepted.reason !== 'time_gone') return accepted;
      const opening = await deps.openings.ofOffer(request.organisationId, request.offerId);
      if (opening) await advance(deps, request.organisationId, opening.id);
      return accepted;
    },
    decline: (request) => decline(deps, request),
    close: (organisationId, id, actor) => close(deps, organisationId, id, actor),
    advance: (organisationId, id) => advance(deps, organisationId, id),
    async expire(organisationId, id) {
      const entry = await entries.find(organisationId, id);
      if (entry?.state !== 'waiting' || entry.expiresAt > clock.now()) return;
      const request = { organisationId, id, actor: SYSTEM, ifVersion: entry.version };
      const expired = await editWaiting(deps, request, 'waitlist_expired', (now) => ({ ...now, state: 'expired' }));
      // Changed at this moment, perhaps to wait longer: it is looked at once more.
      if (!expired.ok && expired.reason === 'changed_meanwhile') await this.expire(organisationId, id);
    },
    figures: async (organisationId, within, hosts) =>
      figuresOf(await openingsFound(deps, organisationId, within), hosts),
    settings: (organisationId) => settingsOf(deps, organisationId),
    async changeSettings(organisationId, terms, ifVersion, actor) {
      const before = await settingsOf(deps, organisationId);
      const next = { ...terms, id: organisationId, organisationId, version: (ifVersion ?? before.version) + 1 };
      const events = settingsEvents(deps, actor, before, next);
      if (next.version === before.version + 1 && (await deps.settings.write(next, events))) return ok(next);
      return refuse('changed_meanwhile', { version: (await settingsOf(deps, organisationId)).version });
    },
  };
}
