import type { Actor, DomainEvent } from '../events.ts';
import type { OrganisationId } from '../ids.ts';
import type { Members } from '../members/types.ts';
import type { Organisations } from '../organisations/types.ts';
import { followFolds } from '../people/merging.ts';
import type { Contact, ContactShelf } from '../people/types.ts';
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
import type { Holder, Person, Session, SessionShelf, Sessions } from './types.ts';

interface Parts {
  readonly shelf: SessionShelf;
  readonly members: Pick<Members, 'get' | 'byEmail'>;
  readonly contacts: Pick<ContactShelf, 'find' | 'byEmail' | 'foldedInto'>;
  readonly organisations: Pick<Organisations, 'get'>;
  readonly mail: Mail;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly tokens: Tokens;
  /** Where the page stands that a token is handed to, with the token as its last word. */
  readonly linkTo: (token: string) => string;
}

interface Letter {
  readonly organisationId: OrganisationId;
  readonly holder: Holder;
  readonly language: string;
  /** Said where several share the address. */
  readonly name?: string | undefined;
}

/** Of those with one address in one organisation, each with a letter of their own that says whose it is. */
const lettersTo = (contacts: readonly Contact[]): readonly Letter[] =>
  contacts.map(({ id, organisationId, locale, name }) => {
    const isShared = contacts.filter((other) => other.organisationId === organisationId).length > 1;
    const holder = { kind: 'contact', id } as const;
    return { organisationId, holder, language: locale, name: isShared ? name : undefined };
  });

const signerOf = (person: Person): Holder =>
  person.kind === 'member' ? { kind: 'member', id: person.member.id } : { kind: 'contact', id: person.contact.id };

export function createSessions(parts: Parts): Sessions {
  const { shelf, members, contacts, organisations, mail, clock, ids, tokens, linkTo } = parts;

  async function mailLink(email: string, { organisationId, holder, language, name }: Letter): Promise<void> {
    const now = clock.now();
    if ((await shelf.countLinks(organisationId, holder, now - LIMIT_SPAN, 'sign_in')) >= LINKS_PER_HOUR) return;
    const organisation = await organisations.get(organisationId);
    if (organisation === undefined) return;
    const token = tokens.make();
    const tokenHash = tokens.hash(token);
    await shelf.addLink({ tokenHash, organisationId, holder, createdAt: now, expiresAt: now + LINK_WORKS_FOR });
    const where = name === undefined ? organisation.name : `${organisation.name} (${name})`;
    await mail.send({ to: email, ...writeLinkMail(language, where, linkTo(token)) });
  }

  const eventAbout = (session: Session, type: 'session_started' | 'session_ended', actor: Actor): DomainEvent => ({
    id: ids.next('event'),
    organisationId: session.organisationId,
    at: clock.now(),
    actor,
    subject: session.holder,
    type,
    after: { session: session.id },
  });

  /** Whoever left, or was removed or folded into another since, is nobody here, whatever they still hold. */
  async function personOf({ organisationId, holder }: Pick<Session, 'organisationId' | 'holder'>) {
    if (holder.kind === 'member') {
      const member = await members.get(organisationId, holder.id);
      return member?.isActive ? ({ kind: 'member', member } as const) : undefined;
    }
    const contact = await contacts.find(organisationId, holder.id);
    if (contact === undefined || contact.mergedInto !== undefined) return undefined;
    const folded = await followFolds((ids) => contacts.foldedInto(organisationId, ids), [contact.id]);
    return { kind: 'contact', contact, folded: folded.map(({ id }) => id) } as const;
  }

  return {
    async mailLinks(email) {
      const working = (await members.byEmail(email)).filter(({ isActive }) => isActive);
      for (const { id, organisationId, language } of working)
        await mailLink(email, { organisationId, holder: { kind: 'member', id }, language });
      const booking = (await contacts.byEmail(email)).filter(
        ({ organisationId }) => !working.some((member) => member.organisationId === organisationId),
      );
      for (const letter of lettersTo(booking)) await mailLink(email, letter);
    },
    async signIn(linkToken, from) {
      const now = clock.now();
      const link = await shelf.useLink(tokens.hash(linkToken), now, 'sign_in');
      const person = link && (await personOf(link));
      if (link === undefined || person === undefined) return refuse('link_spent');
      const token = tokens.make();
      const session: Session = {
        id: ids.next('session'),
        tokenHash: tokens.hash(token),
        organisationId: link.organisationId,
        holder: signerOf(person),
        createdAt: now,
        lastSeenAt: now,
        expiresAt: now + SESSION_LASTS,
      };
      const channel = person.kind === 'member' ? 'hub' : 'page';
      const actor: Actor = { ...session.holder, channel, ...(from === undefined ? {} : { from }) };
      await shelf.start(session, eventAbout(session, 'session_started', actor));
      return ok({ session, person, token });
    },
    async recognise(token) {
      const now = clock.now();
      const session = await shelf.byToken(tokens.hash(token));
      if (session === undefined || !isAlive(session, now)) return undefined;
      const person = await personOf(session);
      if (person === undefined) return undefined;
      if (session.lastSeenAt <= now - SEEN_WITHIN) await shelf.touch(session, now);
      return { session, person };
    },
    async signOut(session, actor) {
      await shelf.end(session, clock.now(), eventAbout(session, 'session_ended', actor));
    },
  };
}
