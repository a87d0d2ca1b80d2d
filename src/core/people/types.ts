import type { DomainEvent } from '../events.ts';
import type { ContactId, OrganisationId, ServiceId } from '../ids.ts';
import type { Kept, Shelf } from '../kept.ts';
import type { Instant, Span, Zone } from '../time/types.ts';

// contact    someone who books with the organisation
// identity   one way to reach a person: a channel and the address on it; several contacts may share one (a family's phone)
// purpose    what a message is for: care (about a visit somebody has or asked for) or marketing (everything else)
// standing   whether an address may be written to at all: what a STOP or a carrier's refusal changes

export const CHANNELS = ['sms', 'slack', 'teams', 'chat', 'email'] as const;
export type ChannelName = (typeof CHANNELS)[number];

export const LOCALES = ['en', 'es', 'fr', 'de'] as const;
export type Locale = (typeof LOCALES)[number];

export type Purpose = 'care' | 'marketing';

/** A phone number as E.164 writes it, e.g. `+14155550123`. */
export type PhoneNumber = string & { readonly __phoneNumber: true };

export interface Identity {
  readonly channel: ChannelName;
  /** In the channel's own form: a phone number as E.164, a mail address in lower case, a provider's user id. */
  readonly address: string;
}

export interface Contact extends Kept<ContactId> {
  /** Absent until somebody said it: a contact made from an unknown number has none. */
  readonly name?: string;
  readonly locale: Locale;
  readonly zone: Zone;
  readonly identities: readonly Identity[];
  readonly preferredChannel?: ChannelName;
  readonly consent: readonly ConsentEntry[];
  readonly createdAt: Instant;
  /** Set when this record was folded into another; it is kept so that old references still lead somewhere. */
  readonly mergedInto?: ContactId;
  /** What they wait for, until a time opens up. */
  readonly waits?: readonly Wait[];
}

/** A place on the waitlist. */
export interface Wait {
  readonly serviceId: ServiceId;
  readonly wishes: readonly Span[];
  readonly since: Instant;
}

/** How a person said it, or how we came to know it. */
export type ConsentSource =
  | 'keyword'
  | 'plain_wish'
  | 'carrier'
  | 'booking_form'
  | 'conversation'
  | 'member'
  | 'import'
  | 'merge';

/** One change of consent. Nothing is overwritten: the newest entry for a channel and purpose counts. */
export interface ConsentEntry {
  readonly channel: ChannelName;
  readonly purpose: Purpose;
  readonly given: boolean;
  readonly at: Instant;
  readonly source: ConsentSource;
  /** The words the person was shown, or wrote: what has to be produced when somebody asks for proof. */
  readonly words: string;
}

/** The address as a whole, whoever shares it. STOP is said by a phone, not by one of the people who hold it. */
export interface AddressStanding {
  readonly state: 'open' | 'opted_out';
  readonly since: Instant;
  readonly source: ConsentSource;
}

/** Contacts as the store keeps them. Who was folded into another is found by id, and nowhere else. */
export interface ContactShelf extends Shelf<Contact> {
  /** Who share the address, the one who had it first in front. */
  at(organisationId: OrganisationId, identity: Identity): Promise<readonly Contact[]>;
  /** Above organisations: somebody may book with several. */
  byEmail(email: string): Promise<readonly Contact[]>;
  foldedInto(organisationId: OrganisationId, ids: readonly ContactId[]): Promise<readonly Contact[]>;
}

/** Addresses as such, whoever shares them. */
export interface Addresses {
  /** The id under which a contact is made from an unknown address: everybody who asks at once is told the same one. */
  claimFirst(
    organisationId: OrganisationId,
    identity: Identity,
    claim: { readonly proposed: ContactId; readonly insteadOf?: ContactId | undefined },
  ): Promise<ContactId>;
  standing(organisationId: OrganisationId, identity: Identity): Promise<AddressStanding | undefined>;
  setStanding(
    organisationId: OrganisationId,
    identity: Identity,
    standing: AddressStanding,
    event: DomainEvent,
  ): Promise<void>;
}
