import { expect, test } from '@jest/globals';
import type { Zone } from '../../src/core/time/types.ts';
import { useSharedLine } from '../support/shared-line.ts';

// Whoever has to be in a place goes by its clock, in a text, on a page and in a mail alike; a call is told by the reader's own.

const { line, at, meets, newNumber } = useSharedLine({
  rules: { zone: 'America/New_York' as Zone, durations: [30], locations: ['in_person', 'phone'] },
});

/** She lives three hours west of the clinic, and has a mail address as well. */
async function mariaOutWest() {
  line().desk.clock.set(at(0, 13));
  const number = newNumber();
  const address = `maria${number.slice(-4)}@example.com`;
  const identities = [
    { channel: 'sms', address: number },
    { channel: 'email', address },
  ] as const;
  const maria = await meets('Maria', { identities, zone: 'America/Los_Angeles' as Zone }, number);
  const mails = () => line().letters.filter(({ to }) => to === address);
  return { maria, mails };
}

async function pageIn(text = ''): Promise<string> {
  const [, code] = /\/c\/([\w-]+)/.exec(text) ?? [];
  return (await line().desk.call('GET', `/c/${code}`)).text;
}

test('a visit in the clinic is told by the clock on its wall, with the zone named', async () => {
  const { maria, mails } = await mariaOutWest();
  await line().offers(maria.contact, [at(1, 10), at(1, 14)]);
  const [offered] = await maria.reads();
  expect(offered).toMatch(/1\) Tue, .* at 10:00 AM EDT[\s\S]*2\) Tue, .* at 2:00 PM EDT/);
  expect(await pageIn(offered)).toMatch(/10:00 AM EDT[\s\S]*2:00 PM EDT/);
  // She answers by the clock she was told.
  const [booked] = await maria.texts('10 works');
  expect(booked).toMatch(/^Booked! Maria.*10:00 AM EDT/);
  expect(await pageIn(booked)).toContain('10:00 AM EDT');
  expect(mails().map(({ subject }) => subject)).toEqual([expect.stringContaining('10:00 AM EDT')]);
  expect(mails()[0]?.text).toContain('10:00 AM EDT');
  expect(await maria.texts('when is my appointment?')).toEqual([expect.stringContaining('10:00 AM EDT')]);
});

test('she moves it by the same clock', async () => {
  const { maria } = await mariaOutWest();
  await maria.isOffered([at(1, 10)]);
  await maria.texts('yes');
  expect(await maria.texts('can we move it to 3pm?')).toEqual([expect.stringContaining('3:00 PM EDT')]);
});

test('a call is told by her own clock, in the text and in the mail', async () => {
  const { maria, mails } = await mariaOutWest();
  await line().offers(maria.contact, [at(1, 12)], { location: { type: 'phone', caller: 'host' } });
  expect(await maria.reads()).toEqual([expect.stringContaining('9:00 AM PDT')]);
  expect(await maria.texts('yes')).toEqual([expect.stringMatching(/^Booked! Maria.*9:00 AM PDT/)]);
  expect(mails().map(({ subject }) => subject)).toEqual([expect.stringContaining('9:00 AM PDT')]);
});

test('times of both kinds are open: each answer is read by the clock of the one it is about', async () => {
  const { maria } = await mariaOutWest();
  await line().offers(maria.contact, [at(1, 10)]);
  await maria.reads();
  await line().offers(maria.contact, [at(2, 12), at(2, 15)], { location: { type: 'phone', caller: 'host' } });
  const [offered] = await maria.reads();
  const [, code] = /and (\w\d)/.exec(offered ?? '') ?? [];
  expect(await maria.texts(`noon ${code}`)).toEqual([expect.stringMatching(/^Booked! Maria.*12:00 PM PDT/)]);
});
