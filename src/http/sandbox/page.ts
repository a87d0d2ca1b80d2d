import type { Response } from 'express';
import { html, type Markup } from '../pages/markup.ts';
import { sendPage } from '../pages/page.ts';
import { drawDesk, writeDesk } from './desk.ts';
import { drawPhone, writePhone } from './phone.ts';
import type { Scene } from './scene.ts';
import { drawClock, drawStory } from './strip.ts';

/** Each part of the page that changes by itself, ready to be put in its place. */
export function drawRegions(scene: Scene): Readonly<Record<string, string>> {
  const drawn: Readonly<Record<string, Markup>> = {
    clock: drawClock(scene),
    story: drawStory(scene),
    ...(scene.isPlayed ? drawPhone(scene) : {}),
    ...drawDesk(scene),
  };
  return Object.fromEntries(Object.entries(drawn).map(([name, markup]) => [name, markup.html]));
}

export function sendSandbox(res: Response, scene: Scene): void {
  const content = html`<a class="skip" href="#desk-title">To the desk</a>
<header class="top">
<div class="brand"><h1>Parley <span>sandbox</span></h1><a href="/docs">API</a></div>
<div class="clock" data-region="clock">${drawClock(scene)}</div>
</header>
<noscript><p class="notice">The sandbox needs JavaScript to send texts and to show what comes in.</p></noscript>
<p class="said" id="said" role="status"></p>
<main data-live="/sandbox/live?phone=${encodeURIComponent(scene.phone?.number ?? '')}">
<ol class="story" data-region="story" aria-label="The story">${drawStory(scene)}</ol>
<div class="stage">${[writePhone(scene), writeDesk(scene)]}</div>
</main>`;
  sendPage(res, 200, {
    ...{ title: 'Sandbox', content, script: 'sandbox.js', style: 'sandbox.css', assets: '/sandbox/assets' },
  });
}

/** What a newcomer finds at the root. */
export function sendHome(res: Response): void {
  const content = html`<main>
<h1>Parley</h1>
<p>Scheduling that happens inside the conversation. This is a development server.</p>
<ul>
<li><a href="/sandbox">Sandbox</a>: live it, with a phone and a desk side by side</li>
<li><a href="/docs">API</a>: read it, try it</li>
<li><a href="/readyz">Readiness</a> and <a href="/metrics">figures</a></li>
</ul>
</main>`;
  sendPage(res, 200, { title: 'Parley', content });
}
