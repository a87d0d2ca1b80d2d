import { systemClock } from './clock.ts';
import { ConfigError, readConfig } from './config.ts';
import { Fault } from './core/fault.ts';
import { createIds } from './ids.ts';
import { turnKeyRing } from './keys.ts';
import { createLog } from './log.ts';
import { locateStore } from './place.ts';
import { openStore } from './store/store.ts';

/** `npm run keys:rotate`: a new key in front of the ring, every secret locked with it. Stopped half-way, it is run again. */
async function rotate(): Promise<void> {
  const config = readConfig(process.env);
  const keys = turnKeyRing(config);
  const place = await locateStore({ ...config, role: 'worker' }, createLog(config.logLevel));
  const store = await openStore({
    uri: place.uri,
    clock: systemClock,
    machineClock: systemClock,
    ids: createIds(systemClock),
    keys,
    holder: `keys:${process.pid}`,
  });
  try {
    const { rotated, unreadable } = await store.rotateSecrets();
    process.stdout.write(
      `${rotated} secrets are locked with key ${keys.current.id}; ${unreadable} could not be read.\n`,
    );
    if (unreadable > 0) {
      process.stdout.write(
        'Those need a key that is not in the ring: put it into SECRET_KEYS_PREVIOUS and run this again.\n',
      );
      process.exitCode = 1;
    }
  } finally {
    await store.close();
    await place.close();
  }
}

rotate().catch((error: unknown) => {
  const isForOperator = error instanceof ConfigError || error instanceof Fault;
  process.stderr.write(`${isForOperator ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
