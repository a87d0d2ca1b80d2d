import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { useOwnStores } from '../../../support/embedded.ts';

const { openStore } = useOwnStores();
const MEGABYTE = 1024 * 1024;

/** A file system of 12 MB in memory; only root may make one. */
const disk = mkdtempSync(join(tmpdir(), 'parley-disk-'));
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', disk]);
const isMounted = mounted.status === 0;
if (!isMounted) console.warn(`A full disk is not tested: mounting a small one needs root (${mounted.stderr})`);

afterAll(() => {
  if (isMounted) spawnSync('umount', [disk]);
  rmSync(disk, { recursive: true, force: true });
});

(isMounted ? test : test.skip)(
  'a full disk refuses writes with its code, keeps what was stored, and goes on when there is room again',
  async () => {
    const store = await openStore(disk);
    const rows = store.client.db('full').collection<{ _id: number; text: string; code: string }>('rows');
    await rows.createIndex({ code: 1 }, { unique: true });
    const ballast = join(disk, 'ballast');
    writeFileSync(ballast, Buffer.alloc(6 * MEGABYTE));
    const text = 'x'.repeat(100_000);
    const insert = (_id: number): Promise<unknown> => rows.insertOne({ _id, text, code: `c${_id}` });
    let stored = 0;
    let refusal: unknown;
    while (!refusal && stored < 200)
      await insert(stored).then(
        () => {
          stored += 1;
        },
        (error: unknown) => {
          refusal = error;
        },
      );
    expect(refusal).toMatchObject({ code: 14031, message: expect.stringMatching(/disk .* is full.*make room/) });
    await expect(rows.updateOne({ _id: 0 }, { $set: { text: 'y'.repeat(900_000) } })).rejects.toMatchObject({
      code: 14031,
    });

    expect(await rows.countDocuments()).toBe(stored);
    expect((await rows.findOne({ code: 'c0' }))?.text).toBe(text);
    expect(await store.client.db('full').command({ validate: 'rows' })).toMatchObject({
      valid: true,
      nrecords: stored,
    });

    rmSync(ballast);
    for (let _id = stored; _id < stored + 10; _id += 1) await insert(_id);
    await store.close();
    const again = await openStore(disk);
    const after = again.client.db('full');
    expect(await after.collection('rows').countDocuments()).toBe(stored + 10);
    expect(await after.command({ validate: 'rows' })).toMatchObject({ valid: true });
  },
);
