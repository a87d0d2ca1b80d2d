import type { ContactId, MemberId, OrganisationId } from '../../core/ids.ts';
import type { SessionId } from '../../core/sessions/types.ts';
import type { Instant } from '../../core/time/types.ts';
import { type PendingFields, pendingFields, pendingIndex } from '../pending.ts';
import { declareModel, number, optionalNumber, optionalText, text } from './definition.ts';

/** One of the two. */
interface HolderFields {
  memberId?: MemberId;
  contactId?: ContactId;
}

export interface SignInLinkDocument extends HolderFields {
  /** The hash of its token. */
  _id: string;
  organisationId: OrganisationId;
  createdAt: Instant;
  expiresAt: Instant;
  usedAt?: Instant;
  proves?: string;
}

export const signInLinkModel = declareModel<SignInLinkDocument>(
  'sign_in_links',
  {
    _id: text,
    organisationId: text,
    memberId: optionalText,
    contactId: optionalText,
    createdAt: number,
    expiresAt: number,
    usedAt: optionalNumber,
    proves: optionalText,
  },
  [
    { name: 'member', keys: { organisationId: 1, memberId: 1, createdAt: 1 } },
    {
      name: 'contact',
      keys: { organisationId: 1, contactId: 1, createdAt: 1 },
      where: { contactId: { $exists: true } },
    },
    { name: 'old', keys: { expiresAt: 1 } },
  ],
);

export interface SessionDocument extends PendingFields, HolderFields {
  /** The hash of its token. */
  _id: string;
  organisationId: OrganisationId;
  sessionId: SessionId;
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
    memberId: optionalText,
    contactId: optionalText,
    createdAt: number,
    lastSeenAt: number,
    expiresAt: number,
    endedAt: optionalNumber,
    ...pendingFields,
  },
  [{ name: 'old', keys: { expiresAt: 1 } }, pendingIndex],
);
