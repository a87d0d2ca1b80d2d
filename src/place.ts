import type { Config } from './config.ts';
import type { Log } from './core/ports.ts';

export interface StorePlace {
  readonly uri: string;
  close(): Promise<void>;
}

/** Where the store is: the one that is configured, or our own server in the data folder. */
export async function locateStore(
  { mongodbUri, dataDir, role }: Pick<Config, 'mongodbUri' | 'dataDir' | 'role'>,
  log: Log,
): Promise<StorePlace> {
  if (mongodbUri !== undefined) return { uri: mongodbUri, close: async () => {} };
  const { joinEmbeddedStore, openEmbeddedStore } = await import('./store/embedded/embedded.ts');
  // A worker beside a web process on one machine works on the store that is open already.
  const running = role === 'all' ? undefined : await joinEmbeddedStore(dataDir);
  if (running !== undefined) return running;
  return openEmbeddedStore({
    dataDir,
    log: (message, details) => log.warn({ ...details, part: 'embedded store' }, message),
  });
}
