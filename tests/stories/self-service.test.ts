import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Location } from '../../src/core/appointments/types.ts';
import type { AppointmentId } from '../../src/core/ids.ts';
import { DAY, HOUR, MINUTE } from '../../src/core/time/types.ts';
import { readCalendar } from '../support/calendars.ts';
import { type FrontDesk, openFrontDesk, type Reply } from '../support/front-desk.ts';
import { MONDAY } from '../support/machinery.ts';
import { type House, maria, openHouse, video } from '../support/visits.ts';

// Maria has a visit and a link to it, and no account. What she sees is HTML without script.

let desk: FrontDesk;
let house: House;
let number = 0;

beforeAll(async () => {
  desk = await openFrontDesk({ LOG_LEVEL: 'trace' });
});
afterAll(() => desk.close());
beforeEach(async () => {
  number += 1;
  desk.clock.set(MONDAY + number * 60 * DAY); // each test in weeks of its own, and with a fresh pace
  house = await openHouse(desk, `clinic-${number}`);
});

interface Booked {
  readonly id: AppointmentId;
  readonly start: number;
  /** Of the page, without the host. */
  readonly page: string;
}

/** The day after tomorrow at 15:00 UTC, which is in office hours all over the year. */
const soon = (days = 2) => Math.floor(desk.clock.now() / DAY) * DAY + days * DAY + 15 * HOUR;
const weekdayStart = (days = 2): number => {
  const start = soon(days);
  const weekday = new Date(start).getUTCDay();
  return weekday === 0 ? start + DAY : weekday === 6 ? start + 2 * DAY : start;
};

