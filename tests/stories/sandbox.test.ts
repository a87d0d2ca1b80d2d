import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { MARIA, openSandbox, plainOf, type Sandbox, TOM } from '../support/sandbox.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await openSandbox();
});
afterEach(() => sandbox.close());

const offered = async () => {
  expect((await sandbox.press('offer-first')).status).toBe(201);
  return await sandbox.sees('thread', /has these times for Maria Lopez/);
};
const presses = async (label: RegExp): Promise<string> => {
  const { text } = await sandbox.ask('GET', `/sandbox?phone=${encodeURIComponent(MARIA)}`);
  const [, id = ''] =
    [...text.matchAll(/<button[^>]* id="([^"]+)"[^>]*>([^<]*)</g)].find(([, , said = '']) => label.test(said)) ?? [];
  return id;
};

describe('story 1, lived on the page alone', () => {
  test('Dr. Chen takes the suggested three times for Maria, with the length in segments shown, Maria taps the second, and both sides see it booked', async () => {
    const thread = await offered();
    expect(thread).toContain('1) Tue, Mar 3 at 9:00 AM EST');
    expect(thread).toContain('3) Thu, Mar 5 at 9:00 AM EST');
    expect(thread).toMatch(/\d segments · GSM-7 · \d+ characters\s+12:00 PM · Delivered/);
    expect(await sandbox.sees('choices', /2 Wed, Mar 4/)).toContain('1 Tue, Mar 3');
    expect(await sandbox.reads('cards')).toContain('Waiting for Maria, until Tue, Mar 3, 7:00 AM');

    expect((await sandbox.types('2')).status).toBe(202);
    expect(await sandbox.sees('thread', /Booked!/)).toContain(
      'Booked! Maria Lopez: Routine check-up with Dr. Grace Chen, Wed, Mar 4',
    );
    expect(await sandbox.sees('cards', /Booked/)).toContain('Booked by Maria, Wed, Mar 4, 9:00 AM');
    expect(await sandbox.sees('visits', /Maria/)).toContain('Wed, Mar 4, 9:00 AM');
    // The end of an offer that was answered is nothing to wait for.
    expect(await sandbox.reads('clock')).not.toContain('an offer ends');
    expect(plainOf(await sandbox.reads('story'))).toMatch(/Done[\s\S]*Done[\s\S]*Done/);
  });

  test('the confirmation lies in the mailbox with its calendar file, and the short link leads to the card', async () => {
    await offered();
    await sandbox.types('2');
    expect(await sandbox.sees('mails', /Harbour Clinic/)).toContain('to maria.lopez@example.com');
    expect(await sandbox.sees('mails', /grace\.chen/)).toContain('to grace.chen@harbour.example');
    const { text } = await sandbox.ask('GET', '/sandbox');
    const file = await sandbox.ask('GET', /href="(\/sandbox\/mails\/[^"]+)"/.exec(text)?.[1] ?? '');
    expect(file.headers['content-type']).toMatch(/^text\/calendar/);
    expect(file.text).toMatch(/^BEGIN:VCALENDAR[\s\S]*METHOD:REQUEST/);
    const card = await sandbox.ask('GET', /href="(\/c\/[^"]+)"/.exec(text)?.[1] ?? '');
    expect(card.status).toBe(200);
  });

  test('Maria counters "Thursday after 3?", and one press accepts it', async () => {
    await offered();
    await sandbox.types('no, can we do Thursday after 3?');
    const card = await sandbox.sees('cards', /asks for another time/);
    expect(card).toContain('You Tue, Mar 3, 9:00 AM');
    expect(card).toContain('Maria “no, can we do Thursday after 3?”');
    expect(card).toContain('Accept Thu, Mar 5, 3:00 PM');
    expect(card).toMatch(/Suggest Thu, Mar 5.*\nDecline/);

    expect((await sandbox.press(await presses(/^Accept Thu, Mar 5, 3:00 PM/))).status).toBe(200);
    expect(await sandbox.sees('cards', /Booked/)).toContain('Booked for Maria, Thu, Mar 5, 3:00 PM');
    expect(await sandbox.sees('thread', /Booked!/)).toContain('Thu, Mar 5 at 3:00 PM EST');
  });

  test('other times are suggested by one press, and Maria takes one of them', async () => {
    await offered();
    await sandbox.types('no, can we do Thursday after 3?');
    await sandbox.sees('cards', /asks for another time/);
    await sandbox.press(await presses(/^Suggest/));
    await sandbox.sees('choices', /1 Thu, Mar 5 at 1:30/);
    await sandbox.types('1');
    expect(await sandbox.sees('cards', /Booked by Maria/)).toMatch(/You .*\n?Maria .*\n?You /);
  });
});

