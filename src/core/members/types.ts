/**
 * The words of this room.
 *
 * - member: somebody who works with the organisation; signs in by mail, so an address names one member of it
 * - host: a member people book with; has a calendar of the same id
 * - role: what a member may do; of the table, or made by the organisation for itself
 * - team: members whose work each other may see, as far as their roles reach over teams
 */
import type { Actor as Accessor, MemberRole, Permission, TeamId } from '../access/types.ts';
import type { ExceedsOwnAccess } from '../api-keys/types.ts';
import type { Actor } from '../events.ts';
import type { Id, MemberId, OrganisationId } from '../ids.ts';
import type { EditRefusal, Kept, Shelf, Taken } from '../kept.ts';
import type { Page, PageRequest } from '../ports.ts';
import type { Refusal, Result } from '../result.ts';
import type { Zone } from '../time/types.ts';

export type RoleId = Id<'role'>;
export const tableRoles = ['super_admin', 'admin', 'manager', 'member', 'viewer'] as const;
export type RoleName = (typeof tableRoles)[number] | RoleId;

export interface MemberTerms {
  readonly name: string;
  /** In lower case. */
  readonly email: string;
  readonly role: RoleName;
  readonly teams: readonly TeamId[];
  readonly zone: Zone;
  /** BCP 47. */
  readonly language: string;
  readonly isHost: boolean;
  /** Who left can do nothing any more; what they did stays. */
  readonly isActive: boolean;
  /** A free time of theirs that a contact wishes for is booked at once; absent: they are asked first. */
  readonly acceptsWishes?: boolean | undefined;
}

export interface Member extends Kept<MemberId>, MemberTerms {
  /** It counts once it has proved itself; until then they are written to, and let in, at the old one. */
  readonly newEmail?: string | undefined;
}

export interface MemberShelf extends Shelf<Member> {
  /** Above organisations: somebody may work with several. */
  byEmail(email: string): Promise<readonly Member[]>;
  ofTeams(organisationId: OrganisationId, teams: readonly TeamId[]): Promise<readonly Member[]>;
  ofRole(organisationId: OrganisationId, role: RoleName): Promise<readonly Member[]>;
}

export interface Role extends Kept<RoleId> {
  readonly name: string;
  readonly permissions: readonly Permission[];
}

export interface Team extends Kept<TeamId> {
  readonly name: string;
}

/** Who makes a change: what they may hand on is decided by `access`, what is noted of them by `actor`. */
export interface Maker {
  readonly access: Accessor;
  readonly actor: Actor;
}

export type UnknownRole = Refusal<'unknown_role'>;
export type UnknownTeam = Refusal<'unknown_team', { readonly team: TeamId }>;
type MemberRefusal = ExceedsOwnAccess | UnknownRole | UnknownTeam;
export type InUse = Refusal<'in_use', { readonly members: number }>;

/** What an edit may name; what it leaves out stays. */
export type Change<Terms> = { readonly [Name in keyof Terms]?: Terms[Name] | undefined };

export interface Members {
  list(organisationId: OrganisationId, page?: PageRequest): Promise<Page<Member>>;
  get(organisationId: OrganisationId, id: MemberId): Promise<Member | undefined>;
  byEmail: MemberShelf['byEmail'];
  ofTeams: MemberShelf['ofTeams'];
  /** A host gets a calendar with ordinary office hours, to be changed at will. */
  add(organisationId: OrganisationId, terms: MemberTerms, maker: Maker): Promise<Result<Member, Taken | MemberRefusal>>;
  /** Another mail address is noted as new (see `addresses`). */
  change(
    organisationId: OrganisationId,
    id: MemberId,
    change: Change<MemberTerms>,
    version: number | undefined,
    maker: Maker,
  ): Promise<Result<Member, EditRefusal | MemberRefusal>>;
  /** The new address has proved itself. Another one was asked for since, or none: `not_found`. */
  confirmAddress(
    organisationId: OrganisationId,
    id: MemberId,
    address: string,
    actor: Actor,
  ): Promise<Result<Member, EditRefusal>>;
  /** The role with everything it permits; a custom one that is gone permits nothing. */
  roleOf(member: Member): Promise<MemberRole>;
}

export interface Roles {
  list(organisationId: OrganisationId, page?: PageRequest): Promise<Page<Role>>;
  get(organisationId: OrganisationId, id: RoleId): Promise<Role | undefined>;
  add(
    organisationId: OrganisationId,
    terms: { readonly name: string; readonly permissions: readonly string[] },
    maker: Maker,
  ): Promise<Result<Role, Taken | ExceedsOwnAccess>>;
  change(
    organisationId: OrganisationId,
    id: RoleId,
    change: Change<{ readonly name: string; readonly permissions: readonly string[] }>,
    version: number | undefined,
    maker: Maker,
  ): Promise<Result<Role, EditRefusal | ExceedsOwnAccess>>;
  remove(
    organisationId: OrganisationId,
    id: RoleId,
    maker: Maker,
  ): Promise<Result<Role, EditRefusal | InUse | ExceedsOwnAccess>>;
}

export interface Teams {
  list(organisationId: OrganisationId, page?: PageRequest): Promise<Page<Team>>;
  get(organisationId: OrganisationId, id: TeamId): Promise<Team | undefined>;
  add(organisationId: OrganisationId, name: string, actor: Actor): Promise<Result<Team, Taken>>;
  rename(
    organisationId: OrganisationId,
    id: TeamId,
    name: string,
    version: number | undefined,
    actor: Actor,
  ): Promise<Result<Team, EditRefusal>>;
  remove(organisationId: OrganisationId, id: TeamId, actor: Actor): Promise<Result<Team, EditRefusal | InUse>>;
}
