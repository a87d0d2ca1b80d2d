import type { AppointmentId, ContactId, ConversationId, Id, MemberId, OrganisationId, ServiceId } from '../ids.ts';
import type { Instant, Span } from '../time/types.ts';

export type OfferId = Id<'offer'>;

/** The side that speaks. The bot proposes times of the members' published availability, and so stands on their side. */
type Side = 'organisation' | 'contact';

/** offer: we to them; request: they to us; counter_offer: either, and it answers one of the other side. */
type OfferKind = 'offer' | 'request' | 'counter_offer';

/** `until_expiry`: the offered times are held softly in the ledger while the offer is open. */
type HoldPolicy = 'none' | 'until_expiry';

export interface OfferOption extends Span {
  /** Who would see them; several hosts may stand behind one offer. */
  readonly hostId: MemberId;
}

/** Who decided it and how, for the card that shows it and for the one who asks again. */
export interface Decision {
  readonly by: Side;
  readonly at: Instant;
  /** The turn, press or sweep that brought it: the same one coming twice is the same decision. */
  readonly cause: string;
}

export type OfferState =
  | { readonly kind: 'pending' }
  | {
      readonly kind: 'accepted';
      readonly option: number;
      readonly appointmentId?: AppointmentId;
      readonly decision: Decision;
    }
  | { readonly kind: 'declined'; readonly decision: Decision }
  | { readonly kind: 'countered'; readonly counterId: OfferId; readonly decision: Decision }
  | { readonly kind: 'expired'; readonly decision: Decision }
  | { readonly kind: 'cancelled'; readonly decision: Decision };

export interface Offer {
  readonly id: OfferId;
  readonly organisationId: OrganisationId;
  readonly conversationId: ConversationId;
  readonly contactId: ContactId;
  readonly serviceId: ServiceId;
  readonly kind: OfferKind;
  readonly from: Side;
  /** Who on our side follows it; an offer of the bot has the host whose times it shows. */
  readonly memberId: MemberId;
  /** Concrete times, numbered from 1 in this order. A counter such as "Thursday after 3?" has none yet, only wishes. */
  readonly options: readonly OfferOption[];
  readonly wishes: readonly Span[];
  /** The offer this one counters. */
  readonly answers?: OfferId;
  /** The visit that moves when it is accepted; until then the old time stands. */
  readonly reschedules?: AppointmentId;
  readonly hold: HoldPolicy;
  readonly offeredAt: Instant;
  readonly expiresAt: Instant;
  readonly state: OfferState;
}
