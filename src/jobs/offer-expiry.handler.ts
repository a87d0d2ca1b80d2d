import { OFFER_EXPIRY } from '../core/offers/making.ts';
import type { Offers } from '../core/offers/service.ts';
import type { OfferId } from '../core/offers/types.ts';
import type { DueHandler } from './engine/due-times.ts';

/** Ends an offer whose time is up, by the name its plan gives it. */
export const offerExpiry = (offers: Pick<Offers, 'expire'>): [kind: string, handler: DueHandler] => [
  OFFER_EXPIRY,
  async ({ organisationId, subjectId }) => offers.expire(organisationId, subjectId as OfferId), // the plan's subject is the offer
];
