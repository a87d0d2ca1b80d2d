import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readConfig } from '../../src/config.ts';
import { loadKeyRing, turnKeyRing } from '../../src/keys.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const config = (more: Record<string, string> = {}) => readConfig({ DATA_DIR: folder, ...more });

test('a first start makes a key and keeps it for its owner alone; the next start finds the same', () => {
  const first = loadKeyRing(config());
  expect(loadKeyRing(config())).toEqual(first);
  expect(statSync(join(folder, 'keys.json')).mode & 0o777).toBe(0o600);
});

test('turning the ring puts a new key in front and keeps the old one readable', () => {
  const before = loadKeyRing(config());
  const after = turnKeyRing(config());
  expect(after.current.id).not.toBe(before.current.id);
  expect(after.previous).toEqual([before.current]);
  expect(loadKeyRing(config())).toEqual(after);
});

test('with SECRET_KEY set nothing is written, and a key has the same id wherever it is kept', () => {
  const { current } = loadKeyRing(config());
  const kept = readFileSync(join(folder, 'keys.json'), 'utf8');
  const ring = loadKeyRing(
    config({
      SECRET_KEY: Buffer.alloc(32, 1).toString('base64'),
      SECRET_KEYS_PREVIOUS: current.bytes.toString('base64'),
    }),
  );
  expect(ring.previous[0].id).toBe(current.id);
  expect(readFileSync(join(folder, 'keys.json'), 'utf8')).toBe(kept);
});

test('a damaged key file is never replaced by a new key; the error says what to do', () => {
  writeFileSync(join(folder, 'keys.json'), '{"current":');
  expect(() => loadKeyRing(config())).toThrow(/keys\.json is damaged: put it back from a backup/);
  expect(readFileSync(join(folder, 'keys.json'), 'utf8')).toBe('{"current":');
});
