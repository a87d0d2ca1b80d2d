import { createHash, randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Config, ConfigError } from './config.ts';

/** A key of the ring; its id is made from its bytes, so that a secret names the key it needs wherever the key is kept. */
export interface RingKey {
  readonly id: string;
  readonly bytes: Buffer;
}

/** New secrets are locked with `current`; older ones open with whichever key they name. */
export interface KeyRing {
  readonly current: RingKey;
  readonly previous: readonly RingKey[];
}

const FILE = 'keys.json';
const fileForm = z.object({ current: z.base64(), previous: z.array(z.base64()) });

const ringKey = (base64: string): RingKey => {
  const bytes = Buffer.from(base64, 'base64');
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 12), bytes };
};

const ring = (current: string, previous: readonly string[]): KeyRing => ({
  current: ringKey(current),
  previous: previous.map(ringKey),
});

/** Written beside and moved into place, readable by its owner alone: a crash leaves the old ring or the new one. */
function writeRing(dataDir: string, keys: z.infer<typeof fileForm>): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, FILE);
  const file = openSync(`${path}.new`, 'w', 0o600);
  writeSync(file, JSON.stringify(keys));
  fsyncSync(file);
  closeSync(file);
  renameSync(`${path}.new`, path);
}

function readRing(dataDir: string): z.infer<typeof fileForm> | undefined {
  const path = join(dataDir, FILE);
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, 'utf8');
  try {
    return fileForm.parse(JSON.parse(text));
  } catch {
    throw new ConfigError([
      `${path} is damaged: put it back from a backup (secrets in the store cannot be read without it), or set SECRET_KEY`,
    ]);
  }
}

/** The keys of the environment; without them (development) a ring kept in the data folder, made at the first start. */
export function loadKeyRing(config: Config): KeyRing {
  if (config.secretKey !== undefined) return ring(config.secretKey, config.previousSecretKeys);
  const kept = readRing(config.dataDir);
  if (kept !== undefined) return ring(kept.current, kept.previous);
  const fresh = { current: randomBytes(32).toString('base64'), previous: [] };
  writeRing(config.dataDir, fresh);
  return ring(fresh.current, fresh.previous);
}

/** Puts a new key in front of the kept ring. With SECRET_KEY set the environment is the ring, and its owner turns it. */
export function turnKeyRing(config: Config): KeyRing {
  if (config.secretKey !== undefined) return loadKeyRing(config);
  const kept = readRing(config.dataDir);
  const turned = {
    current: randomBytes(32).toString('base64'),
    previous: kept ? [kept.current, ...kept.previous] : [],
  };
  writeRing(config.dataDir, turned);
  return ring(turned.current, turned.previous);
}
