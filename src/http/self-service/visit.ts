import { hostNames, sayPlace } from '../../bots/words/invitations.ts';
import { sayClock, sayLongDay, sayTime } from '../../bots/words/moments.ts';
import type { Reader, WordKey, Words } from '../../bots/words/words.ts';
import type { ToldAppointment, ToldVisit } from '../../core/appointments/telling.ts';
import type { AppointmentStatus } from '../../core/appointments/types.ts';
import { joiningOf } from '../../core/self-service/rules.ts';
import type { MayChange } from '../../core/self-service/types.ts';
import type { Instant } from '../../core/time/types.ts';
import { html, type Markup } from '../pages/markup.ts';

/** What every page about one visit is written from. */
export interface Scene {
  readonly told: ToldAppointment;
  readonly words: Words;
  readonly now: Instant;
  readonly may: MayChange;
  /** Of the visit's own page, with the token in it. */
  readonly address: string;
}

const STATUS_WORDS = {
  requested: 'page.requested',
  confirmed: 'page.confirmed',
  in_progress: 'page.in_progress',
  completed: 'page.completed',
  no_show: 'page.no_show',
  cancelled: 'page.cancelled',
} as const satisfies Record<AppointmentStatus, WordKey>;

export const sayStatus = (status: AppointmentStatus, { say }: Pick<Words, 'say'>): string => say(STATUS_WORDS[status]);

/** `3:00 PM - 3:30 PM EST` */
export const saySpan = ({ start, end }: { readonly start: Instant; readonly end: Instant }, reader: Reader): string =>
  `${sayClock(start, reader)} – ${sayTime(end, reader)}`;

const notice = (text: string, role: 'status' | 'alert'): Markup => html`<p class="notice" role="${role}">${text}</p>`;
export const good = (text: string): Markup => notice(text, 'status');
export const bad = (text: string): Markup => notice(text, 'alert');

export const head = ({ told }: Scene, title: string): Markup =>
  html`<p class="organisation">${told.organisation}</p>
<h1>${title}</h1>`;

export const wayBack = ({ address, words }: Scene): Markup =>
  html`<p class="back"><a href="${address}">${words.say('page.back')}</a></p>`;

function writeVisit(visit: ToldVisit, { told, words }: Scene): Markup {
  const host = hostNames(visit);
  // Each part of a sequence is called by its own name; a single visit has its name above.
  const name = told.visits.length > 1 ? html`<p><strong>${visit.service}</strong></p>` : undefined;
  const who = told.visits.length > 1 && host !== '' ? html`<p>${words.say('invite.with', { host })}</p>` : undefined;
  return html`<div>${name}<p>${sayLongDay(visit.start, words.reader)}</p>
<p><time datetime="${new Date(visit.start).toISOString()}">${saySpan(visit, words.reader)}</time></p>${who}</div>`;
}

function writeFacts(scene: Scene): Markup {
  const { told, words } = scene;
  const { appointment, visits } = told;
  const [only] = visits.length === 1 ? visits : [];
  const host = only === undefined ? '' : hostNames(only);
  return html`<dl class="facts">
<dt>${words.say('page.when')}</dt><dd>${visits.map((visit) => writeVisit(visit, scene))}</dd>
${host === '' ? undefined : html`<dt>${words.say('page.with')}</dt><dd>${host}</dd>`}
<dt>${words.say('page.where')}</dt><dd>${sayPlace(appointment.location, words)}</dd>
<dt>${words.say('page.state')}</dt><dd>${sayStatus(appointment.status, words)}</dd>
</dl>`;
}

function writeJoining({ told, words, now }: Scene): Markup | undefined {
  const joining = joiningOf(told, now);
  switch (joining?.kind) {
    case undefined:
      return undefined;
    case 'opens_at':
      return html`<p class="notice">${words.say('page.join_later', { when: words.when(joining.at, now) })}</p>`;
    case 'no_link_yet':
      return html`<p class="notice">${words.say('page.join_no_link')}</p>`;
    case 'open': {
      const password =
        joining.password === undefined
          ? undefined
          : html`<p>${words.say('page.password')}: <strong>${joining.password}</strong></p>`;
      const button = html`<a class="action first" rel="noreferrer noopener" href="${joining.link}">${words.say('page.join')}</a>`;
      return html`<p>${button}</p>${password}`;
    }
  }
}

function writeActions({ told, words, now, address, may }: Scene): Markup | undefined {
  if (told.appointment.status === 'cancelled') return undefined;
  // Where there is a call to join, that is what most people are here for.
  const weight = joiningOf(told, now)?.kind === 'open' ? 'action' : 'action first';
  return html`<ul class="actions">
${may.reschedule.ok ? html`<li><a class="${weight}" href="${address}/times">${words.say('page.change')}</a></li>` : undefined}
<li><a class="action" href="${address}/visit.ics">${words.say('page.calendar')}</a></li>
${may.cancel.ok ? html`<li><a class="action danger" href="${address}/cancel">${words.say('page.cancel')}</a></li>` : undefined}
</ul>`;
}

/** Why something cannot be done here, and what to do instead. */
export function sayRefusal(
  refusal: Extract<MayChange['reschedule'], { readonly ok: false }>,
  { told: { organisation }, words, now }: Scene,
): string {
  switch (refusal.reason) {
    case 'too_late':
      return words.say('page.too_late', { when: words.when(refusal.detail.until, now), organisation });
    case 'too_often':
      return words.say('page.too_often', { organisation });
    case 'not_possible':
      return words.say('page.not_possible');
  }
}

/** What the status leaves open for the reader. */
function writeOutlook(scene: Scene, isQuiet: boolean): Markup | undefined {
  const { told, words, may } = scene;
  const { appointment, organisation } = told;
  if (appointment.status === 'requested') return html`<p>${words.say('page.requested_more')}</p>`;
  if (appointment.status === 'cancelled') return html`<p>${words.say('page.cancelled_more', { organisation })}</p>`;
  const hasLimits = !may.reschedule.ok && may.reschedule.reason !== 'not_possible';
  return hasLimits && isQuiet ? html`<p>${sayRefusal(may.reschedule, scene)}</p>` : undefined;
}

export const writeVisitPage = (scene: Scene, message?: Markup): Markup => html`<main>
${head(scene, scene.told.appointment.title)}
${message}
${writeFacts(scene)}
${writeOutlook(scene, message === undefined)}
${writeJoining(scene)}
${writeActions(scene)}
</main>`;

export const writeCancelPage = (scene: Scene): Markup => html`<main>
${head(scene, scene.words.say('page.sure'))}
${writeFacts(scene)}
<p>${scene.words.say('page.sure_more')}</p>
<form method="post" action="${scene.address}/cancel">
<label for="reason">${scene.words.say('page.reason')}</label>
<textarea id="reason" name="reason" maxlength="500"></textarea>
<button class="danger" type="submit">${scene.words.say('page.sure_yes')}</button>
</form>
${wayBack(scene)}
</main>`;
