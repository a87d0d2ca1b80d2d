import type { Actor, DomainEvent } from '../events.ts';
import type { Member, Members } from '../members/types.ts';
import type { Organisations } from '../organisations/types.ts';
import type { Clock, Ids, Mail, Tokens } from '../ports.ts';
import { ok, refuse } from '../result.ts';
import {
  isAlive,
  LIMIT_SPAN,
  LINK_WORKS_FOR,
  LINKS_PER_HOUR,
  SEEN_WITHIN,
  SESSION_LASTS,
  writeLinkMail,
} from './rules.ts';
import type { Session, SessionShelf, Sessions } from './types.ts';

interface Parts {
  readonly shelf: SessionShelf;
  readonly members: Pick<Members, 'get' | 'byEmail'>;
  readonly organisations: Pick<Organisations, 'get'>;
  readonly mail: Mail;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly tokens: Tokens;
  /** Where the page stands that a token is handed to, with the token as its last word. */
  readonly linkTo: (token: string) => string;
}

export function createSessions({ shelf, members, organisations, mail, clock, ids, tokens, linkTo }: Parts): Sessions {
  async function mailLink({ id: memberId, organisationId, email, language }: Member): Promise<void> {
    const now = clock.now();
    if ((await shelf.countLinks(organisationId, memberId, now - LIMIT_SPAN)) >= LINKS_PER_HOUR) return;
    const organisation = await organisations.get(organisationId);
    if (organisation === undefined) return;
    const token = tokens.make();
    const tokenHash = tokens.hash(token);
    await shelf.addLink({ tokenHash, organisationId, memberId, createdAt: now, expiresAt: now + LINK_WORKS_FOR });
    await mail.send({ to: email, ...writeLinkMail(language, organisation.name, linkTo(token)) });
  }

  const eventAbout = (session: Session, type: 'session_started' | 'session_ended', actor: Actor): DomainEvent => ({
    id: ids.next('event'),
    organisationId: session.organisationId,
    at: clock.now(),
    actor,
    subject: { kind: 'member', id: session.memberId },
    type,
    after: { session: session.id },
  });

  /** Whoever left since is nobody here, whatever they still hold. */
  async function activeMember({ organisationId, memberId }: Pick<Session, 'organisationId' | 'memberId'>) {
    const member = await members.get(organisationId, memberId);
    return member?.isActive ? member : undefined;
  }

  return {
    async mailLinks(email) {
      const known = await members.byEmail(email);
      for (const member of known) if (member.isActive) await mailLink(member);
    },
    async signIn(linkToken, from) {
      const now = clock.now();
      const link = await shelf.useLink(tokens.hash(linkToken), now);
      const member = link && (await activeMember(link));
      if (member === undefined) return refuse('link_spent');
      const token = tokens.make();
      const session: Session = {
        id: ids.next('session'),
        tokenHash: tokens.hash(token),
        organisationId: member.organisationId,
        memberId: member.id,
        createdAt: now,
        lastSeenAt: now,
        expiresAt: now + SESSION_LASTS,
      };
      const actor: Actor = { kind: 'member', id: member.id, channel: 'hub', ...(from === undefined ? {} : { from }) };
      await shelf.start(session, eventAbout(session, 'session_started', actor));
      return ok({ session, member, token });
    },
    async recognise(token) {
      const now = clock.now();
      const session = await shelf.byToken(tokens.hash(token));
      if (session === undefined || !isAlive(session, now)) return undefined;
      const member = await activeMember(session);
      if (member === undefined) return undefined;
      if (session.lastSeenAt <= now - SEEN_WITHIN) await shelf.touch(session, now);
      return { session, member };
    },
    async signOut(session, actor) {
      await shelf.end(session, clock.now(), eventAbout(session, 'session_ended', actor));
    },
  };
}
