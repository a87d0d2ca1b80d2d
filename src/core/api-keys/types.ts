/**
 * The words of this room.
 *
 * - token: the text a program shows; it is told once, when it is made, and kept as a hash alone
 * - rotation: a new token, while the former one works on until a given time, so that programs can be changed over in peace
 * - limit: requests a minute, over all tokens of the key
 */
import type { ApiKeyId, Actor as Caller, KeyScope } from '../access/types.ts';
import type { Actor } from '../events.ts';
import type { OrganisationId } from '../ids.ts';
import type { EditRefusal, Kept, Shelf } from '../kept.ts';
import type { Page, PageRequest } from '../ports.ts';
import type { Refusal, Result } from '../result.ts';
import type { Instant } from '../time/types.ts';

export interface KeyToken {
  readonly hash: string;
  /** Absent: as long as the key itself. */
  readonly until?: Instant;
}

export interface ApiKey extends Kept<ApiKeyId> {
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  readonly requestsPerMinute: number;
  readonly createdAt: Instant;
  readonly createdBy: Actor;
  readonly expiresAt?: Instant;
  readonly revokedAt?: Instant;
  /** The newest first; never more than two that work. */
  readonly tokens: readonly KeyToken[];
  /** Known to the minute. */
  readonly lastUsedAt?: Instant;
}

export interface ApiKeyShelf extends Shelf<ApiKey> {
  /** Above organisations: a token names its key, and the key its organisation. */
  byId(id: ApiKeyId): Promise<ApiKey | undefined>;
  touch(organisationId: OrganisationId, id: ApiKeyId, at: Instant): Promise<void>;
}

interface ApiKeyTerms {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly requestsPerMinute?: number | undefined;
  readonly expiresAt?: Instant | undefined;
}

/** The key with the token that opens it: the one time it is told. */
export interface IssuedKey {
  readonly key: ApiKey;
  readonly token: string;
}

export type ExceedsOwnAccess = Refusal<'exceeds_own_access', { readonly operations: readonly string[] }>;
type Revoked = Refusal<'revoked'>;

interface Giver {
  readonly access: Caller;
  readonly actor: Actor;
}

export interface ApiKeys {
  list(organisationId: OrganisationId, page?: PageRequest): Promise<Page<ApiKey>>;
  get(organisationId: OrganisationId, id: ApiKeyId): Promise<ApiKey | undefined>;
  issue(organisationId: OrganisationId, terms: ApiKeyTerms, giver: Giver): Promise<Result<IssuedKey, ExceedsOwnAccess>>;
  rotate(
    organisationId: OrganisationId,
    id: ApiKeyId,
    /** Without an end of the overlap the former token ends at once. */
    overlap: { readonly until: Instant | undefined; readonly version: number | undefined },
    giver: Giver,
  ): Promise<Result<IssuedKey, EditRefusal | ExceedsOwnAccess | Revoked>>;
  revoke(organisationId: OrganisationId, id: ApiKeyId, actor: Actor): Promise<Result<ApiKey, EditRefusal>>;
  /** Whose token this is; undefined: nobody's, or nobody's any more. */
  recognise(token: string): Promise<ApiKey | undefined>;
}
