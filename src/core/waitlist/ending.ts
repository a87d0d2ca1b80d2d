import type { Actor } from '../events.ts';
import { changeOpening, unreserve, type WaitlistDeps } from './changes.ts';
import { pendingOf, withOffers } from './rules.ts';
import type { ClosingReason, Opening, WaitlistOffer } from './types.ts';

/** False: somebody else changed the opening first. */
export async function endOffers(
  deps: WaitlistDeps,
  opening: Opening,
  offers: readonly WaitlistOffer[],
  state: 'lapsed' | 'declined' | 'withdrawn',
  actor: Actor,
): Promise<boolean> {
  const ended = offers.map((offer) => ({ ...offer, state, answeredBy: actor }));
  const next = withOffers(opening, ended);
  const change = changeOpening(deps, next, { type: 'opening_answered', actor, offers: ended });
  if (!(await deps.openings.update(change))) return false;
  if (opening.held && !next.held) await deps.appointmentService.release(opening.organisationId, opening.held);
  await unreserve(deps, opening, ended);
  return true;
}

/** Whoever was asked and has not answered is told that the time is not to be had any more. False: somebody else was faster. */
export async function closeOpening(
  deps: WaitlistDeps,
  opening: Opening,
  because: ClosingReason,
  actor: Actor,
): Promise<boolean> {
  const withdrawn = pendingOf(opening).map((offer) => ({ ...offer, state: 'withdrawn', answeredBy: actor }) as const);
  const closed: Opening = { ...withOffers(opening, withdrawn), status: 'closed', because };
  const after = { status: closed.status, because };
  const change = changeOpening(deps, closed, { type: 'opening_closed', actor, after, offers: withdrawn });
  if (!(await deps.openings.update(change))) return false;
  if (opening.held) await deps.appointmentService.release(opening.organisationId, opening.held);
  await unreserve(deps, opening, withdrawn);
  return true;
}
