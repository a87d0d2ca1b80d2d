import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RequestHandler, Response } from 'express';
import { Router } from 'express';
import type { Locale } from '../../core/people/types.ts';
import { html, type Markup } from './markup.ts';

/** Served beside the pages: no page of ours loads anything from elsewhere, or has script or style within it. */
const ASSETS = {
  'page.css': 'text/css',
  'visit.css': 'text/css',
  'sandbox.css': 'text/css',
  'try-call.js': 'text/javascript',
  'sandbox.js': 'text/javascript',
} as const;
type AssetName = keyof typeof ASSETS;

const contents = (name: AssetName): string => readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8');
const read = (name: AssetName) => {
  const text = contents(name);
  return { text, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 16)}"` };
};

export const serveAsset = (name: AssetName): RequestHandler => {
  const { text, etag } = read(name);
  return (_req, res) => {
    res.set({ 'Cache-Control': 'public, max-age=3600', ETag: etag }).type(ASSETS[name]).send(text);
  };
};

export function createAssets(): Router {
  const router = Router();
  router.get('/page.css', serveAsset('page.css'));
  router.get('/visit.css', serveAsset('visit.css'));
  router.get('/try-call.js', serveAsset('try-call.js'));
  return router;
}

const STRICT = [
  "default-src 'none'",
  "style-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
];
const POLICY = [...STRICT, "script-src 'self'", "connect-src 'self'", "img-src 'self' data:"].join('; ');

/** For a page whose address lets people in: the address is told to nobody, and no search engine keeps the page. */
const SECRET_HEADERS = {
  'Content-Security-Policy': STRICT.join('; '),
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex, nofollow',
  'Cache-Control': 'no-store',
};

// With no referrer at all a browser names no origin either when it sends a form, and ours would be taken for a stranger's.
const OPEN_HEADERS = {
  'Content-Security-Policy': POLICY,
  'Referrer-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

export interface Page {
  readonly title: string;
  readonly content: Markup;
  readonly language?: Locale;
  readonly script?: AssetName;
  /** Beside the style that all pages have. */
  readonly style?: AssetName;
  /** Where its own script and style are served, if not with those of all pages. */
  readonly assets?: string;
  readonly isSecret?: boolean;
}

export function sendPage(res: Response, status: number, page: Page): void {
  if (res.headersSent) return;
  const { title, content, language = 'en', script, style, assets = '/assets', isSecret = false } = page;
  const scripts = script === undefined ? undefined : html`<script src="${assets}/${script}" defer></script>`;
  const styles = style === undefined ? undefined : html`<link rel="stylesheet" href="${assets}/${style}">`;
  const text = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${isSecret ? html`<meta name="robots" content="noindex, nofollow">` : html`<link rel="icon" href="data:,">`}
<title>${title}</title>
<link rel="stylesheet" href="/assets/page.css">
${styles}
${scripts}
</head>
<body>
${content}
</body>
</html>
`;
  res
    .status(status)
    .set(isSecret ? SECRET_HEADERS : OPEN_HEADERS)
    .type('html')
    .send(text.html);
}
