import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SecretKeyRing } from '../../../src/core/ports.ts';
import { createSecrets } from '../../../src/store/secrets.ts';
import type { Store } from '../../../src/store/store.ts';
import { type Bench, openBench, organisation, ringOf } from '../../support/machinery.ts';
import { freshDatabase, type TestDatabase } from '../../support/store.ts';

let database: TestDatabase;
let bench: Bench;
let store: Store;

beforeAll(async () => {
  database = await freshDatabase();
  bench = openBench(database.uri);
  store = await bench.join();
});
afterAll(async () => {
  await bench.close();
  await database.close();
});

const withKeys = (keys: SecretKeyRing) => createSecrets({ connection: store.connection, clock: bench.clock, keys });
const clinic = organisation('clinic');
const other = organisation('other');
const rows = () => store.connection.collection<{ _id: string; box: string; keyId: string }>('secrets');

describe('secrets at rest', () => {
  test('what was put in comes out, and the store holds no trace of it', async () => {
    await store.secrets.put(clinic, 'slack.token', 'xoxb-very-secret');
    await expect(store.secrets.get(clinic, 'slack.token')).resolves.toBe('xoxb-very-secret');
    expect(JSON.stringify(await rows().find({}).toArray())).not.toContain('secret');
  });

  test('another organisation has no such secret', async () => {
    await expect(store.secrets.get(other, 'slack.token')).resolves.toBeUndefined();
    await expect(store.secrets.remove(other, 'slack.token')).resolves.toBe(false);
  });

  test('a box moved to another organisation or name does not open', async () => {
    const mine = await rows().findOne({ _id: `${clinic}/slack.token` });
    for (const [organisationId, name] of [
      [other, 'slack.token'],
      [clinic, 'zoom.token'],
    ] as const) {
      await rows().insertOne({ ...mine, _id: `${organisationId}/${name}`, organisationId, name } as never);
      await expect(store.secrets.get(organisationId, name)).rejects.toMatchObject({ code: 'internal' });
      await rows().deleteOne({ _id: `${organisationId}/${name}` });
    }
  });

  test('a box with a single changed bit does not open', async () => {
    await store.secrets.put(clinic, 'bent', 'straight');
    const { box } = await rows()
      .findOne({ _id: `${clinic}/bent` })
      .then((row) => row ?? { box: '' });
    const [nonce = '', sealed = '', tag = ''] = box.split('.');
    const bytes = Buffer.from(sealed, 'base64');
    bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0);
    await rows().updateOne({ _id: `${clinic}/bent` }, { $set: { box: `${nonce}.${bytes.toString('base64')}.${tag}` } });
    await expect(store.secrets.get(clinic, 'bent')).rejects.toMatchObject({ code: 'internal' });
    await store.secrets.remove(clinic, 'bent');
  });

  test('a name that could be anything is refused with what would do', async () => {
    await expect(store.secrets.put(clinic, 'Slack Token', 'x')).rejects.toThrow('small letters');
  });

  test('a key of the wrong length is refused at start', () => {
    const short = { current: { id: 'short', bytes: Buffer.alloc(16) }, previous: [] };
    expect(() => withKeys(short)).toThrow('16 bytes instead of 32');
  });
});

describe('turning the keys', () => {
  test('with a new key in front everything is locked anew, and then the old key is not needed', async () => {
    for (let count = 0; count < 230; count++) await store.secrets.put(clinic, `many.${count}`, `value ${count}`);
    const turned = withKeys(ringOf('two', 'one'));
    await expect(turned.secrets.get(clinic, 'many.7')).resolves.toBe('value 7');
    await expect(turned.rotate()).resolves.toEqual({ rotated: 231, unreadable: 0 });
    const withoutOld = withKeys(ringOf('two'));
    await expect(withoutOld.secrets.get(clinic, 'many.229')).resolves.toBe('value 229');
    await expect(withoutOld.rotate()).resolves.toEqual({ rotated: 0, unreadable: 0 });
  });

  test('stopped half-way, it goes on with what is left', async () => {
    const turned = withKeys(ringOf('three', 'two'));
    await turned.secrets.put(clinic, 'many.3', 'set with the new key already');
    await expect(turned.rotate()).resolves.toEqual({ rotated: 230, unreadable: 0 });
    await expect(turned.secrets.get(clinic, 'many.3')).resolves.toBe('set with the new key already');
  });

  test('a secret whose key is gone is counted, left alone, and does not stop the others', async () => {
    await withKeys(ringOf('lost')).secrets.put(clinic, 'orphan', 'x');
    const turned = withKeys(ringOf('four', 'three'));
    await expect(turned.rotate()).resolves.toEqual({ rotated: 231, unreadable: 1 });
    await expect(turned.secrets.get(clinic, 'orphan')).rejects.toMatchObject({ code: 'misconfigured' });
  });
});
