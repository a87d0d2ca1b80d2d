import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import express, { type ErrorRequestHandler } from 'express';
import { createSmsWebhooks, smsStatusUrl } from '../../../../src/channels/sms/index.ts';
import type { DeliveryReport, IncomingTurn } from '../../../../src/core/delivery/types.ts';
import { Fault } from '../../../../src/core/fault.ts';
import type { Log } from '../../../../src/core/ports.ts';
import { named } from '../../../support/office.ts';
import { type TwilioMessage, TwilioStandIn } from '../../../support/twilio.ts';

const PUBLIC_URL = 'https://parley.example.com';
const MARIA = '+14155552671';
const NUMBER = '+14155550100';
const NOW = Date.UTC(2026, 2, 2, 15);

let server: Server;
const target = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on a port
const twilio = new TwilioStandIn({ target, publicUrl: PUBLIC_URL, now: () => NOW });
const stored = new Map<string, IncomingTurn>();
const deliveries: DeliveryReport[] = [];
const optedOut: string[] = [];
const undelivered: (string | undefined)[] = [];
const logged: unknown[] = [];
let heard = 0;
let patience = Number.POSITIVE_INFINITY;

const note = (fields: object, message: string) => void logged.push({ fields, message });
const log: Log = { debug: note, info: note, warn: note, error: note, child: () => log };
const answerFault: ErrorRequestHandler = (error, _req, res, _next) => {
  const status = error instanceof Fault && error.code === 'forbidden' ? 403 : (error.status ?? 500);
  res.status(status).send('refused');
};

beforeAll(async () => {
  const app = express();
  app.use(
    '/channels/sms',
    createSmsWebhooks({
      accountSid: twilio.accountSid,
      authToken: twilio.authToken,
      publicUrl: PUBLIC_URL,
      clock: { now: () => NOW },
      log,
      inbox: {
        store: async (turn) => {
          if (stored.has(turn.providerId)) return 'already_stored';
          stored.set(turn.providerId, turn);
          return 'stored';
        },
      },
      outbox: { recordDelivery: async (report) => void deliveries.push(report) },
      organisationOf: async (to) => (to === NUMBER ? named('org_1') : undefined),
      admits: async () => {
        heard += 1;
        return heard <= patience;
      },
      onOptedOut: async (_organisation, recipient) => void optedOut.push(recipient),
      onUndelivered: async ({ key }) => void undelivered.push(key),
    }),
    answerFault,
  );
  server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  stored.clear();
  deliveries.length = 0;
  optedOut.length = 0;
  undelivered.length = 0;
  logged.length = 0;
  heard = 0;
  patience = Number.POSITIVE_INFINITY;
});

