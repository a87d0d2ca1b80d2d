// One store for all test files of a run: the embedded one, or the MongoDB of MONGODB_URI, or a downloaded mongod.
import { existsSync } from 'node:fs';

const built = new URL('../../dist/tests/support/shared-store.js', import.meta.url);

export default async function setUp() {
  if (!existsSync(built)) return; // files that need the store say so (store.ts); the others run without a build
  const { startSharedStore } = await import(built.href);
  const shared = await startSharedStore(process.env);
  process.env.PARLEY_TEST_STORE_URI = shared.uri;
  process.env.PARLEY_TEST_STORE_KIND = shared.kind;
  globalThis.stopSharedStore = shared.stop;
}
