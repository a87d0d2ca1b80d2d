// Runs the tests in tests/browser: npm run test:browser [FILE]. The browser is the machine's own; none is downloaded.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PLACES = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const chromium = PLACES.find((place) => place !== undefined && existsSync(place));
if (chromium === undefined) {
  console.error(`There is no Chromium here, which these tests drive. Any one of these helps:
  - Debian, Ubuntu: apt-get update && apt-get install -y chromium
  - macOS: brew install --cask chromium
  - CHROMIUM=/path/to/chromium npm run test:browser`);
  process.exit(1);
}
const { status } = spawnSync(process.execPath, ['scripts/test.mjs', '--browser', ...process.argv.slice(2)], {
  cwd: new URL('..', import.meta.url).pathname,
  stdio: 'inherit',
  env: { ...process.env, PARLEY_CHROMIUM: chromium },
});
process.exit(status ?? 1);
