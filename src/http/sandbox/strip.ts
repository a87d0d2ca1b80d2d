import type { Due } from '../../core/sandbox/types.ts';
import { DAY, HOUR, MINUTE } from '../../core/time/types.ts';
import { html, type Markup } from '../pages/markup.ts';
import { clockOf, dayOf, momentOf, placeOf } from './moments.ts';
import type { Scene } from './scene.ts';

const KINDS: ReadonlyMap<string, string> = new Map([
  ['offer-expiry', 'an offer ends'],
  ['message', 'a text may go out'],
]);

const nameOf = ({ kind }: Due): string => KINDS.get(kind) ?? kind.replaceAll('-', ' ');

function aheadOf(ahead: number): string {
  if (ahead < MINUTE) return 'real time';
  const days = Math.floor(ahead / DAY);
  const hours = Math.floor((ahead % DAY) / HOUR);
  const minutes = Math.floor((ahead % HOUR) / MINUTE);
  const parts = [days > 0 ? `${days} d` : '', hours > 0 ? `${hours} h` : '', minutes > 0 ? `${minutes} min` : ''];
  return `${parts.filter((part) => part !== '').join(' ')} ahead of real time`;
}

/** What time it is here, which anybody may turn forward. */
export function drawClock(scene: Scene): Markup {
  const { now, zone, ahead, next } = scene;
  return html`<p class="time"><strong>${dayOf(now, scene)}, ${clockOf(now, scene)}</strong>
<span class="soft">in ${placeOf(zone)}, ${aheadOf(ahead)}</span></p>
<div class="turns" role="group" aria-label="Turn the clock">
<button type="button" class="quiet" id="turn-hour" data-post="/sandbox/clock" data-body='{"to":"hour"}'>+1 hour</button>
<button type="button" class="quiet" id="turn-day" data-post="/sandbox/clock" data-body='{"to":"day"}'>+1 day</button>
${
  next === undefined
    ? html`<button type="button" class="quiet" id="turn-next" disabled>Nothing is due</button>`
    : html`<button type="button" class="quiet" id="turn-next" data-post="/sandbox/clock" data-body='{"to":"next"}'>To ${momentOf(next.at, scene)}: ${nameOf(next)}</button>`
}
${ahead < MINUTE ? undefined : html`<button type="button" class="quiet" id="turn-back" data-post="/sandbox/clock" data-body='{"to":"real"}'>Back to real time</button>`}
</div>`;
}

interface Step {
  readonly title: string;
  readonly text: string;
  readonly isDone: boolean;
}

/** The story of the page, and how far it has come. */
export function drawStory({ cards, visits, phone }: Scene): Markup {
  const name = phone?.names[0]?.split(' ')[0] ?? 'your patient';
  const theirs = cards.filter(({ offer }) => offer.contactId === phone?.contact.id);
  const isAnswered = theirs.some(({ offer, before }) => offer.state.kind !== 'pending' || before.length > 0);
  const steps: readonly Step[] = [
    { title: `Offer ${name} three times`, text: 'One press at the desk.', isDone: theirs.length > 0 },
    { title: 'Answer on the phone', text: 'Tap a time, or write “Thursday after 3?”', isDone: isAnswered },
    {
      title: 'See it booked on both sides',
      text: 'The card turns, the confirmation goes out.',
      isDone: visits.some(({ appointment }) => appointment.contactId === phone?.contact.id),
    },
  ];
  const current = steps.findIndex(({ isDone }) => !isDone);
  return html`${steps.map(
    ({ title, text, isDone }, index) =>
      html`<li class="${isDone ? 'done' : ''}"${index === current ? html` aria-current="step"` : undefined}><strong>${title}</strong><span class="soft">${isDone ? 'Done' : text}</span></li>`,
  )}`;
}
