import type { KeptOffer } from '../../core/offers/types.ts';
import type { Instant } from '../../core/time/types.ts';
import { html, type Markup } from '../pages/markup.ts';
import { type Here, momentOf } from './moments.ts';
import type { OfferCard, QueueItem, Scene, ShownVisit } from './scene.ts';

const API = '/sandbox/api/v1';
const isoOf = (starts: readonly Instant[]): readonly string[] => starts.map((start) => new Date(start).toISOString());

interface Press {
  readonly id: string;
  readonly path: string;
  readonly label: string;
  readonly body?: object;
  readonly method?: string;
  readonly isFirst?: boolean;
}

/** A press is one call of the API, as the member. */
const press = ({ id, path, label, body = {}, method = 'POST', isFirst = false }: Press): Markup =>
  html`<button type="button" id="${id}" class="${isFirst ? '' : 'quiet'}" data-method="${method}" data-post="${API}${path}" data-body="${JSON.stringify(body)}">${label}</button>`;

const firstName = (name: string): string => name.split(' ')[0] ?? name;

/** The first step of the story: three times and one button. */
function drawFirst(scene: Scene): Markup {
  const { phone, first } = scene;
  if (phone === undefined) return html`<p class="empty">Add a phone to offer times to.</p>`;
  if (first.starts.length === 0) return html`<p class="empty">No time is free for ${first.service}.</p>`;
  const name = phone.names[0] ?? phone.written;
  const body = { contact: phone.contact.id, meetingType: first.serviceId, starts: isoOf(first.starts) };
  return html`<p class="soft">${first.service} for ${name}. These are your next free times:</p>
<ul class="times">${first.starts.map((start) => html`<li>${momentOf(start, scene)}</li>`)}</ul>
${press({ id: 'offer-first', path: '/offers', body, label: `Offer ${firstName(name)} ${first.starts.length === 3 ? 'three times' : 'these times'}`, isFirst: true })}`;
}

type Tone = 'open' | 'good' | 'over';

/** What became of an offer, in the member's eyes. */
function fateOf({ offer, person, visit }: OfferCard, here: Here): { readonly tone: Tone; readonly text: string } {
  const name = firstName(person);
  const isTheirs = offer.from === 'contact';
  const { state } = offer;
  switch (state.kind) {
    case 'pending':
      return isTheirs
        ? { tone: 'open', text: `${name} asks for another time` }
        : { tone: 'open', text: `Waiting for ${name}, until ${momentOf(offer.expiresAt, here)}` };
    case 'accepted': {
      const start = visit?.start ?? offer.options[state.option - 1]?.start ?? offer.offeredAt;
      if (visit?.status === 'cancelled') return { tone: 'over', text: `Booked, and cancelled later` };
      const by = state.decision.by === 'contact' ? `Booked by ${name}` : `Booked for ${name}`;
      return { tone: 'good', text: `${by}, ${momentOf(start, here)}` };
    }
    case 'declined':
      return { tone: 'over', text: state.decision.by === 'contact' ? `${name} said no` : 'You said no' };
    case 'countered':
      return { tone: 'over', text: 'Answered with other times' };
    case 'expired':
      return { tone: 'over', text: isTheirs ? 'Ended before you answered' : `Ended without an answer from ${name}` };
    case 'cancelled':
      return { tone: 'over', text: 'Taken back' };
  }
}

const timesOf = ({ options }: KeptOffer, here: Here): Markup =>
  html`${options.map(({ start }) => html`<span class="chip">${momentOf(start, here)}</span> `)}`;

function writeWord(offer: KeptOffer, person: string, here: Here): Markup {
  const isTheirs = offer.from === 'contact';
  const who = isTheirs ? firstName(person) : offer.origin === 'assistant' ? 'Assistant' : 'You';
  const words = isTheirs && offer.words !== undefined && offer.words !== '' ? `“${offer.words}”` : timesOf(offer, here);
  return html`<li><b>${who}</b> ${words}</li>`;
}

function writeAnswers({ offer, others }: OfferCard, here: Here): Markup {
  const path = `/offers/${offer.id}/answer`;
  const accepts = offer.options.map(({ start }, index) =>
    press({
      id: `${offer.id}-accept-${index + 1}`,
      path,
      body: { answer: 'accept', option: index + 1 },
      label: `Accept ${momentOf(start, here)}`,
      isFirst: index === 0,
    }),
  );
  const suggests =
    others.length === 0
      ? []
      : [
          press({
            id: `${offer.id}-suggest`,
            path,
            body: { answer: 'suggest', starts: isoOf(others) },
            label: `Suggest ${others.map((start) => momentOf(start, here)).join(' / ')}`,
          }),
        ];
  return html`<div class="presses">${[...accepts, ...suggests, press({ id: `${offer.id}-decline`, path, body: { answer: 'decline' }, label: 'Decline' })]}</div>`;
}

function writeCard(card: OfferCard, here: Here): Markup {
  const { offer, person, service, before } = card;
  const { tone, text } = fateOf(card, here);
  const isPending = offer.state.kind === 'pending';
  const words = [...before, offer].map((one) => writeWord(one, person, here));
  return html`<li class="card ${tone}" data-key="${offer.id}">
<p class="fate">${text}</p>
<p class="soft">${service} for ${person}</p>
<ol class="words">${words}</ol>
${isPending && offer.from === 'contact' ? writeAnswers(card, here) : undefined}
${isPending && offer.from === 'organisation' ? press({ id: `${offer.id}-back`, path: `/offers/${offer.id}`, method: 'DELETE', label: 'Take it back' }) : undefined}
</li>`;
}

