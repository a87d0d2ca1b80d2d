import { z } from 'zod';
import { reachOf } from '../../core/access/rules.ts';
import { operations } from '../../core/access/table.ts';
import { Fault } from '../../core/fault.ts';
import type { AddressProof } from '../../core/members/addresses.ts';
import type { Members } from '../../core/members/types.ts';
import type { People } from '../../core/people/service.ts';
import type { Person, Session, Sessions } from '../../core/sessions/types.ts';
import { sessionCookie, type Visitor } from '../admission.ts';
import { appointmentId } from '../appointments/forms.ts';
import type { Caller } from '../caller.ts';
import { contact, writeContact } from '../conversations/forms.ts';
import { instant, write } from '../forms.ts';
import type { Pace } from '../pace.ts';
import { type Route, route } from '../route.ts';
import { apiKeyId, email, member, organisationId } from './forms.ts';

const TAG = 'Sessions';
/** Links asked for from one network address, within the window of the pace. */
export const LINKS_PER_ADDRESS = 10;

/** One of the two: who works there, or who books there. */
const person = { member: member.optional(), contact: contact.optional() };

const started = z
  .object({ ...person, organisation: organisationId, expiresAt: instant })
  .meta({ id: 'StartedSession', description: 'Who has come in; the session itself is in the cookie' });

const standing = z
  .object({
    kind: z.enum(['member', 'contact', 'api_key']),
    organisation: organisationId,
    ...person,
    visit: appointmentId.optional().meta({ description: 'The one visit whose link is used; nothing else is in reach' }),
    apiKey: apiKeyId.optional(),
    permissions: z.record(z.string(), z.enum(['own', 'team', 'all'])),
    expiresAt: instant.optional(),
  })
  .meta({ id: 'Standing', description: 'Who is calling and what they may do, operation by operation' });

/** HttpOnly: no script reads it. Lax: it comes along on links from mails, not with writes from other sites. */
export function cookieOf(isProduction: boolean, value: string, expires: number): string {
  const secure = isProduction ? '; Secure' : '';
  const until = new Date(expires).toUTCString();
  return `${sessionCookie(isProduction)}=${value}; Path=/; HttpOnly; SameSite=Lax; Expires=${until}${secure}`;
}

interface Parts {
  readonly sessions: Sessions;
  readonly addressProof: Pick<AddressProof, 'confirm'>;
  readonly members: Pick<Members, 'get'>;
  readonly people: Pick<People, 'find'>;
  /** Of a quarter of an hour. */
  readonly linkPace: Pace;
  readonly isProduction: boolean;
}

const writePerson = (person: Person) =>
  person.kind === 'member' ? { member: write(member, person.member) } : { contact: writeContact(person.contact, []) };

/** For those who have no session yet. */
export function signInRoutes({ sessions, addressProof, linkPace, isProduction }: Parts): readonly Route<Visitor>[] {
  return [
    route({
      method: 'post',
      path: '/session-links',
      id: 'mailSignInLink',
      summary: 'Mails a link to sign in with; the answer is the same whether the address is known or not',
      tag: TAG,
      body: z.strictObject({ email }),
      answers: { 202: { description: 'If the address is known, a link is on its way' } },
      async handle({ body, caller, log }) {
        linkPace.take(caller.from ?? '', LINKS_PER_ADDRESS);
        // Not waited for: how long it takes would tell whether the address is known.
        sessions.mailLinks(body.email).catch((error: unknown) => log.error({ err: error }, 'no link was mailed'));
        return { status: 202 };
      },
    }),
    route({
      method: 'post',
      path: '/sessions',
      id: 'signIn',
      summary: 'Starts a session with the token of a mailed link, which works once',
      tag: TAG,
      body: z.strictObject({ token: z.string().max(200) }),
      answers: { 201: { description: 'The session is in the cookie', schema: started } },
      async handle({ body, caller }) {
        const signedIn = await sessions.signIn(body.token, caller.from);
        if (!signedIn.ok) throw new Fault('unauthenticated', 'This link was used or is too old: ask for another.');
        const { session, person, token } = signedIn.value;
        const { organisationId: organisation, expiresAt } = session;
        return {
          status: 201,
          body: { ...write(started, { organisation, expiresAt }), ...writePerson(person) },
          headers: { 'Set-Cookie': cookieOf(isProduction, token, expiresAt) },
        };
      },
    }),
    route({
      method: 'post',
      path: '/address-proofs',
      id: 'confirmAddress',
      summary: 'Proves a new address with the token of the link mailed there; it lets nobody in',
      tag: TAG,
      body: z.strictObject({ token: z.string().max(200) }),
      answers: { 204: { description: 'The address counts from now on' } },
      async handle({ body, caller }) {
        const confirmed = await addressProof.confirm(body.token, caller.from);
        if (confirmed.ok) return { status: 204 };
        if (confirmed.reason === 'taken') throw new Fault('conflict', 'Somebody else has this address by now.');
        throw new Fault('unauthenticated', 'This link was used, is too old, or another address was asked for since.');
      },
    }),
  ];
}

const permissionsOf = ({ access }: Caller) => {
  const within = operations.map((operation) => [operation, reachOf(access, operation)] as const);
  return Object.fromEntries(within.flatMap(([operation, reach]) => (reach === 'no' ? [] : [[operation, reach]])));
};

/** Whoever the caller is; a program is nobody. */
async function personOf({ members, people }: Parts, { access }: Caller): Promise<Person | undefined> {
  switch (access.kind) {
    case 'api_key':
      return undefined;
    case 'contact': {
      const found = await people.find(access.organisation, access.contact);
      return found && { kind: 'contact', contact: found, folded: access.folded ?? [] };
    }
    case 'member': {
      const found = await members.get(access.organisation, access.member);
      return found && { kind: 'member', member: found };
    }
  }
}

export function sessionRoutes(parts: Parts): readonly Route<Caller>[] {
  const { sessions, isProduction } = parts;
  const demandSession = ({ session }: Caller): Session => {
    if (session === undefined) throw new Fault('not_found', 'There is no session: this call was made with a token.');
    return session;
  };

  return [
    route({
      method: 'get',
      path: '/session',
      id: 'getSession',
      summary: 'Who is calling, and what they may do',
      tag: TAG,
      answers: { 200: { description: 'The caller', schema: standing } },
      async handle({ caller }) {
        const { access, organisationId: organisation, session } = caller;
        const person = await personOf(parts, caller);
        const standingOf = write(standing, {
          kind: access.kind,
          organisation,
          apiKey: access.kind === 'api_key' ? access.key : undefined,
          visit: access.kind === 'contact' ? access.visit : undefined,
          permissions: permissionsOf(caller),
          expiresAt: session?.expiresAt,
        });
        const body = { ...standingOf, ...(person && writePerson(person)) };
        return { status: 200, body };
      },
    }),
    route({
      method: 'delete',
      path: '/session',
      id: 'signOut',
      summary: 'Ends the session; its cookie opens nothing any more',
      tag: TAG,
      answers: { 204: { description: 'You are out' } },
      async handle({ caller }) {
        await sessions.signOut(demandSession(caller), caller.actor);
        return { status: 204, headers: { 'Set-Cookie': cookieOf(isProduction, '', 0) } };
      },
    }),
  ];
}
