import type { ContactId, OrganisationId } from '../ids.ts';
import type { Instant, Zone } from '../time/types.ts';

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

export interface Contact {
  readonly id: ContactId;
  readonly organisationId: OrganisationId;
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
