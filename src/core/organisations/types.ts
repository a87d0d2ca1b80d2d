import type { Actor } from '../events.ts';
import type { OrganisationId } from '../ids.ts';
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

export interface Organisation extends OrganisationDetails {
  readonly id: OrganisationId;
  /** The word in its public addresses. */
  readonly slug: string;
  readonly createdAt: Instant;
  /** Counts its changes; a change names the version it was made for. */
  readonly version: number;
  /** How many days the audit log goes back. */
  readonly auditDays: number;
}

export const DEFAULT_AUDIT_DAYS = 730;

export type OrganisationChange = Partial<OrganisationDetails & Pick<Organisation, 'auditDays'>>;

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