async function book(
  further: { location?: Location; start?: number; title?: string; service?: string } = {},
): Promise<Booked> {
  const { location = video, start = weekdayStart(), title } = further;
  const { status, body } = await desk.call('POST', '/api/v1/appointments', {
    cookie: house.admin,
    body: {
      meetingType: further.service ?? house.visit.id,
      start: new Date(start).toISOString(),
      location,
      contact: maria,
      ...(title === undefined ? {} : { title }),
    },
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return { id: body.id, start, page: await linkTo(body.id) };
}

async function linkTo(id: string): Promise<string> {
  const { status, body } = await desk.call('POST', `/api/v1/appointments/${id}/link`, { cookie: house.admin });
  expect(status).toBe(200);
  return new URL(body.url).pathname;
}

const stored = (id: AppointmentId) => desk.store.appointments.find(house.clinic, id);
const send = (
  path: string,
  fields: Record<string, string> = {},
  headers: Record<string, string> = {},
): Promise<Reply> =>
  desk.call('POST', path, {
    body: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', ...headers },
  });
const timesIn = ({ text }: Reply) => [...text.matchAll(/name="start" value="([^"]+)"/g)].map(([, start = '']) => start);
const sequenceIn = ({ text }: Reply) => /name="sequence" value="(\d+)"/.exec(text)?.[1] ?? '';

describe('Maria opens her link', () => {
  test('sees when, with whom and where; moves the visit; the old link still works; cancels', async () => {
    const { id, page } = await book();
    const seen = await desk.call('GET', page);
    expect(seen.status).toBe(200);
    expect(seen.text).toContain('Visit');
    expect(seen.text).toMatch(/Anna Ito|Ben Cole/);
    expect(seen.text).toContain('Video call');

    const times = await desk.call('GET', `${page}/times`);
    const [, , choice = ''] = timesIn(times);
    const moved = await send(`${page}/times`, { start: choice, sequence: sequenceIn(times) });
    expect(moved.status).toBe(303);
    expect((await desk.call('GET', moved.headers.get('location') ?? '')).text).toContain('Your visit has a new time.');
    expect(await stored(id)).toMatchObject({ start: Date.parse(choice), sequence: 1, status: 'confirmed' });

    expect((await desk.call('GET', page)).status).toBe(200);
    expect((await desk.call('GET', `${page}/cancel`)).text).toContain('Cancel this visit?');
    const cancelled = await send(`${page}/cancel`, { reason: 'I am ill' });
    expect((await desk.call('GET', cancelled.headers.get('location') ?? '')).text).toContain(
      'Your visit is cancelled.',
    );
    const after = await stored(id);
    expect(after).toMatchObject({ status: 'cancelled', cancellation: { reason: 'I am ill' } });
    expect(after?.history.at(-1)?.by).toMatchObject({ kind: 'contact', id: maria, channel: 'page' });

    const later = await desk.call('GET', page);
    expect(later.status).toBe(200);
    expect(later.text).toContain('please get in touch with Clinic');
    expect(later.text).not.toContain(`${page}/times`);
  });

  test('reads the words of the house where it has its own', async () => {
    const { page } = await book();
    const wording = [{ language: 'en', sentence: 'page.cancel', text: 'Call it off' }];
    const path = `/api/v1/organisations/${house.clinic}`;
    expect((await desk.call('PATCH', path, { cookie: house.admin, body: { wording } })).status).toBe(200);
    expect((await desk.call('GET', page)).text).toContain('Call it off');
    await desk.call('PATCH', path, { cookie: house.admin, body: { wording: [] } });
    expect((await desk.call('GET', page)).text).toContain('Cancel the visit');
  });

  test('the link to cancel directly asks first, too', async () => {
    const { id, page } = await book();
    const direct = page.replace('/manage/', '/cancel/');
    expect((await desk.call('GET', direct)).text).toContain('Cancel this visit?');
    expect((await stored(id))?.status).toBe('confirmed');
    expect((await send(direct)).status).toBe(303);
    expect((await stored(id))?.status).toBe('cancelled');
  });

  test('a mail scanner that opens everything it finds changes nothing', async () => {
    const { id, page } = await book();
    const before = await stored(id);
    const queue = [page, page.replace('/manage/', '/cancel/')];
    const opened = new Set<string>();
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      if (opened.has(path) || opened.size > 60) continue;
      opened.add(path);
      for (const method of ['GET', 'HEAD', 'OPTIONS']) {
        const { text } = await desk.call(method, path);
        for (const [, next = ''] of text.matchAll(/(?:href|action)="(\/schedule[^"]+)"/g))
          queue.push(next.replaceAll('&amp;', '&'));
      }
    }
    expect(opened.size).toBeGreaterThan(4);
    expect(await stored(id)).toEqual(before);
  });

  test('a form sent twice answers twice the same, and is done once', async () => {
    const { id, page } = await book();
    const times = await desk.call('GET', `${page}/times`);
    const wish = { start: timesIn(times)[3] ?? '', sequence: sequenceIn(times) };
    const both = await Promise.all([send(`${page}/times`, wish), send(`${page}/times`, wish)]);
    const again = await send(`${page}/times`, wish);
    for (const answer of [...both, again]) expect(answer.headers.get('location')).toBe(`${page}?done=moved`);
    expect((await stored(id))?.formerTimes).toHaveLength(1);
    const cancels = await Promise.all([send(`${page}/cancel`), send(`${page}/cancel`)]);
    for (const answer of [...cancels, await send(`${page}/cancel`)])
      expect(answer.headers.get('location')).toBe(`${page}?done=cancelled`);
    expect((await stored(id))?.history.filter(({ what }) => what === 'appointment_cancelled')).toHaveLength(1);
  });

  test('cancelling against moving at once: it ends cancelled, and the time is free', async () => {
    const { id, page, start } = await book();
    const times = await desk.call('GET', `${page}/times`);
    const wish = { start: timesIn(times).at(-1) ?? '', sequence: sequenceIn(times) };
    const [moved, cancelled] = await Promise.all([send(`${page}/times`, wish), send(`${page}/cancel`)]);
    expect(cancelled.status).toBe(303);
    expect([303, 409]).toContain(moved.status);
    expect((await stored(id))?.status).toBe('cancelled');
    await expect(book({ start })).resolves.toBeDefined();
    await expect(book({ start: Date.parse(wish.start) })).resolves.toBeDefined();
  });

  test('a page that lay open while the clinic moved the visit changes nothing unseen', async () => {
    const { id, page, start } = await book();
    const times = await desk.call('GET', `${page}/times`);
    const [first = '', second = ''] = timesIn(times).filter((time) => Date.parse(time) > start);
    const other = { start: first, sequence: sequenceIn(times) };
    expect((await send(`${page}/times`, other)).status).toBe(303);
    const late = await send(`${page}/times`, { start: second, sequence: sequenceIn(times) });
    expect(late.status).toBe(409);
    expect(late.text).toContain('The visit was changed in the meantime.');
    expect((await stored(id))?.start).toBe(Date.parse(first));
  });
});

describe('what cannot be is explained', () => {
  test('a time that somebody else took: the visit stays, and others are offered', async () => {
    const { id, page } = await book({ service: house.asked.id });
    const times = await desk.call('GET', `${page}/times`);
    const wanted = timesIn(times)[5] ?? '';
    await book({ service: house.asked.id, start: Date.parse(wanted) });
    const lost = await send(`${page}/times`, { start: wanted, sequence: sequenceIn(times) });
    expect(lost.status).toBe(409);
    expect(lost.text).toContain('Somebody else took this time a moment ago. Your visit is unchanged.');
    const [alternative = ''] = timesIn(lost);
    expect((await send(`${page}/times`, { start: alternative, sequence: sequenceIn(lost) })).status).toBe(303);
    expect((await stored(id))?.start).toBe(Date.parse(alternative));
  });

  test('too late: no button offers it, and who tries is told until when it was possible', async () => {
    const { id, page, start } = await book();
    const times = await desk.call('GET', `${page}/times`);
    desk.clock.set(start - 30 * MINUTE);
    const seen = await desk.call('GET', page);
    expect(seen.text).not.toContain(`href="${page}/times"`);
    expect(seen.text).toContain('This could be changed here until');
    const tried = await send(`${page}/times`, { start: timesIn(times).at(-1) ?? '', sequence: sequenceIn(times) });
    expect(tried.status).toBe(409);
    expect(tried.text).toContain('This could be changed here until');
    expect((await stored(id))?.start).toBe(start);
  });

  test('moved as often as the service allows: the next move is for people', async () => {
    const { page } = await book();
    for (const _ of [1, 2]) {
      const times = await desk.call('GET', `${page}/times`);
      await send(`${page}/times`, { start: timesIn(times)[4] ?? '', sequence: sequenceIn(times) });
    }
    const third = await desk.call('GET', `${page}/times`);
    expect(third.status).toBe(409);
    expect(third.text).toContain('be moved here again.');
  });

  test('no time chosen: the times are shown again with a word about it', async () => {
    const { page } = await book();
    const answer = await send(`${page}/times`, {});
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('Please choose one of the times.');
    expect(timesIn(answer).length).toBeGreaterThan(3);
  });

  test('no link, a wrong one, a revoked one and an old one each lead to a kind page, in the language of the reader', async () => {
    const { id, page, start } = await book();
    const wrong = `${page.slice(0, -3)}xyz`;
    for (const path of [wrong, '/schedule/manage/nonsense', '/schedule/manage/%00', '/schedule/cancel/..%2f..']) {
      const answer = await desk.call('GET', path);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.text).toContain('This link does not work');
    }
    const german = await desk.call('GET', wrong, { headers: { 'accept-language': 'de-CH,de;q=0.9' } });
    expect(german.text).toContain('<html lang="de">');
    expect(german.text).toContain('Dieser Link funktioniert nicht');

    const revoked = await desk.call('DELETE', `/api/v1/appointments/${id}/link`, { cookie: house.admin });
    expect(revoked.status).toBe(204);
    expect((await desk.call('GET', page)).status).toBe(404);
    expect((await send(`${page}/cancel`)).status).toBe(404);
    const fresh = await linkTo(id);
    expect(fresh).not.toBe(page);
    expect((await desk.call('GET', fresh)).status).toBe(200);

    desk.clock.set(start + 31 * DAY);
    const old = await desk.call('GET', fresh);
    expect(old.status).toBe(410);
    expect(old.text).toContain('This link has expired');
  });

  test('trying tokens out is slowed down, with a page that says so', async () => {
    const tries = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        desk.call('GET', `/schedule/manage/${'a'.repeat(41)}${10 + index}`, {
          headers: { 'x-forwarded-for': '192.0.2.7' },
        }),
      ),
    );
    const last = tries.find(({ status }) => status === 429);
    expect(last?.text).toContain('Please wait a moment');
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('the video call', () => {
  test('can be joined from 15 minutes before, not earlier, and not when it is over', async () => {
    const location = {
      type: 'video',
      provider: 'zoom',
      link: 'https://zoom.example/j/1?a=1&b=2',
      password: 'blue',
    } as const;
    const { page, start } = await book({ location });
    const button = 'href="https://zoom.example/j/1?a=1&amp;b=2"';
    desk.clock.set(start - 15 * MINUTE - 1);
    expect((await desk.call('GET', page)).text).not.toContain('zoom.example');
    desk.clock.set(start - 15 * MINUTE);
    expect((await desk.call('GET', page)).text).toContain(button);
    desk.clock.set(start + 30 * MINUTE);
    expect((await desk.call('GET', page)).text).not.toContain('zoom.example');
  });
});

describe('what the page lets in and out', () => {
  const hostile = `"><script>alert(1)</script><img src=x onerror='1'> & </title>`;

  test('names written to do harm are shown as they were written', async () => {
    const { page } = await book({ title: hostile, location: { type: 'in_person', address: hostile, room: hostile } });
    for (const path of [page, `${page}/times`, `${page}/cancel`]) {
      const { text } = await desk.call('GET', path);
      expect(text).not.toMatch(/<script|<img|onerror='/);
      if (path === page) expect(text).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
    }
  });

  test('a link that is no web address is never a button', async () => {
    const location = { type: 'video', provider: 'x', link: 'javascript:alert(1)' } as const;
    const { status } = await desk.call('POST', '/api/v1/appointments', {
      cookie: house.admin,
      body: { meetingType: house.visit.id, start: new Date(weekdayStart()).toISOString(), location, contact: maria },
    });
    if (status !== 201) return expect(status).toBe(400);
    const { items } = await desk.store.appointments.list(house.clinic, { contactIds: [maria] });
    const [visit] = items;
    if (visit === undefined) throw new Error('not booked');
    desk.clock.set(visit.start);
    expect((await desk.call('GET', await linkTo(visit.id))).text).not.toContain('javascript:');
  });

  test('nobody keeps it, nobody is told where it is, nothing is loaded from elsewhere, and no script runs', async () => {
    const { page } = await book();
    for (const path of [page, `${page}/times`, `${page}/cancel`, '/schedule/manage/nonsense']) {
      const { headers, text } = await desk.call('GET', path);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-robots-tag')).toContain('noindex');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('content-security-policy')).not.toMatch(/script-src|unsafe|https?:/);
      expect(text).not.toMatch(/<script|style=|https?:\/\//);
    }
    for (const asset of ['page.css', 'visit.css'])
      expect((await desk.call('GET', `/assets/${asset}`)).headers.get('content-type')).toContain('text/css');
  });

  test('a form on another site does nothing, whatever browser it is', async () => {
    const { id, page } = await book();
    for (const headers of [
      { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
      { 'sec-fetch-site': 'same-site', origin: 'null' },
    ])
      expect((await send(`${page}/cancel`, {}, headers)).status).toBe(403);
    const old = await desk.call('POST', `${page}/cancel`, { headers: { origin: 'https://evil.example' } });
    expect(old.status).toBe(403);
    expect((await stored(id))?.status).toBe('confirmed');
    // A browser without Sec-Fetch-Site on a page without a referrer.
    expect((await desk.call('POST', `${page}/cancel`, { headers: { origin: 'null' } })).status).toBe(303);
  });

  test('bodies that are no form of ours, or far too large, do nothing and break nothing', async () => {
    const { id, page } = await book();
    const before = await stored(id);
    for (const start of ['', 'x', '2026', '9999-12-31T00:00:00Z', '2026-03-03T15:00:00+99:99'])
      expect((await send(`${page}/times`, { start, sequence: '0' })).status).toBeLessThan(500);
    expect((await send(`${page}/cancel`, { reason: 'x'.repeat(20_000) })).status).toBeLessThan(500);
    expect(await stored(id)).toEqual(before);
  });

  test('no token is ever in the log', async () => {
    const { page } = await book();
    const token = page.split('/').at(-1) ?? '';
    await desk.call('GET', page);
    await desk.call('GET', `${page}/nothing-here`);
    await send(`${page}/cancel`, { reason: 'x'.repeat(20_000) });
    await send(`${page}/cancel`);
    expect(desk.lines.some((line) => line.includes('/manage/:token'))).toBe(true);
    expect(desk.lines.filter((line) => line.includes(token))).toEqual([]);
  });
});

describe('the calendar file', () => {
  test('is one event with the visit in it, and what hosts noted is not', async () => {
    const { id, page, start } = await book();
    await desk.call('POST', `/api/v1/appointments/${id}/notes`, {
      cookie: house.admin,
      body: { side: 'host', text: 'zanzibar' },
    });
    const file = await desk.call('GET', `${page}/visit.ics`);
    expect(file.headers.get('content-type')).toContain('text/calendar');
    expect(file.headers.get('content-disposition')).toContain('visit.ics');
    const { method, events } = readCalendar(file.text);
    expect(method).toBe('PUBLISH');
    expect(events).toMatchObject([{ uid: `${id}@parley`, start, status: 'CONFIRMED', sequence: 0 }]);
    expect(file.text).not.toContain('zanzibar');
  });
});
