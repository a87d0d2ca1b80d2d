import { type Response, Router } from 'express';
import { hostNames } from '../../bots/words/invitations.ts';
import type { Words, WordsOf } from '../../bots/words/words.ts';
import { recordsOf } from '../../core/access/rules.ts';
import { localeOfTag, type Telling, type ToldAppointment } from '../../core/appointments/telling.ts';
import type { Appointments } from '../../core/appointments/types.ts';
import { Fault } from '../../core/fault.ts';
import type { Organisations } from '../../core/organisations/types.ts';
import type { People } from '../../core/people/service.ts';
import type { Clock } from '../../core/ports.ts';
import type { SelfService } from '../../core/self-service/service.ts';
import type { Sessions } from '../../core/sessions/types.ts';
import { DAY } from '../../core/time/types.ts';
import { zoneAt } from '../../core/time/zones.ts';
import { cookieOf } from '../access/sessions.ts';
import { type Caller, demand } from '../caller.ts';
import { html, type Markup } from '../pages/markup.ts';
import { sendPage } from '../pages/page.ts';
import { type Admit, credentialsOf } from '../route.ts';
import { sayStatus } from './visit.ts';

interface Parts {
  readonly admit: Admit<Caller>;
  readonly appointments: Pick<Appointments, 'list'>;
  readonly people: Pick<People, 'find'>;
  readonly organisations: Pick<Organisations, 'get'>;
  readonly sessions: Pick<Sessions, 'signOut'>;
  readonly selfService: Pick<SelfService, 'tokenFor'>;
  readonly telling: Pick<Telling, 'tellAll'>;
  readonly wordsOf: WordsOf;
  readonly clock: Clock;
  readonly isProduction: boolean;
}

const AHEAD = ['requested', 'confirmed', 'in_progress'] as const;
const MOST_SHOWN = 50;
const SIGN_IN = '/sign-in';

interface Line {
  readonly told: ToldAppointment;
  readonly address: string;
}

function writeLine({ told, address }: Line, words: Words, now: number): Markup {
  const { appointment, visits } = told;
  const [first] = visits;
  const host = first === undefined ? '' : hostNames(first);
  const who = host === '' ? undefined : html`<br>${words.say('invite.with', { host })}`;
  return html`<li><a href="${address}">${appointment.title}</a>
<p><time datetime="${new Date(appointment.start).toISOString()}">${words.when(appointment.start, now, told.contact.zone)}</time>
<br>${sayStatus(appointment.status, words)}${who}</p></li>
`;
}

const writePage = (organisation: string, lines: readonly Line[], words: Words, now: number): Markup => html`<main>
<p class="organisation">${organisation}</p>
<h1>${words.say('page.visits')}</h1>
${
  lines.length === 0
    ? html`<p class="notice">${words.say('page.visits_none')}</p>`
    : html`<p>${words.say('page.visits_more')}</p><ul class="visits">${lines.map((line) => writeLine(line, words, now))}</ul>`
}
<form method="post" action="/visits/sign-out"><button type="submit" class="quiet">${words.say('page.sign_out')}</button></form>
</main>`;

/** Where a contact comes who signed in: what is ahead of them, each visit with its own page. */
export function createVisitsPage(parts: Parts): Router {
  const { admit, appointments, people, organisations, sessions, selfService, telling, wordsOf, clock } = parts;

  async function show(res: Response, caller: Caller, contact: Caller['access'] & { readonly kind: 'contact' }) {
    demand(caller, 'appointments:read', { contacts: [contact.contact] });
    const { organisationId } = caller;
    const now = clock.now();
    const filter = {
      contactIds: recordsOf(contact),
      statuses: AHEAD,
      within: { start: now - DAY, end: Number.MAX_SAFE_INTEGER },
    };
    const { items } = await appointments.list(organisationId, filter, { limit: MOST_SHOWN });
    const [person, organisation, told] = await Promise.all([
      people.find(organisationId, contact.contact),
      organisations.get(organisationId),
      telling.tellAll(items.filter(({ end }) => end > now)),
    ]);
    const words = wordsOf(organisation)({
      locale: person?.locale ?? localeOfTag(organisation?.language ?? 'en'),
      zone: person?.zone ?? zoneAt('/zone', organisation?.zone ?? 'UTC'),
    });
    const lines = await Promise.all(
      told.map(async (one) => ({
        told: one,
        address: `/schedule/manage/${await selfService.tokenFor(organisationId, one.appointment.id)}`,
      })),
    );
    sendPage(res, 200, {
      title: words.say('page.visits'),
      content: writePage(organisation?.name ?? '', lines, words, now),
      language: words.reader.locale,
      style: 'visit.css',
    });
  }

  const router = Router();
  router.get('/', async (req, res) => {
    const caller = await admit(credentialsOf(req)).catch((error: unknown) => {
      if (error instanceof Fault && error.code === 'unauthenticated') return undefined;
      throw error;
    });
    // Who works there has other pages.
    if (caller?.access.kind !== 'contact') return res.redirect(303, caller === undefined ? SIGN_IN : '/docs');
    await show(res, caller, caller.access);
  });
  router.post('/sign-out', async (req, res) => {
    const { session, actor } = await admit(credentialsOf(req));
    if (session !== undefined) await sessions.signOut(session, actor);
    res.set({ 'Set-Cookie': cookieOf(parts.isProduction, '', 0), 'Cache-Control': 'no-store' });
    res.redirect(303, SIGN_IN);
  });
  return router;
}
