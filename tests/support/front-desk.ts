import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Access, createAccess } from '../../src/access.ts';
import { systemClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import type { KeyScope } from '../../src/core/access/types.ts';
import { createCalendars } from '../../src/core/calendars/service.ts';
import type { OrganisationId } from '../../src/core/ids.ts';
import type { Maker, Member, MemberTerms } from '../../src/core/members/types.ts';
import type { Mail } from '../../src/core/ports.ts';
import type { Zone } from '../../src/core/time/types.ts';
import { createIds } from '../../src/ids.ts';
import { loadKeyRing } from '../../src/keys.ts';
import { createLog } from '../../src/log.ts';
import { startService } from '../../src/service.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { type HeldClock, heldClock } from './clock.ts';
import { MONDAY } from './machinery.ts';
import { freshDatabase } from './store.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked at field by field, and a wrong one fails the expectation
  readonly body: any;
}

export interface Call {
  readonly token?: string | undefined;
  readonly cookie?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface FrontDesk {
  readonly url: string;
  readonly clock: HeldClock;
  readonly store: Store;
  readonly access: Access;
  /** What was mailed, the text of each. */
  readonly letters: readonly string[];
  /** The service's log, line by line. */
  readonly lines: readonly string[];
  call(method: string, path: string, options?: Call): Promise<Reply>;
  found(slug: string): Promise<OrganisationId>;
  hire(organisationId: OrganisationId, terms: Partial<MemberTerms> & { readonly email: string }): Promise<Member>;
  keyFor(organisationId: OrganisationId, ...scopes: readonly KeyScope[]): Promise<string>;
  /** The cookie of a session, as a browser would send it. */
  enter(member: Member): Promise<string>;
  close(): Promise<void>;
}

const SECRET_KEY = Buffer.alloc(32, 7).toString('base64');

/** Whoever sets the scene of a test. */
const operatorOf = (organisation: OrganisationId): Maker => ({
  access: { kind: 'member', organisation, member: 'mem_operator' as Member['id'], teams: [], role: 'super_admin' },
  actor: { kind: 'operator', channel: 'command_line' },
});

/** The whole service on a loopback port and a database of its own, and the use-cases to set a scene with. */
export async function openFrontDesk(
  environment: Readonly<Record<string, string>> = {},
  postOffice?: Mail,
): Promise<FrontDesk> {
  const database = await freshDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-desk-'));
  const clock = heldClock(MONDAY);
  const config = readConfig({
    NODE_ENV: 'test',
    ROLE: 'web',
    PORT: '0',
    TRUST_PROXY: '1',
    MONGODB_URI: database.uri,
    DATA_DIR: dataDir,
    SECRET_KEY,
    ...environment,
  });
  const lines: string[] = [];
  const log = createLog(config.logLevel, { write: (line: string) => lines.push(line) });
  const letters: string[] = [];
  const mail: Mail = {
    async send(letter) {
      letters.push(letter.text);
      await postOffice?.send(letter);
    },
  };
  const service = await startService({ config, log, clock, mail });
  const ids = createIds(clock);
  const store = await openStore({
    uri: database.uri,
    clock,
    machineClock: systemClock,
    ids,
    keys: loadKeyRing(config),
    holder: 'scene',
  });
  const access = createAccess({
    store,
    calendars: createCalendars({ shelf: store.calendars, ids, clock }),
    clock,
    ids,
    mail,
    publicUrl: service.url,
  });

  const call: FrontDesk['call'] = async (method, path, { token, cookie, body, headers = {} } = {}) => {
    const reply = await fetch(`${service.url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(cookie === undefined ? {} : { cookie, 'x-requested-with': 'test' }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await reply.text();
    const isJson = /[/+]json(;|$)/.test(reply.headers.get('content-type') ?? '');
    return { status: reply.status, headers: reply.headers, text, body: isJson ? JSON.parse(text) : undefined };
  };

  return {
    url: service.url,
    clock,
    store,
    access,
    letters,
    lines,
    call,
    async found(slug) {
      const details = { slug, name: `Clinic ${slug}`, zone: 'America/New_York', language: 'en' };
      const founded = await access.organisations.create(details, { kind: 'operator', channel: 'command_line' });
      if (!founded.ok) throw new Error(founded.reason);
      return founded.value.id;
    },
    async hire(organisationId, terms) {
      const defaults: Omit<MemberTerms, 'email'> = {
        name: 'Ines Ortega',
        role: 'member',
        teams: [],
        zone: 'America/New_York' as Zone,
        language: 'en',
        isHost: false,
        isActive: true,
      };
      const hired = await access.members.add(organisationId, { ...defaults, ...terms }, operatorOf(organisationId));
      if (!hired.ok) throw new Error(hired.reason);
      return hired.value;
    },
    async keyFor(organisationId, ...scopes) {
      const issued = await access.apiKeys.issue(organisationId, { name: 'Test', scopes }, operatorOf(organisationId));
      if (!issued.ok) throw new Error(issued.reason);
      return issued.value.token;
    },
    async enter(member) {
      await access.sessions.mailLinks(member.email);
      const token = /sign-in\/([\w-]+)/.exec(letters.at(-1) ?? '')?.[1] ?? '';
      const reply = await call('POST', '/api/v1/sessions', { body: { token } });
      return (reply.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    },
    async close() {
      await service.stop();
      await store.close();
      await database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
