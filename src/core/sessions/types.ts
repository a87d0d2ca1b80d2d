/**
 * The words of this room.
 *
 * - link: what is mailed to somebody who wants in; it works once, for a quarter of an hour
 * - holder: whose it is; somebody who works there, or somebody who books there
 * - session: a browser that came in through a link; named by an id of its own, for its token is kept as a hash alone
 */
import type { Actor, DomainEvent } from '../events.ts';
import type { ContactId, Id, MemberId, OrganisationId } from '../ids.ts';
import type { Member } from '../members/types.ts';
import type { Contact } from '../people/types.ts';
import type { Refusal, Result } from '../result.ts';
import type { Instant } from '../time/types.ts';

export type SessionId = Id<'session'>;

export type Holder =
  | { readonly kind: 'member'; readonly id: MemberId }
  | { readonly kind: 'contact'; readonly id: ContactId };

interface SignInLink {
  readonly tokenHash: string;
  readonly organisationId: OrganisationId;
  readonly holder: Holder;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  /** It proves that an address is theirs, and lets nobody in. */
  readonly proves?: string | undefined;
}

export interface Session {
  readonly id: SessionId;
  readonly tokenHash: string;
  readonly organisationId: OrganisationId;
  readonly holder: Holder;
  readonly createdAt: Instant;
  /** Known to a few minutes. */
  readonly lastSeenAt: Instant;
  readonly expiresAt: Instant;
}

/** Mailed links let somebody in, or prove that an address is theirs. */
export type LinkUse = 'sign_in' | 'address';

export interface SessionShelf {
  addLink(link: SignInLink): Promise<void>;
  countLinks(organisationId: OrganisationId, holder: Holder, since: Instant, what: LinkUse): Promise<number>;
  /** Above organisations, for a token names none. Of two who use it at once one gets it. */
  useLink(tokenHash: string, now: Instant, what: LinkUse): Promise<SignInLink | undefined>;
  start(session: Session, event: DomainEvent): Promise<void>;
  byToken(tokenHash: string): Promise<Session | undefined>;
  touch(session: Session, at: Instant): Promise<void>;
  /** False: it had ended before. */
  end(session: Session, at: Instant, event: DomainEvent): Promise<boolean>;
}

/** As they are now. */
export type Person =
  | { readonly kind: 'member'; readonly member: Member }
  /** `folded`: their records that were made part of this one. */
  | { readonly kind: 'contact'; readonly contact: Contact; readonly folded: readonly ContactId[] };

export interface SignedIn {
  readonly session: Session;
  readonly person: Person;
}

export interface Sessions {
  /** Mails a link for every organisation the address works or books with; does nothing for an address nobody knows. */
  mailLinks(email: string): Promise<void>;
  signIn(
    token: string,
    from: Actor['from'],
  ): Promise<Result<SignedIn & { readonly token: string }, Refusal<'link_spent'>>>;
  recognise(token: string): Promise<SignedIn | undefined>;
  signOut(session: Session, actor: Actor): Promise<void>;
}
