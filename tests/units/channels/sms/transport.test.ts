import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Message } from '../../../../src/bots/message.ts';
import { createSmsTransport, type SmsTransportParts } from '../../../../src/channels/sms/api.ts';
import { smsStatusUrl } from '../../../../src/channels/sms/index.ts';
import type { SendRequest, Transport } from '../../../../src/core/delivery/types.ts';
import { MINUTE } from '../../../../src/core/time/types.ts';
import { named } from '../../../support/office.ts';
import { TwilioStandIn } from '../../../support/twilio.ts';

const PUBLIC_URL = 'https://parley.example.com';
const MARIA = '+14155552671';
const NUMBER = '+14155550100';
let now = Date.UTC(2026, 2, 2, 15);
const twilio = new TwilioStandIn({ target: () => '', publicUrl: PUBLIC_URL, now: () => now });
const optedOut: string[] = [];

const message = (text: string): Message => ({
  key: 'k',
  to: { kind: 'conversation' },
  purpose: 'care',
  occasion: 'reply',
  body: { kind: 'text', text },
});
const request = (text: string, more: Partial<SendRequest> = {}): SendRequest => ({
  organisationId: named('org_1'),
  key: 'trn_1/0/0',
  recipient: MARIA,
  conversationKey: MARIA,
  payload: message(text),
  signal: new AbortController().signal,
  ...more,
});
const connect = (more: Partial<SmsTransportParts['account']> = {}): Promise<Transport> =>
  createSmsTransport({
    account: {
      accountSid: twilio.accountSid,
      authToken: twilio.authToken,
      sender: { from: NUMBER },
      apiUrl: twilio.url,
      ...more,
    },
    clock: { now: () => now },
    statusUrl: (organisation, key) => smsStatusUrl(PUBLIC_URL, organisation, key),
    cardLink: () => undefined,
    onOptedOut: async (_organisation, recipient) => void optedOut.push(recipient),
  });
const LONG = Array.from({ length: 40 }, (_, index) => `Please bring paper ${index} with you.`).join(' ');
let sms: Transport;

beforeAll(async () => {
  await twilio.start();
  sms = await connect();
});
afterAll(() => twilio.stop());
beforeEach(() => {
  now += 60 * MINUTE;
  twilio.sent.length = 0;
  twilio.mishaps.length = 0;
  twilio.optedOut.clear();
  optedOut.length = 0;
});

describe('a text through the real client', () => {
  test('is sent from our number, with a status address that carries our key', async () => {
    const outcome = await sms.send(request('Booked! See you “soon”'));
    const [sent] = twilio.sent;
    expect(outcome).toEqual({ kind: 'sent', providerId: sent?.sid });
    expect(sent).toMatchObject({
      to: MARIA,
      from: NUMBER,
      body: 'Booked! See you "soon"',
      statusCallback: `${PUBLIC_URL}/channels/sms/status?organisation=org_1&key=trn_1%2F0%2F0`,
    });
  });

  test('through a messaging service leaves the number to the service', async () => {
    const viaService = await connect({ sender: { messagingService: `MG${'0'.repeat(32)}` } });
    expect(await viaService.send(request('Hello'))).toMatchObject({ kind: 'sent' });
    expect(twilio.sent[0]?.from).toBeNull();
  });

  test('that is too long goes out in several', async () => {
    expect(await sms.send(request(LONG))).toMatchObject({ kind: 'sent', providerId: twilio.sent.at(-1)?.sid });
    expect(twilio.sent.length).toBeGreaterThan(1);
    expect(twilio.sent.map(({ body }) => body).join(' ')).toBe(LONG);
  });

  test('with nothing in it is refused before anything is sent', async () => {
    expect(await sms.send(request(''))).toEqual({ kind: 'refused', reason: 'nothing_to_say', permanent: true });
  });
});

describe('what Twilio refuses', () => {
  test('21610: the number told the carrier STOP, so it is closed and nothing is tried again', async () => {
    twilio.optedOut.add(MARIA);
    expect(await sms.send(request('Hello'))).toEqual({ kind: 'refused', reason: 'opted_out', permanent: true });
    expect(optedOut).toEqual([MARIA]);
  });

  test('21211: no such number, for good', async () => {
    expect(await sms.send(request('Hello', { recipient: '+1' }))).toEqual({
      kind: 'refused',
      reason: 'not_a_reachable_number',
      permanent: true,
    });
  });

  test('429: for now, for as long as Twilio says', async () => {
    twilio.mishaps.push({ tooManyRequests: 7 });
    expect(await sms.send(request('Hello'))).toEqual({
      kind: 'refused',
      reason: 'too_many_requests',
      permanent: false,
      retryAfter: 7000,
    });
  });

  test('20003: a wrong token is mended by a person, the message waits', async () => {
    const wrong = await connect({ authToken: 'wrong' });
    expect(await wrong.send(request('Hello'))).toEqual({ kind: 'refused', reason: 'not_authorised', permanent: false });
  });

  test('nobody listens: it never left, so it may be sent again', async () => {
    const nowhere = await connect({ apiUrl: 'http://127.0.0.1:9' });
    expect(await nowhere.send(request('Hello'))).toEqual({ kind: 'refused', reason: 'unreachable', permanent: false });
  });
});

describe('when nobody knows whether it was sent', () => {
  test.each(['lost_before', 'lost_after', 'server_error'] as const)('%s is unknown', async (mishap) => {
    twilio.mishaps.push(mishap);
    expect(await sms.send(request('Hello'))).toMatchObject({ kind: 'unknown' });
  });

  test('a text that arrived is found by its words, to that number, since that try', async () => {
    twilio.mishaps.push('lost_after');
    const since = now;
    await sms.send(request('Hello again'));
    expect(await sms.lookup(request('Hello again'), since)).toEqual({ kind: 'found', providerId: twilio.sent[0]?.sid });
  });

  test('one that did not arrive is not found; nor is an older one, another’s or another text', async () => {
    await sms.send(request('Same words'));
    now += 30 * MINUTE;
    await sms.send(request('Same words', { recipient: '+14155559999' }));
    await sms.send(request('Other words'));
    expect(await sms.lookup(request('Same words'), now)).toEqual({ kind: 'not_found' });
  });

  test('a long text that broke off in the middle is not found, and sent again goes on where it stopped', async () => {
    const since = now;
    twilio.mishaps.push('lost_after', 'lost_before');
    expect(await sms.send(request(LONG))).toMatchObject({ kind: 'unknown' });
    expect(await sms.lookup(request(LONG), since)).toEqual({ kind: 'not_found' });
    twilio.mishaps.length = 0;
    expect(await sms.send(request(LONG))).toMatchObject({ kind: 'sent' });
    const bodies = twilio.sent.map(({ body }) => body);
    expect(new Set(bodies).size).toBe(bodies.length);
    expect(await sms.lookup(request(LONG), since)).toMatchObject({ kind: 'found' });
  });

  test('parts of a long text that read the same are told apart by their number', async () => {
    const same = 'Please bring your insurance card. '.repeat(60);
    await sms.send(request(same));
    const all = twilio.sent.length;
    now += 60 * MINUTE;
    twilio.sent.length = 0;
    twilio.mishaps.push('lost_after');
    await sms.send(request(same));
    await sms.send(request(same));
    expect(twilio.sent).toHaveLength(all);
  });

  test('when Twilio cannot be asked, that is said', async () => {
    const nowhere = await connect({ apiUrl: 'http://127.0.0.1:9' });
    expect(await nowhere.lookup(request('Hello'), now)).toEqual({ kind: 'cannot_tell' });
  });
});
