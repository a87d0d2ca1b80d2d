import type { AppointmentId, ContactId, Id, MemberId, OrganisationId } from '../ids.ts';
import type { Operation, Reach, Resource, TableRole } from './table.ts';

export type TeamId = Id<'team'>;
export type ApiKeyId = Id<'api_key'>;

export type Permission = `${Operation}:${Exclude<Reach, 'no'>}`;

/** A role an organisation made for itself: the operations it names, and no others. */
export interface CustomRole {
  readonly name: string;
  readonly permissions: readonly Permission[];
}

export type MemberRole = 'super_admin' | Exclude<TableRole, 'contact' | 'visit_link'> | CustomRole;

/** `appointments:read`, `appointments:write`; writing does not include reading. */
export type KeyScope = `${Resource}:${'read' | 'write'}`;

export type Actor =
  | {
      readonly kind: 'member';
      readonly organisation: OrganisationId;
      readonly member: MemberId;
      readonly teams: readonly TeamId[];
      /** Everybody in these teams, so that what names its members alone is known to be the team's. */
      readonly teammates?: readonly MemberId[];
      readonly role: MemberRole;
    }
  | {
      readonly kind: 'contact';
      readonly organisation: OrganisationId;
      readonly contact: ContactId;
      /** Their records that were folded into this one: what was booked for those is theirs as well. */
      readonly folded?: readonly ContactId[];
      /** Came by the link of this visit, and so owns nothing else: links are passed on. */
      readonly visit?: AppointmentId;
    }
  /** A program: it owns nothing and is in no team, so its scopes reach over the whole organisation. */
  | {
      readonly kind: 'api_key';
      readonly organisation: OrganisationId;
      readonly key: ApiKeyId;
      readonly scopes: readonly KeyScope[];
    };

/** What is acted on - or, for `create`, what would come to be - and whose it is. */
export interface Target {
  readonly organisation: OrganisationId;
  /** Hosts of an appointment, the person a schedule is of, the author of a template. */
  readonly members?: readonly MemberId[] | undefined;
  readonly teams?: readonly TeamId[] | undefined;
  readonly contacts?: readonly ContactId[] | undefined;
  /** The visit it is, or is about. */
  readonly appointment?: AppointmentId | undefined;
}

/**
 * `other_organisation`, `not_yours` and `not_your_team` are told to the outside as "not found", so that nobody learns
 * what exists; the other two as "forbidden".
 */
export type AccessReason = 'other_organisation' | 'role_lacks' | 'scope_lacks' | 'not_yours' | 'not_your_team';

export interface AccessDetail {
  readonly operation: Operation;
  readonly reach: Reach;
}