describe('a text from Twilio', () => {
  test('is stored and acknowledged with an empty TwiML answer', async () => {
    const answer = await twilio.deliver(twilio.text(MARIA, NUMBER, '2'));
    expect(answer).toEqual({ status: 200, body: '<?xml version="1.0" encoding="UTF-8"?><Response/>' });
    expect([...stored.values()]).toMatchObject([
      { organisationId: 'org_1', channel: 'sms', conversationKey: MARIA, payload: { kind: 'text', text: '2' } },
    ]);
  });

  test('signed for the public address is accepted behind a proxy', async () => {
    const webhook = twilio.text(MARIA, NUMBER, 'Grüße & 50% + “ok”');
    expect((await twilio.deliver(webhook)).status).toBe(200);
    expect([...stored.values()][0]).toMatchObject({ payload: { text: 'Grüße & 50% + “ok”' } });
  });

  test('that is forged is refused and not stored', async () => {
    const answer = await twilio.deliver(twilio.text(MARIA, NUMBER, '2'), 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=');
    expect(answer.status).toBe(403);
    expect(stored.size).toBe(0);
  });

  test('replayed, or brought three times and shuffled, is one turn each', async () => {
    const texts = ['1', '2', '3', '4'].map((body) => twilio.text(MARIA, NUMBER, body));
    let seed = 7;
    const chance = () => {
      seed = (seed * 16_807) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    await twilio.deliverAsAfterAnOutage(texts, chance);
    expect(stored.size).toBe(4);
  });

  test('to a number of nobody is acknowledged and not stored', async () => {
    expect((await twilio.deliver(twilio.text(MARIA, '+14155559999', 'hi'))).status).toBe(200);
    expect(stored.size).toBe(0);
  });

  test('of a kind we do not know is acknowledged and not stored', async () => {
    expect((await twilio.deliver(twilio.text('whatsapp:+14155552671', NUMBER, 'hi'))).status).toBe(200);
    expect(stored.size).toBe(0);
  });

  test('of a megabyte is refused', async () => {
    expect((await twilio.deliver(twilio.text(MARIA, NUMBER, 'x'.repeat(1_000_000)))).status).toBe(413);
    expect(stored.size).toBe(0);
  });

  test('from a sender of too many is not heard, but STOP always is', async () => {
    patience = 2;
    for (const body of ['a', 'b', 'c', 'd']) await twilio.deliver(twilio.text(MARIA, NUMBER, body));
    expect(stored.size).toBe(2);
    await twilio.deliver(twilio.text(MARIA, NUMBER, 'STOP'));
    await twilio.deliver(twilio.text(MARIA, NUMBER, 'start', { OptOutType: 'START' }));
    expect(stored.size).toBe(4);
  });

  test.each(['HELP', 'START', 'YES'])(
    '%s is answered each time, so a flood of it is paced like any other',
    async (word) => {
      patience = 2;
      for (let count = 0; count < 4; count += 1) await twilio.deliver(twilio.text(MARIA, NUMBER, word));
      expect(stored.size).toBe(2);
    },
  );

  test('is never logged with its words or number', async () => {
    patience = 0;
    await twilio.deliver(twilio.text(MARIA, NUMBER, 'my secret'));
    await twilio.deliver(twilio.text(MARIA, '+14155559999', 'my secret'));
    await twilio.deliver(twilio.text('BANK', NUMBER, 'my secret'));
    expect(logged).toHaveLength(3);
    expect(JSON.stringify(logged)).not.toMatch(/secret|4155552671|BANK/);
  });
});

describe('a status callback', () => {
  const sent: TwilioMessage = {
    sid: `SM${'a'.repeat(32)}`,
    to: MARIA,
    from: NUMBER,
    body: 'Hello',
    statusCallback: smsStatusUrl(PUBLIC_URL, named('org_1'), 'trn_1/0/0'),
    createdAt: NOW,
  };

  test('brings our key back with what became of the message', async () => {
    expect((await twilio.deliver(twilio.status(sent, 'delivered'))).status).toBe(204);
    expect(deliveries).toEqual([
      { organisationId: 'org_1', channel: 'sms', providerId: sent.sid, key: 'trn_1/0/0', status: 'delivered' },
    ]);
  });

  test('of a failure carries Twilio’s code', async () => {
    await twilio.deliver(twilio.status(sent, 'undelivered', '30003'));
    expect(deliveries).toMatchObject([{ status: 'failed', reason: 'twilio_30003' }]);
    expect(undelivered).toEqual(['trn_1/0/0']);
  });

  test('21610 closes the number', async () => {
    await twilio.deliver(twilio.status(sent, 'failed', '21610'));
    expect(optedOut).toEqual([MARIA]);
    expect(undelivered).toEqual([]);
  });

  test('whose key was changed on the way is refused', async () => {
    const { path, params } = twilio.status(sent, 'delivered');
    const real = twilio.status({ ...sent, statusCallback: smsStatusUrl(PUBLIC_URL, named('org_2'), 'x') }, 'delivered');
    const { status } = await twilio.deliver({ path: real.path, params }, await signatureFor(path, params));
    expect(status).toBe(403);
    expect(deliveries).toEqual([]);
  });
});

async function signatureFor(path: string, params: Readonly<Record<string, string>>): Promise<string> {
  const { default: official } = await import('twilio');
  return official.getExpectedTwilioSignature(twilio.authToken, PUBLIC_URL + path, params);
}
