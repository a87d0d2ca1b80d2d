// Runs the tests: builds first (whole processes are started from dist/), then jest as native ES modules.
// --mongod stores into a real mongod instead of the embedded store (MONGODB_URI, MONGOMS_SYSTEM_BINARY, or a download).
import { spawnSync } from 'node:child_process';

const root = new URL('..', import.meta.url).pathname;
const options = process.argv.slice(2);
const onMongod = options.includes('--mongod');
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
    ...options.filter((option) => option !== '--mongod'),
  ],
  onMongod ? { PARLEY_TEST_STORE: 'mongod' } : {},
);
