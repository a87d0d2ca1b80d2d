import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RequestHandler, Response } from 'express';
import { Router } from 'express';
import { html, type Markup } from './markup.ts';

/** Served beside the pages: no page of ours loads anything from elsewhere, or has script or style within it. */
const ASSETS = { 'page.css': 'text/css', 'try-call.js': 'text/javascript' } as const;
type AssetName = keyof typeof ASSETS;

const contents = (name: AssetName): string => readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8');
const read = (name: AssetName) => {
  const text = contents(name);
  return { text, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 16)}"` };
};

const serveAsset = (name: AssetName): RequestHandler => {
  const { text, etag } = read(name);
  return (_req, res) => {
    res.set({ 'Cache-Control': 'public, max-age=3600', ETag: etag }).type(ASSETS[name]).send(text);
  };
};

export function createAssets(): Router {
  const router = Router();
  router.get('/page.css', serveAsset('page.css'));
  router.get('/try-call.js', serveAsset('try-call.js'));
  return router;
}

const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

export interface Page {
  readonly title: string;
  readonly content: Markup;
  readonly script?: AssetName;
}

export function sendPage(res: Response, status: number, { title, content, script }: Page): void {
  const scripts = script === undefined ? undefined : html`<script src="/assets/${script}" defer></script>`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="stylesheet" href="/assets/page.css">
${scripts}
</head>
<body>
${content}
</body>
</html>
`;
  res
    .status(status)
    // With no referrer at all a browser names no origin either when it sends a form, and ours would be taken for a stranger's.
    .set({ 'Content-Security-Policy': POLICY, 'Referrer-Policy': 'same-origin', 'Cache-Control': 'no-store' })
    .type('html')
    .send(page.html);
}
