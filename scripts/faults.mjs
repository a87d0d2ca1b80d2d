// Runs a test of faults: npm run test:faults -- NAME. Builds first, since whole processes are started and killed.
import { spawnSync } from 'node:child_process';

const root = new URL('..', import.meta.url).pathname;
for (const args of [['scripts/build.mjs'], ['dist/tests/faults/run.js', ...process.argv.slice(2)]]) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
