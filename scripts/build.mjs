// Compiles TypeScript to dist/ and copies the files that are not TypeScript (messages, public pages) beside it.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = new URL('..', import.meta.url).pathname;
const tsc = join(root, 'node_modules', '.bin', 'tsc');
if (!existsSync(tsc)) {
  console.error('The TypeScript compiler is not installed: run `npm ci` first.');
  process.exit(1);
}
const run = spawnSync(tsc, ['-p', join(root, 'tsconfig.build.json')], { stdio: 'inherit' });
if (run.status !== 0) process.exit(run.status ?? 1);

for (const path of readdirSync(join(root, 'src'), { recursive: true })) {
  const from = join(root, 'src', path);
  if (path.endsWith('.ts') || statSync(from).isDirectory()) continue;
  cpSync(from, join(root, 'dist', 'src', path), { preserveTimestamps: true });
}
