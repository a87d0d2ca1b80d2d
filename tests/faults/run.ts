/** What a test of faults counted; `held` says that nothing promised was broken. */
export interface FaultReport {
  readonly held: boolean;
  readonly counts: Readonly<Record<string, number>>;
}

interface FaultTest {
  readonly run: () => Promise<FaultReport>;
}

const tests: Readonly<Record<string, () => Promise<FaultTest>>> = {
  store: () => import('./store.ts'),
  ledger: () => import('./ledger.ts'),
  turns: () => import('./turns.ts'),
};

const [name = ''] = process.argv.slice(2);
const load = tests[name];
if (!load) {
  console.error(`Which test of faults? npm run test:faults -- NAME, with one of: ${Object.keys(tests).join(', ')}`);
  process.exit(2);
}
const { run } = await load();
const { held, counts } = await run();
console.log(JSON.stringify({ ...counts, name, held }));
process.exit(held ? 0 : 1);