describe('the clock', () => {
  test('turned past the end of an offer, it expires, and both sides are told', async () => {
    await offered();
    expect(await sandbox.reads('clock')).toContain('To Tue, Mar 3, 7:00 AM: an offer ends');
    expect((await sandbox.press('turn-next')).status).toBe(200);
    expect(await sandbox.sees('cards', /Ended/)).toContain('Ended without an answer from Maria');
    // At seven nobody is written to yet: a day later it was said, at eight.
    await sandbox.press('turn-day');
    expect(await sandbox.sees('thread', /have expired/)).toContain('The times for Maria Lopez have expired');
    expect(await sandbox.reads('clock')).toMatch(/Wed, Mar 4, 7:00 AM[\s\S]*1 d 19 h ahead of real time/);
  });

  test('it is turned forward only, and a restart does not fall back', async () => {
    const before = JSON.parse((await sandbox.press('turn-hour')).text).ahead;
    expect(before).toBe(3_600_000);
    await sandbox.restart();
    expect(await sandbox.reads('clock')).toContain('1 h ahead of real time');
    const refused = await sandbox.ask('POST', '/sandbox/clock', { to: 'yesterday' });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('must be one of hour, day, next, real');
    await sandbox.press('turn-back');
    expect(await sandbox.reads('clock')).toContain('real time');
    expect(await sandbox.reads('clock')).not.toContain('ahead');
  });

  test('at night a text waits on the page for all to see, and one press turns the clock to the morning', async () => {
    await sandbox.close();
    sandbox = await openSandbox(Date.parse('2026-03-03T04:00:00Z'));
    await sandbox.press('offer-first');
    expect(await sandbox.sees('thread', /Waits until/)).toContain('Waits until Tue, Mar 3, 8:00 AM');
    expect(await sandbox.reads('choices')).toContain('turn the clock to the morning');
    await sandbox.press('turn-morning');
    expect(await sandbox.sees('thread', /Delivered/)).not.toContain('Waits');
  });
});

describe('on the phones', () => {
  test('what is sent twice with the same id is heard once and shown once', async () => {
    await offered();
    const id = crypto.randomUUID();
    const statuses = await Promise.all([1, 2, 3].map(() => sandbox.types('2', MARIA, id)));
    expect(statuses.map(({ status }) => status)).toEqual([202, 202, 202]);
    const thread = await sandbox.sees('thread', /Booked!/);
    expect(thread.match(/You wrote:/g)).toHaveLength(1);
    expect(thread.match(/Booked!/g)).toHaveLength(1);
  });

  test('after STOP a text is withheld, and the page says why', async () => {
    await sandbox.types('Do you take Aetna insurance?');
    await sandbox.sees('queue', /Take over/);
    await sandbox.press(await presses(/^Take over/));
    await sandbox.types('STOP');
    expect(await sandbox.sees('standing', /Opted out/)).toContain('START');
    const { text } = await sandbox.ask('GET', '/sandbox');
    const path = /data-post="([^"]*\/messages)"/.exec(text)?.[1] ?? '';
    expect((await sandbox.ask('POST', path, { text: 'Yes, we do.' })).status).toBe(202);
    expect(await sandbox.sees('thread', /Withheld/)).toContain('Withheld: opted out');
  });

  test('a question comes to the desk; Dr. Chen takes over, answers and gives back', async () => {
    await sandbox.types('Do you take Aetna insurance?', TOM);
    expect(await sandbox.sees('queue', /Take over/)).toContain('Tom Becker has a question the assistant cannot answer');
    await sandbox.press(await presses(/^Take over/));
    expect(await sandbox.reads('queue')).toContain('You answer Tom Becker');
    const { text } = await sandbox.ask('GET', '/sandbox');
    const path = /data-post="([^"]*\/messages)"/.exec(text)?.[1] ?? '';
    await sandbox.ask('POST', path, { text: 'Yes, we do.' });
    await sandbox.sees('thread', /Yes, we do\./, TOM);
    await sandbox.press(await presses(/^Back to the assistant/));
    await sandbox.sees('thread', /It's the assistant again/, TOM);
    expect(await sandbox.reads('queue')).toBe('Nobody waits for a person.');
  });

  test('a number is added, and HTML in names and texts stays text', async () => {
    const identities = [{ channel: 'sms', address: '+1 617 555 0199' }];
    const added = await sandbox.ask('POST', '/sandbox/api/v1/contacts', {
      name: '<img src=x onerror=alert(1)>',
      identities,
    });
    expect(added.status).toBe(201);
    await sandbox.types('<script>alert(1)</script>', '+16175550199');
    const { text } = await sandbox.ask('GET', `/sandbox?phone=${encodeURIComponent('+16175550199')}`);
    expect(text).not.toMatch(/<img|<script>alert/);
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(text).toContain('&lt;img src=x');
  });
});
