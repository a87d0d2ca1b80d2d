import type { MemberId, OrganisationId } from '../../core/ids.ts';
import type { SessionId } from '../../core/sessions/types.ts';
import type { Instant } from '../../core/time/types.ts';
import { type PendingFields, pendingFields, pendingIndex } from '../pending.ts';
import { declareModel, number, optionalNumber, text } from './definition.ts';

export interface SignInLinkDocument {
  /** The hash of its token. */
  _id: string;
  organisationId: OrganisationId;
  memberId: MemberId;
  createdAt: Instant;
  expiresAt: Instant;
  usedAt?: Instant;
}

export const signInLinkModel = declareModel<SignInLinkDocument>(
  'sign_in_links',
  {
    _id: text,
    organisationId: text,
    memberId: text,
    createdAt: number,
    expiresAt: number,
    usedAt: optionalNumber,
  },
  [
    { name: 'member', keys: { organisationId: 1, memberId: 1, createdAt: 1 } },
    { name: 'old', keys: { expiresAt: 1 } },
  ],
);

export interface SessionDocument extends PendingFields {
  /** The hash of its token. */
  _id: string;
  organisationId: OrganisationId;
  sessionId: SessionId;
  memberId: MemberId;
  createdAt: Instant;
  lastSeenAt: Instant;
  expiresAt: Instant;
  endedAt?: Instant;
}

export const sessionModel = declareModel<SessionDocument>(
  'sessions',
  {
    _id: text,
    organisationId: text,
    sessionId: text,
    memberId: text,
    createdAt: number,
    lastSeenAt: number,
    expiresAt: number,
    endedAt: optionalNumber,
    ...pendingFields,
  },
  [{ name: 'old', keys: { expiresAt: 1 } }, pendingIndex],
);
