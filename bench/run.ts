import { availableParallelism } from 'node:os';

interface Benchmark {
  /** What it found: a number per name, or cases with numbers of their own. */
  readonly run: () => Promise<object>;
}

const benchmarks: Readonly<Record<string, () => Promise<Benchmark>>> = {
  start: () => import('./start.ts'),
  store: () => import('./store.ts'),
  slots: () => import('./slots.ts'),
  ledger: () => import('./ledger.ts'),
  dealing: () => import('./dealing.ts'),
  turns: () => import('./turns.ts'),
};

const [name = '', ...options] = process.argv.slice(2);
const load = benchmarks[name];
if (!load) {
  console.error(`Which benchmark? npm run bench -- NAME [--json], with one of: ${Object.keys(benchmarks).join(', ')}`);
  process.exit(2);
}
const { run } = await load();
const figures = await run();
if (options.includes('--json'))
  console.log(JSON.stringify({ name, node: process.version, cores: availableParallelism(), figures }));
else console.table(figures);
