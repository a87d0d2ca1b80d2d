import type { Request } from 'express';
import type { Actor as Accessor } from '../core/access/types.ts';
import type { ApiKeys } from '../core/api-keys/types.ts';
import { Fault } from '../core/fault.ts';
import type { OrganisationId } from '../core/ids.ts';
import type { Member, Members } from '../core/members/types.ts';
import type { Organisations } from '../core/organisations/types.ts';
import type { SelfService } from '../core/self-service/service.ts';
import type { Sessions, SignedIn } from '../core/sessions/types.ts';
import type { Caller } from './caller.ts';
import type { Pace } from './pace.ts';
import type { Admit, Credentials } from './route.ts';

interface Parts {
  readonly apiKeys: Pick<ApiKeys, 'recognise'>;
  readonly sessions: Pick<Sessions, 'recognise'>;
  readonly members: Pick<Members, 'roleOf' | 'ofTeams'>;
  readonly organisations: Pick<Organisations, 'get'>;
  readonly selfService: Pick<SelfService, 'open'>;
  /** Counts within a minute. */
  readonly pace: Pace;
  readonly publicUrl: string;
  readonly isProduction: boolean;
}

/** Somebody of whom nothing is known but where the request came from. */
export interface Visitor {
  readonly from: string | undefined;
}

/** With its prefix a browser takes the cookie from this very host alone, over TLS alone (RFC 6265bis). */
export const sessionCookie = (isProduction: boolean): string => (isProduction ? '__Host-parley' : 'parley_session');

const HOW = 'Send an API key as `Authorization: Bearer …`, or sign in.';
/** Of one visit's link; people who look at it need a few. */
const VISIT_REQUESTS_PER_MINUTE = 60;
const BEARER = /^Bearer ([\w-]{1,200})$/i;
const isReading = (method: string) => method === 'GET' || method === 'HEAD';

function cookieNamed(name: string, header: string | undefined): string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([key]) => key === name)?.[1];
}

const hostOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).host : undefined);

/** Browsers say in `Origin` whose page sends a write; a page of somebody else must not use our visitors' cookies. */
function demandOwnPage({ origin, host, requestedWith }: Credentials, publicUrl: string): void {
  // No page of another site can set a header of its own without asking us first, and we never agree.
  const isOurs =
    origin === undefined ? requestedWith !== undefined : [host, hostOf(publicUrl)].includes(hostOf(origin));
  if (!isOurs) throw new Fault('forbidden', 'This request came from a page of another site.');
}

/** Anybody may knock; a write from a page of another site may not. */
export const admitVisitor =
  (publicUrl: string): Admit<Visitor> =>
  async (credentials) => {
    if (!isReading(credentials.method) && credentials.origin !== undefined) demandOwnPage(credentials, publicUrl);
    return { from: credentials.from };
  };

/**
 * The secret in the address is what gives the right, and no page of another site knows it; this is a second wall. A page
 * without a referrer sends `Origin: null`, so that only Sec-Fetch-Site tells ours from others, where a browser has it.
 */
export function isOwnForm(req: Request, publicUrl: string): boolean {
  const site = req.get('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = req.get('origin');
  if (origin === undefined || origin === 'null') return true;
  const host = URL.canParse(origin) ? new URL(origin).host : undefined;
  return host === req.get('host') || host === new URL(publicUrl).host;
}

/** What a member may do, and with whose things. */
export async function accessOf(
  members: Pick<Members, 'roleOf' | 'ofTeams'>,
  member: Member,
): Promise<Accessor & { readonly kind: 'member' }> {
  const { id, organisationId, teams } = member;
  const mates = teams.length === 0 ? [] : await members.ofTeams(organisationId, teams);
  return {
    kind: 'member',
    organisation: organisationId,
    member: id,
    teams,
    teammates: mates.map((mate) => mate.id),
    role: await members.roleOf(member),
  };
}

export function createAdmission(parts: Parts): Admit<Caller> {
  const { apiKeys, sessions, members, organisations, selfService, pace, publicUrl, isProduction } = parts;
  const cookieName = sessionCookie(isProduction);

  /** The link of a visit opens that visit to programs too, for as long as it works on the page. */
  async function admitLink(token: string | undefined, { from }: Credentials): Promise<Caller> {
    const opened = token === undefined ? undefined : await selfService.open(token);
    if (opened === undefined || !opened.ok) throw new Fault('unauthenticated', `This token opens nothing. ${HOW}`);
    const { id: visit, organisationId, contactId: contact } = opened.value;
    pace.take(visit, VISIT_REQUESTS_PER_MINUTE);
    return {
      organisationId,
      access: { kind: 'contact', organisation: organisationId, contact, visit },
      actor: { kind: 'contact', id: contact, channel: 'api', ...(from === undefined ? {} : { from }) },
    };
  }

  async function admitKey(authorization: string, credentials: Credentials): Promise<Caller> {
    const { from } = credentials;
    const token = BEARER.exec(authorization)?.[1];
    const key = token === undefined ? undefined : await apiKeys.recognise(token);
    if (key === undefined) return await admitLink(token, credentials);
    pace.take(key.id, key.requestsPerMinute);
    const { id, organisationId, scopes } = key;
    return {
      organisationId,
      access: { kind: 'api_key', organisation: organisationId, key: id, scopes },
      actor: { kind: 'api_key', id, channel: 'api', ...(from === undefined ? {} : { from }) },
    };
  }

  /** A super admin may act in any organisation; for everybody else there is none but their own. */
  async function organisationOf(asked: string | undefined, access: Accessor): Promise<OrganisationId> {
    if (asked === undefined || asked === access.organisation) return access.organisation;
    const mayCross = access.kind === 'member' && access.role === 'super_admin';
    // Looked up, it is found or it is not.
    const found = mayCross ? await organisations.get(asked as OrganisationId) : undefined;
    if (found === undefined) throw new Fault('not_found', 'There is no such organisation, or it is not yours to see.');
    return found.id;
  }

  async function admitPerson({ session, person }: SignedIn, credentials: Credentials): Promise<Caller> {
    if (!isReading(credentials.method)) demandOwnPage(credentials, publicUrl);
    const access: Accessor =
      person.kind === 'member'
        ? await accessOf(members, person.member)
        : { kind: 'contact', organisation: session.organisationId, contact: person.contact.id, folded: person.folded };
    const organisationId = await organisationOf(credentials.organisation, access);
    const { from } = credentials;
    const channel = person.kind === 'member' ? 'hub' : 'page';
    const actor = { ...session.holder, channel, ...(from === undefined ? {} : { from }) } as const;
    return { organisationId, access, actor, session };
  }

  return async (credentials) => {
    if (credentials.authorization !== undefined) return await admitKey(credentials.authorization, credentials);
    const token = cookieNamed(cookieName, credentials.cookie);
    const signedIn = token === undefined ? undefined : await sessions.recognise(token);
    if (signedIn === undefined) throw new Fault('unauthenticated', HOW);
    return await admitPerson(signedIn, credentials);
  };
}
