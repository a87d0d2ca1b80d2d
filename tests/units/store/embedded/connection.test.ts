import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { deserialize, serialize } from 'bson';
import { crc32c } from '../../../../src/store/embedded/wire/checksum.ts';
import { type OpenStore, useOwnStores } from '../../../support/embedded.ts';

const { makeFolder, openStore } = useOwnStores();
const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

async function dial(store: OpenStore): Promise<Socket> {
  const socket = connect(join(store.dataDir, 'store', 'store.sock'));
  socket.on('error', () => {});
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

const int32 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, at) => {
    bytes.writeInt32LE(value, at * 4);
  });
  return bytes;
};

const OP_MSG = 2013;

function message(code: number, ...parts: Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([int32(16 + body.length, 7, 0, code), body]);
}

const command = (doc: object, flags = 0): Buffer => message(OP_MSG, int32(flags), Buffer.from([0]), serialize(doc));

/** One whole reply, however it is cut on its way. */
async function readReply(socket: Socket): Promise<{ responseTo: number; code: number; doc: Record<string, unknown> }> {
  let bytes = Buffer.alloc(0);
  while (bytes.length < 4 || bytes.length < bytes.readInt32LE(0)) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    bytes = Buffer.concat([bytes, chunk]);
  }
  const code = bytes.readInt32LE(12);
  return { responseTo: bytes.readInt32LE(8), code, doc: deserialize(bytes.subarray(code === OP_MSG ? 21 : 36)) };
}

describe('a damaged message', () => {
  const ping = serialize({ ping: 1, $db: 'admin' });
  test.each<[string, Buffer, RegExp]>([
    ['shorter than its own header', int32(5, 0, 0, 0), /cannot be 5 bytes/],
    ['with a negative length', int32(-1, 0, 0, 0), /cannot be -1 bytes/],
    ['longer than 48 MB', int32(48_000_001, 0, 0, OP_MSG), /longer than the limit/],
    ['of an operation nobody speaks', message(2012, int32(0)), /operation 2012/],
    ['with unknown flags', message(OP_MSG, int32(4), Buffer.from([0]), ping), /flags/],
    ['without a body', message(OP_MSG, int32(0)), /no body/],
    ['with two bodies', message(OP_MSG, int32(0), Buffer.from([0]), ping, Buffer.from([0]), ping), /two bodies/],
    ['with an unknown section', message(OP_MSG, int32(0), Buffer.from([9]), ping), /section kind 9/],
    [
      'whose document is longer than the message',
      message(OP_MSG, int32(0), Buffer.from([0]), int32(500)),
      /does not fit/,
    ],
    ['that ends in the middle of its flags', message(OP_MSG, Buffer.from([0, 0])), /ends before/],
    ['with a wrong checksum', message(OP_MSG, int32(1), Buffer.from([0]), ping, int32(1)), /checksum/],
    ['that is noise', Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'), /./],
  ])("%s closes its connection with a reason, and nobody else's", async (_, bytes, reason) => {
    const store = await openStore(await makeFolder());
    await store.client.db('a').collection('b').insertOne({ n: 1 });
    const socket = await dial(store);
    const closed = once(socket, 'close');
    socket.write(bytes);
    await closed;
    expect(await store.client.db('a').collection('b').countDocuments()).toBe(1);
    expect(store.logged).toHaveLength(1);
    expect(String(store.logged[0]?.details.reason)).toMatch(reason);
  });

  test('that never ends holds up nobody and keeps nothing alive', async () => {
    const store = await openStore(await makeFolder());
    const socket = await dial(store);
    socket.write(int32(1_000, 1, 0, OP_MSG));
    expect(await store.client.db('a').command({ ping: 1 })).toMatchObject({ ok: 1 });
    await store.close();
  });
});

describe('a sound message', () => {
  test('whose document is broken inside is refused, and the connection goes on', async () => {
    const store = await openStore(await makeFolder());
    const socket = await dial(store);
    const broken = Buffer.from(serialize({ ping: 1, $db: 'admin', text: 'abc' }));
    broken[broken.length - 6] = 0xff; // inside the text: no UTF-8
    socket.write(message(OP_MSG, int32(0), Buffer.from([0]), broken));
    expect((await readReply(socket)).doc).toMatchObject({ ok: 0, code: 22, codeName: 'InvalidBSON' });
    socket.write(command({ ping: 1, $db: 'admin' }));
    expect((await readReply(socket)).doc).toEqual({ ok: 1 });
  });

  test('may come byte by byte, or several at once', async () => {
    const store = await openStore(await makeFolder());
    const socket = await dial(store);
    for (const byte of command({ ping: 1, $db: 'admin' })) socket.write(Buffer.from([byte]));
    expect((await readReply(socket)).responseTo).toBe(7);
    socket.write(
      Buffer.concat([command({ ping: 1, $db: 'admin' }), command({ hello: 1, $db: 'admin' }).subarray(0, 20)]),
    );
    expect((await readReply(socket)).doc).toEqual({ ok: 1 });
    socket.write(command({ hello: 1, $db: 'admin' }).subarray(20));
    expect((await readReply(socket)).doc).toMatchObject({ isWritablePrimary: true, maxWireVersion: 21 });
  });

  test('may carry a checksum', async () => {
    const store = await openStore(await makeFolder());
    const socket = await dial(store);
    const plain = message(OP_MSG, int32(1), Buffer.from([0]), serialize({ ping: 1, $db: 'admin' }), int32(0));
    const bytes = plain.subarray(0, plain.length - 4);
    plain.writeUInt32LE(crc32c(bytes), plain.length - 4);
    socket.write(plain);
    expect((await readReply(socket)).doc).toEqual({ ok: 1 });
  });

  test('of old, by which drivers greet, is answered in kind', async () => {
    const store = await openStore(await makeFolder());
    const socket = await dial(store);
    const greeting = serialize({ ismaster: 1, helloOk: true });
    socket.write(message(2004, int32(0), Buffer.from('admin.$cmd\0'), int32(0, -1), greeting));
    expect(await readReply(socket)).toMatchObject({ code: 1, doc: { ismaster: true, helloOk: true, ok: 1 } });
  });

  test('that wants no answer gets none', async () => {
    const store = await openStore(await makeFolder());
    const socket = await dial(store);
    socket.write(command({ insert: 'quiet', documents: [{ _id: 1 }], $db: 'a' }, 2));
    socket.write(command({ count: 'quiet', $db: 'a' }));
    expect((await readReply(socket)).doc).toEqual({ n: 1, ok: 1 });
  });
});

test('the checksum is CRC-32C', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
});
