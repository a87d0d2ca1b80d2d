import { readFileSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

/** None of them changes how a page is shown; they keep the browser from looking for the world outside. */
const FLAGS = [
  ...['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync'],
];

export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env.PARLEY_CHROMIUM;
  if (executablePath === undefined)
    throw new Error('These tests need a browser: run them with `npm run test:browser`.');
  // As root, which is what build machines are, Chromium has no sandbox of its own.
  const args = process.getuid?.() === 0 ? ['--no-sandbox', ...FLAGS] : FLAGS;
  return await chromium.launch({ executablePath, args });
}

/** What the browser complained about: errors of scripts, and whatever the page's policy forbade. */
export function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  return complaints;
}

const FAINT_TEXTS = readFileSync(new URL('./faint-texts.js', import.meta.url), 'utf8');

/** Texts that stand out too little from what is behind them (WCAG 2.2, 1.4.3), each with its ratio. */
export const faintTextsOf = (page: Page): Promise<readonly string[]> => page.evaluate(FAINT_TEXTS);
