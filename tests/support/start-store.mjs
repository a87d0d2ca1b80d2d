// Before all tests: one store for the whole run, in a process of its own as in production. MONGODB_URI names another one.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default async function startStore() {
  if (process.env.MONGODB_URI) return;
  const { openEmbeddedStore } = await import('../../dist/src/store/embedded/embedded.js');
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-tests-'));
  const entry = new URL('../../dist/src/store/embedded/process.js', import.meta.url);
  const store = await openEmbeddedStore({ dataDir, entry });
  process.env.MONGODB_URI = store.uri;
  globalThis.stopTestStore = async () => {
    await store.close();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
