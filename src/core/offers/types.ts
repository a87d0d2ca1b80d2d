import type { HeldTime } from '../appointments/taking.ts';
import type { Location } from '../appointments/types.ts';
import type { AppointmentId, ContactId, ConversationId, Id, MemberId, OrganisationId, ServiceId } from '../ids.ts';
import type { Kept, Shelf } from '../kept.ts';
import type { Page, PageRequest } from '../ports.ts';
import type { Instant, Span } from '../time/types.ts';

export type OfferId = Id<'offer'>;

/** The side that speaks. The bot proposes times of the members' published availability, and so stands on their side. */
export type Side = 'organisation' | 'contact';

/** offer: we to them; request: they to us; counter_offer: either, and it answers one of the other side. */
export type OfferKind = 'offer' | 'request' | 'counter_offer';

/** `until_expiry`: the offered times are held softly in the ledger while the offer is open. */
export type HoldPolicy = 'none' | 'until_expiry';

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

/** A member's own times, times the assistant looked up, or an opening for somebody on the waitlist. */
export type OfferOrigin = 'member' | 'assistant' | 'waitlist';

/** An offer as it is kept: what was agreed on, and what is needed to carry it out. */
export interface KeptOffer extends Offer, Kept<OfferId> {
  /** What it was made by; the same cause makes one offer, however often it is handled. */
  readonly cause: string;
  readonly origin: OfferOrigin;
  readonly minutes: number;
  readonly location: Location;
  /** The id its visit will have: of all who accept at once, the first one books. */
  readonly visitId: AppointmentId;
  readonly held: readonly HeldOption[];
  /** The wish in the contact's own words, for the member who answers. */
  readonly words?: string;
}

export interface HeldOption {
  readonly option: number;
  readonly time: HeldTime;
}

export interface OfferFilter {
  /** Any of them: a person's records that were folded together. */
  readonly contactIds?: readonly ContactId[] | undefined;
  readonly conversationId?: ConversationId | undefined;
  readonly memberIds?: readonly MemberId[] | undefined;
  readonly state?: OfferState['kind'] | undefined;
}

/** Offers as the store keeps them; what is inserted under a known cause is `taken`. */
export interface OfferShelf extends Omit<Shelf<KeptOffer>, 'list' | 'remove'> {
  byCause(organisationId: OrganisationId, cause: string): Promise<KeptOffer | undefined>;
  /** The newest first. */
  list(organisationId: OrganisationId, filter: OfferFilter, page?: PageRequest): Promise<Page<KeptOffer>>;
}
