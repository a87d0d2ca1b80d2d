import type { Actor } from '../events.ts';
import type { OrganisationId } from '../ids.ts';
import type { HoldPolicy } from '../offers/types.ts';
import { DEFAULT_QUIET_HOURS, type QuietHours } from '../people/quiet-hours.ts';
import type { Locale } from '../people/types.ts';
import type { Page, PageRequest } from '../ports.ts';
import type { Result } from '../result.ts';
import type { Instant } from '../time/types.ts';

interface OrganisationDetails {
  readonly name: string;
  /** IANA zone of its wall clock. */
  readonly zone: string;
  /** BCP 47. */
  readonly language: string;
}

/** A sentence of the house in place of ours, by its name in the message files, e.g. `offer.booked`. */
export interface OwnSentence {
  readonly language: Locale;
  readonly sentence: string;
  readonly text: string;
}

export interface OrganisationSettings {
  /** How many days the audit log goes back. */
  readonly auditDays: number;
  /** On the wall of whoever is written to. */
  readonly quietHours: QuietHours;
  /** What becomes of times that a member offers, where the offer itself does not say. */
  readonly holdOffers: HoldPolicy;
  readonly wording: readonly OwnSentence[];
}

export interface Organisation extends OrganisationDetails, OrganisationSettings {
  readonly id: OrganisationId;
  /** The word in its public addresses. */
  readonly slug: string;
  readonly createdAt: Instant;
  /** Counts its changes; a change names the version it was made for. */
  readonly version: number;
}

const DEFAULT_AUDIT_DAYS = 730;

export const DEFAULT_SETTINGS: OrganisationSettings = {
  auditDays: DEFAULT_AUDIT_DAYS,
  quietHours: DEFAULT_QUIET_HOURS,
  holdOffers: 'none',
  wording: [],
};

export type OrganisationChange = Partial<OrganisationDetails & OrganisationSettings>;

type NotFound = { readonly ok: false; readonly reason: 'not_found' };

/** The one repository that stands above organisations: it is the list of them. */
export interface Organisations {
  create(
    organisation: OrganisationDetails & { readonly slug: string },
    actor: Actor,
  ): Promise<Result<Organisation, { readonly ok: false; readonly reason: 'slug_taken' }>>;
  get(organisationId: OrganisationId): Promise<Organisation | undefined>;
  bySlug(slug: string): Promise<Organisation | undefined>;
  change(
    organisationId: OrganisationId,
    version: number,
    change: OrganisationChange,
    actor: Actor,
  ): Promise<Result<Organisation, NotFound | { readonly ok: false; readonly reason: 'changed_meanwhile' }>>;
  list(page?: PageRequest): Promise<Page<Organisation>>;
}
