import type { PlayedPiece, PlayedText } from '../../core/sandbox/types.ts';
import { html, type Markup } from '../pages/markup.ts';
import { clockOf, dayOf, type Here, momentOf } from './moments.ts';
import type { Phone, Scene, Withheld } from './scene.ts';

const ENCODINGS = { gsm7: 'GSM-7', ucs2: 'UCS-2' } as const;

/** What is paid for, and why it is that much. */
const costOf = ({ segments, encoding, units }: PlayedPiece): string =>
  `${segments} ${segments === 1 ? 'segment' : 'segments'} · ${ENCODINGS[encoding]} · ${units} ${encoding === 'gsm7' ? 'characters' : 'units'}`;

const REASONS: ReadonlyMap<string, string> = new Map([
  ['address_opted_out', 'opted out'],
  ['purpose_refused', 'not wanted'],
  ['no_consent_to_marketing', 'no consent to marketing'],
]);

/** The short link leads to the page of this very service, under whatever name it was opened. */
function writeLinks(text: string, card: string | undefined): Markup {
  const link = card === undefined ? undefined : text.split(/\s+/).find((word) => word.endsWith(`/c/${card}`));
  if (link === undefined) return html`${text}`;
  const at = text.indexOf(link);
  const after = text.slice(at + link.length);
  return html`${text.slice(0, at)}<a href="/c/${card}" target="_blank" rel="noopener">${link}</a>${after}`;
}

function writeText({ key, side, at, pieces, card }: PlayedText, here: Here): Markup {
  const note = side === 'received' ? 'Delivered' : 'Sent';
  return html`<li class="text ${side}" data-key="${key}">
<span class="unseen">${side === 'received' ? 'They wrote:' : 'You wrote:'}</span>
${pieces.map((piece) => html`<p class="bubble">${writeLinks(piece.text, card)}</p>${side === 'received' ? html`<p class="cost">${costOf(piece)}</p>` : undefined}`)}
<p class="when"><time datetime="${new Date(at).toISOString()}">${clockOf(at, here)}</time> · ${note}</p>
</li>`;
}

function writeWithheld({ key, text, state, reason }: Withheld, here: Here): Markup {
  const why =
    state === 'waiting'
      ? `Waits until ${momentOf(Number(reason), here)}: nobody is written to at night`
      : `Withheld: ${REASONS.get(reason) ?? reason.replaceAll('_', ' ')}`;
  return html`<li class="text withheld" data-key="withheld/${key}">
<p class="bubble">${text}</p><p class="when">${why}</p></li>`;
}

/** Everything in its order; each new day is named. */
function writeThread(scene: Scene): readonly Markup[] {
  const items = [
    ...scene.texts.map((text) => ({ at: text.at, written: writeText(text, scene) })),
    ...scene.withheld.map((one) => ({ at: one.at, written: writeWithheld(one, scene) })),
  ].toSorted((a, b) => a.at - b.at);
  let day = '';
  return items.flatMap(({ at, written }) => {
    const today = dayOf(at, scene);
    if (today === day) return [written];
    day = today;
    return [html`<li class="day" data-key="day/${today}">${today}</li>`, written];
  });
}

/** A text that waits for the morning need not be waited for. */
function writeMorning({ withheld }: Scene): Markup | undefined {
  if (!withheld.some(({ state }) => state === 'waiting')) return undefined;
  return html`<div class="choices"><button type="button" id="turn-morning" data-post="/sandbox/clock" data-body='{"to":"next"}'>It is night: turn the clock to the morning</button></div>`;
}

function writeChoices({ texts }: Scene): Markup | undefined {
  const last = texts.at(-1);
  if (last === undefined || last.side !== 'received' || last.choices.length === 0) return undefined;
  return html`<div class="choices" role="group" aria-label="Quick answers">${last.choices.map(
    (choice, index) =>
      html`<button type="button" class="choice" data-text="${index + 1}"><b>${index + 1}</b> ${choice}</button>`,
  )}</div>`;
}

const nameOf = ({ names, written }: Phone): string => (names.length === 0 ? written : names.join(', '));

export const writeTabs = ({ phones, phone }: Scene): Markup =>
  html`${phones.map(
    (one) =>
      html`<a href="/sandbox?phone=${encodeURIComponent(one.number)}" data-key="${one.number}"${
        one.number === phone?.number ? html` aria-current="true"` : undefined
      }>${nameOf(one)}</a>`,
  )}`;

/** The thread and what can be tapped, drawn anew whenever something changes. */
export const drawPhone = (scene: Scene): Record<'tabs' | 'thread' | 'choices' | 'standing', Markup> => ({
  tabs: writeTabs(scene),
  thread: html`${scene.texts.length + scene.withheld.length === 0 ? [html`<li class="empty" data-key="empty">No texts yet. Offer times from the desk, or write first: “Can I come in next week?”</li>`] : writeThread(scene)}`,
  choices: writeMorning(scene) ?? writeChoices(scene) ?? html``,
  standing: scene.isOptedOut ? html`<p>Opted out. Text START to hear from the clinic again.</p>` : html``,
});

const addPhone = html`<details class="add"><summary>Add a phone</summary>
<form data-post="/sandbox/api/v1/contacts" data-build="phone">
<label for="add-number">Number with country code</label>
<input id="add-number" name="number" type="tel" autocomplete="off" placeholder="+1 415 555 0123" required maxlength="40">
<label for="add-name">Name, if it is known</label>
<input id="add-name" name="name" autocomplete="off" maxlength="80">
<button type="submit">Add</button>
</form></details>`;

export function writePhone(scene: Scene): Markup {
  if (!scene.isPlayed)
    return html`<section class="phone"><p class="empty">Texts go out by Twilio, as the TWILIO_ variables say. Without them, the phones are played here.</p></section>`;
  const { tabs, thread, choices, standing } = drawPhone(scene);
  const { phone } = scene;
  const name = phone === undefined ? 'Nobody' : nameOf(phone);
  return html`<section class="phone" aria-labelledby="phone-title">
<h2 id="phone-title">Phone</h2>
<p class="whose">${name}${phone === undefined || phone.names.length === 0 ? '' : `, ${phone.written}`}</p>
<nav class="tabs" aria-label="Phones" data-region="tabs">${tabs}</nav>
<div class="device">
<p class="with">${scene.organisation}</p>
<ol class="thread" data-region="thread" role="log" aria-label="Texts with ${scene.organisation}" aria-relevant="additions" tabindex="0">${thread}</ol>
<div data-region="choices">${choices}</div>
<div class="standing" data-region="standing" role="status">${standing}</div>
<form class="composer" data-phone="${phone?.number}">
<label class="unseen" for="composer">Text as ${name}</label>
<input id="composer" name="text" autocomplete="off" enterkeyhint="send" placeholder="Text as ${name}" required maxlength="1600">
<button type="submit">Send</button>
</form>
</div>
${addPhone}
</section>`;
}
