// Runs a benchmark: npm run bench -- NAME [--json]. Builds first, since whole processes are started from dist/.
import { spawnSync } from 'node:child_process';

const root = new URL('..', import.meta.url).pathname;
for (const args of [['scripts/build.mjs'], ['dist/bench/run.js', ...process.argv.slice(2)]]) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