const NEEDS = {
  question: 'has a question the assistant cannot answer',
  unsure: 'was not understood twice',
  failed: 'wrote something that could not be handled',
  too_late: 'wants to cancel past the deadline',
  unsent: 'did not get a text of ours',
} as const;

function writeQueueItem({ conversation, person, said }: QueueItem): Markup {
  const { id, handler, need } = conversation;
  const path = `/conversations/${id}`;
  const isMine = handler === 'member';
  const title = isMine ? `You answer ${person}` : `${person} ${need === undefined ? 'waits' : NEEDS[need.reason]}`;
  return html`<li class="card open" data-key="${id}/${handler}">
<p class="fate">${title}</p>
<ol class="words">${said.map(({ side, text }) => html`<li><b>${side === 'contact' ? firstName(person) : side === 'member' ? 'You' : 'Assistant'}</b> ${text}</li>`)}</ol>
${
  isMine
    ? html`<form class="answer" data-post="${API}${path}/messages"><label for="answer-${id}">Your answer</label>
<textarea id="answer-${id}" name="text" rows="2" required maxlength="1600"></textarea>
<div class="presses"><button type="submit">Send</button>${press({ id: `back-${id}`, path: `${path}/give-back`, label: 'Back to the assistant' })}</div></form>`
    : html`<div class="presses">${press({ id: `take-${id}`, path: `${path}/take-over`, label: 'Take over', isFirst: true })}${press({ id: `seen-${id}`, path: `${path}/resolve`, label: 'Seen to' })}</div>`
}
</li>`;
}

const writeVisit = (
  { appointment, person, host }: ShownVisit,
  here: Here,
): Markup => html`<li data-key="${appointment.id}">
<b>${momentOf(appointment.start, here)}</b> <span>${person}, ${appointment.title}</span>
<span class="soft">${host}${appointment.status === 'requested' ? ' · to be approved' : ''}${appointment.attendance === undefined ? '' : ' · confirmed'}</span></li>`;

const drawMails = (scene: Scene): Markup =>
  html`${
    scene.mails.length === 0
      ? html`<li class="empty" data-key="empty">Confirmations with their calendar file come here.</li>`
      : scene.mails.map(
          ({ id, to, subject, text, calendars, at }) => html`<li data-key="${id}"><details>
<summary><b>${subject}</b><span class="soft">to ${to}, ${momentOf(at, scene)}</span></summary>
<p class="letter">${text}</p></details>
${calendars.map((_, index) => html`<a class="file" href="/sandbox/mails/${id}/${index + 1}.ics" download>Calendar file</a>`)}</li>`,
        )
  }`;

/** Every part of the desk that changes, by the name of its region. */
export const drawDesk = (scene: Scene): Record<'first' | 'cards' | 'queue' | 'visits' | 'waits' | 'mails', Markup> => ({
  first: drawFirst(scene),
  cards: html`${scene.cards.length === 0 ? [html`<li class="empty" data-key="empty">Your offers and what becomes of them.</li>`] : scene.cards.map((card) => writeCard(card, scene))}`,
  queue: html`${scene.queue.length === 0 ? [html`<li class="empty" data-key="empty">Nobody waits for a person.</li>`] : scene.queue.map(writeQueueItem)}`,
  visits: html`${scene.visits.length === 0 ? [html`<li class="empty" data-key="empty">Nothing is booked yet.</li>`] : scene.visits.map((visit) => writeVisit(visit, scene))}`,
  waits: scene.waits.length === 0 ? html`` : html`<p class="soft">On the waitlist: ${scene.waits.join('; ')}</p>`,
  mails: drawMails(scene),
});

export function writeDesk(scene: Scene): Markup {
  const { first, cards, queue, visits, waits, mails } = drawDesk(scene);
  return html`<section class="desk" aria-labelledby="desk-title">
<h2 id="desk-title" tabindex="-1">Desk</h2>
<p class="whose">${scene.member}, ${scene.organisation}</p>
<div class="columns">
<div class="column">
<section class="panel story-start" aria-labelledby="first-title"><h3 id="first-title">Offer times</h3><div data-region="first">${first}</div></section>
<section class="panel" aria-labelledby="cards-title"><h3 id="cards-title">Offers</h3><ul class="cards" data-region="cards" aria-live="polite" aria-relevant="additions">${cards}</ul></section>
</div>
<div class="column">
<section class="panel" aria-labelledby="queue-title"><h3 id="queue-title">Needs a human</h3><ul class="cards" data-region="queue">${queue}</ul></section>
<section class="panel" aria-labelledby="visits-title"><h3 id="visits-title">Today and coming</h3><ul class="visits" data-region="visits">${visits}</ul><div data-region="waits">${waits}</div></section>
<section class="panel" aria-labelledby="mails-title"><h3 id="mails-title">Mailbox</h3><ul class="mails" data-region="mails">${mails}</ul></section>
</div>
</div>
</section>`;
}
