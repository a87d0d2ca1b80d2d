// Runs the tests: builds first (whole processes are started from dist/), then jest as native ES modules.
// --browser runs those of tests/browser instead (scripts/browser.mjs finds the browser for them).
// --mongod stores into a real mongod instead of the embedded store (MONGODB_URI, MONGOMS_SYSTEM_BINARY, or a download).
import { spawnSync } from 'node:child_process';

const root = new URL('..', import.meta.url).pathname;
const options = process.argv.slice(2);
const onMongod = options.includes('--mongod');
const inBrowser = options.includes('--browser');
const run = (args, env = {}) => {
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  if (status !== 0) process.exit(status ?? 1);
};
run(['scripts/build.mjs']);
run(
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
    ...(inBrowser ? ['--config', 'jest.browser.config.mjs'] : []),
    ...options.filter((option) => option !== '--mongod' && option !== '--browser'),
  ],
  onMongod ? { PARLEY_TEST_STORE: 'mongod' } : {},
);
