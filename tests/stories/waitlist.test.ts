import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createBackground } from '../../src/background.ts';
import { createConversations } from '../../src/conversations.ts';
import type { Actor, OpeningFields } from '../../src/core/events.ts';
import { DAY, HOUR, MINUTE } from '../../src/core/time/types.ts';
import type { OpeningId, WaitlistOfferId } from '../../src/core/waitlist/types.ts';
import { createIds } from '../../src/ids.ts';
import type { Workers } from '../../src/jobs/engine/workers.ts';
import { createLog } from '../../src/log.ts';
import { type FrontDesk, openFrontDesk } from '../support/front-desk.ts';
import { type House, openHouse, video } from '../support/visits.ts';

let desk: FrontDesk;
let house: House;
let other: House;
let workers: Workers;
let number = 0;
const complaints: string[] = [];

beforeAll(async () => {
  desk = await openFrontDesk();
  other = await openHouse(desk, 'hillside');
});
afterAll(async () => {
  await desk.close();
  expect(complaints).toEqual([]);
});

/** A clinic of its own for every test, Monday at ten in New York; whoever follows the stream has seen all there was. */
beforeEach(async () => {
  number += 1;
  desk.clock.set('2026-03-02T15:00:00Z');
  house = await openHouse(desk, `harbour-${number}`);
  const log = createLog('error', { write: (line: string) => complaints.push(line) });
  const { scheduling } = house;
  const ids = createIds(desk.clock);
  const conversations = createConversations({
    ...desk,
    scheduling,
    ids,
    sendsBy: () => true,
    onFault: (error) => complaints.push(String(error)),
  });
  const nothing = { transports: new Map(), sharers: [] };
  workers = createBackground({ ...desk, ...nothing, scheduling, conversations, holder: 'worker', log });
  await workers.settle();
});

const ask = (method: string, path: string, body?: unknown, cookie = house.admin) =>
  desk.call(method, `/api/v1${path}`, { cookie, body });

async function made(method: string, path: string, body: unknown) {
  const reply = await ask(method, path, body);
  if (reply.status >= 300) throw new Error(`${path}: ${reply.text}`);
  return reply.body;
}

const wish = (contact: string, further: object = {}) => ({
  ...{ meetingType: house.visit.id, contact, hosts: [house.anna.id], location: video, zone: 'America/New_York' },
  expiresAt: new Date(desk.clock.now() + 30 * DAY).toISOString(),
  ...further,
});

/** A little later each, so that who came first is no question. */
async function waits(contact: string, further: object = {}) {
  desk.clock.advance(1_000);
  return made('POST', '/waitlist', wish(contact, further));
}

/** Whoever stands at the desk. */
const host: Actor = { kind: 'member', id: 'mem_desk', channel: 'hub' };

const TEN = '2026-03-04T15:00:00.000Z';
const book = (start = TEN, contact = 'con_former', further: object = {}) =>
  made('POST', '/appointments', {
    ...{ meetingType: house.visit.id, start, contact, hosts: [house.anna.id], location: video },
    ...further,
  });

/** Somebody books with Anna and cancels; what follows from it happens. */
async function fallsFree(start = TEN, further: object = {}) {
  const { id } = await book(start, 'con_former', further);
  await made('POST', `/appointments/${id}/cancel`, { reason: 'ill' });
  await workers.settle();
}

const configure = async (further: object) => {
  const { version: _, ...settings } = (await ask('GET', '/waitlist/settings')).body;
  await made('PUT', '/waitlist/settings', { ...settings, ...further });
};
const entryOf = async ({ id }: { id: string }) => (await ask('GET', `/waitlist/entries/${id}`)).body;
const openings = async () => (await ask('GET', '/waitlist/openings')).body.items;
const offersTo = async (contact: string) =>
  (await openings()).flatMap((opening: { offers: { contact: string }[] }) =>
    opening.offers.filter((offer) => offer.contact === contact),
  );
const offerTo = async (contact: string) => (await offersTo(contact))[0];
const accept = (offer: { id: string }) => ask('POST', `/waitlist/offers/${offer.id}/accept`);
const decline = (offer: { id: string }) => ask('POST', `/waitlist/offers/${offer.id}/decline`);
/** What the stream tells of an offer, step by step: by it the conversation tells people. */
async function toldOf({ id }: { id: string }): Promise<readonly string[]> {
  const opening = await desk.store.openings.ofOffer(house.clinic, id as WaitlistOfferId);
  const events = await desk.store.stream.ofSubject(house.clinic, opening?.id ?? '');
  const offers = events.flatMap((event) => (event.subject.kind === 'opening' ? openingFields(event).offers : []) ?? []);
  return offers.filter((offer) => offer.id === id).map(({ state }) => state);
}
const openingFields = ({ after }: { after?: object }): Partial<OpeningFields> => after ?? {};

const confirmed = async () => (await ask('GET', '/appointments?status=confirmed')).body.items;

describe('a visit is cancelled', () => {
  test('and the first who waits is offered its time, says yes, and has it', async () => {
    const maria = await waits('con_maria');
    await waits('con_paul');
    await fallsFree();
    const offer = await offerTo('con_maria');
    expect(offer).toMatchObject({ state: 'pending', start: TEN, hosts: [house.anna.id] });
    expect(Date.parse(offer.answerBy) - desk.clock.now()).toBe(30 * MINUTE);
    expect(await toldOf(offer)).toEqual(['pending']);
    expect(await offersTo('con_paul')).toEqual([]);
    const yes = await accept(offer);
    expect(yes).toMatchObject({ status: 200, body: { start: TEN, contact: 'con_maria', status: 'confirmed' } });
    expect(await entryOf(maria)).toMatchObject({ state: 'served', appointment: yes.body.id });
    expect(await openings()).toMatchObject([{ status: 'filled', fill: { appointment: yes.body.id } }]);
    expect((await accept(offer)).body.id).toBe(yes.body.id);
    expect(await confirmed()).toHaveLength(1);
  });

  test('and while it is offered nobody else can book it', async () => {
    await waits('con_maria');
    await fallsFree();
    const body = {
      meetingType: house.visit.id,
      start: TEN,
      contact: 'con_else',
      hosts: [house.anna.id],
      location: video,
    };
    expect((await ask('POST', '/appointments', body)).body.reason).toBe('slot_taken');
  });

  test('and nobody answers: the next is asked, and a late yes is told that it is over', async () => {
    const maria = await waits('con_maria');
    await waits('con_paul');
    await fallsFree();
    const first = await offerTo('con_maria');
    desk.clock.set(first.answerBy);
    expect((await accept(first)).body).toMatchObject({ status: 409, reason: 'offer_over', state: 'lapsed' });
    await workers.settle();
    expect(await offerTo('con_paul')).toMatchObject({ state: 'pending', start: TEN });
    expect(await offerTo('con_maria')).toMatchObject({ state: 'lapsed' });
    expect(await entryOf(maria)).toMatchObject({ state: 'waiting' });
    desk.clock.advance(30 * MINUTE);
    await workers.settle();
    expect(await openings()).toMatchObject([{ status: 'closed', because: 'nobody_left' }]);
    await book(TEN, 'con_else');
  });

  test('and a no asks the next at once', async () => {
    await waits('con_maria');
    await waits('con_paul');
    await fallsFree();
    const offer = await offerTo('con_maria');
    expect((await decline(offer)).body.state).toBe('declined');
    expect((await decline(offer)).status).toBe(200);
    expect((await accept(offer)).body.reason).toBe('offer_over');
    expect((await accept(await offerTo('con_paul'))).status).toBe(200);
  });

  test('and whoever is asked leaves the waitlist: the next is asked', async () => {
    const maria = await waits('con_maria');
    await waits('con_paul');
    await fallsFree();
    const offer = await offerTo('con_maria');
    expect((await ask('DELETE', `/waitlist/entries/${maria.id}`)).status).toBe(204);
    expect((await accept(offer)).body).toMatchObject({ reason: 'offer_over', state: 'withdrawn' });
    expect(await offerTo('con_paul')).toMatchObject({ state: 'pending' });
    expect((await ask('DELETE', `/waitlist/entries/${maria.id}`)).body).toMatchObject({ reason: 'entry_over' });
  });

  test('and the clinic needs the time itself: whoever was asked is told, and it is free', async () => {
    await waits('con_maria');
    await fallsFree();
    const offer = await offerTo('con_maria');
    const [{ id }] = await openings();
    const closed = await house.scheduling.waitlist.close(house.clinic, id, host);
    expect(closed).toMatchObject({ value: { status: 'closed', because: 'withdrawn' } });
    expect((await ask('POST', `/waitlist/openings/${id}/close`)).body).toMatchObject({ reason: 'not_open' });
    await workers.settle();
    expect(await toldOf(offer)).toEqual(['pending', 'withdrawn']);
    expect((await accept(offer)).body.reason).toBe('offer_over');
    await book(TEN, 'con_else');
  });

  test('and somebody books it before anybody is asked: nobody is', async () => {
    await waits('con_maria');
    const { id } = await book();
    await made('POST', `/appointments/${id}/cancel`, { reason: 'ill' });
    await book(TEN, 'con_quick');
    await workers.settle();
    expect(await openings()).toMatchObject([{ status: 'closed', because: 'nothing_fits', offers: [] }]);
  });

  test('and who cancelled it is not offered it again', async () => {
    await waits('con_former');
    await fallsFree();
    expect(await openings()).toEqual([]);
  });
});

describe('a group is full', () => {
  async function offerGroup(): Promise<string> {
    const { id } = await made('POST', '/scheduling/meeting-types', {
      name: 'Back school',
      rules: { zone: 'America/New_York', durations: [30], locations: ['video'], seats: 2 },
      shape: { kind: 'group', hosts: [house.anna.id] },
    });
    return id;
  }

  test('a seat that falls free is offered to who waits, and kept for them; the others keep theirs', async () => {
    const meetingType = await offerGroup();
    await book(TEN, 'con_ines', { meetingType });
    const { id } = await book(TEN, 'con_otto', { meetingType });
    const third = { meetingType, start: TEN, contact: 'con_maria', hosts: [house.anna.id], location: video };
    expect(await ask('POST', '/appointments', third)).toMatchObject({ status: 409, body: { reason: 'slot_taken' } });
    const maria = await waits('con_maria', { meetingType });
    await made('POST', `/appointments/${id}/cancel`, { reason: 'ill' });
    await workers.settle();
    const offer = await offerTo('con_maria');
    expect(offer).toMatchObject({ state: 'pending', start: TEN });
    // The seat is held: nobody else gets it meanwhile.
    const other = { ...third, contact: 'con_paul' };
    expect(await ask('POST', '/appointments', other)).toMatchObject({ status: 409, body: { reason: 'slot_taken' } });
    expect((await accept(offer)).status).toBe(200);
    expect((await entryOf(maria)).state).toBe('served');
    const visits = (await confirmed()).filter(({ start }: { start: string }) => start === TEN);
    expect(visits.map(({ contact }: { contact: string }) => contact).sort()).toEqual(['con_ines', 'con_maria']);
  });
});

describe('three of four are asked at once', () => {
  test('and say nothing: the fourth is asked after them', async () => {
    await configure({ batch: 3 });
    for (const contact of ['con_maria', 'con_paul', 'con_rosa', 'con_sven']) await waits(contact);
    await fallsFree();
    const states = async () => {
      const [{ offers }] = await openings();
      return offers.map(({ contact, state }: { contact: string; state: string }) => `${contact} ${state}`);
    };
    expect(await states()).toEqual(['con_maria pending', 'con_paul pending', 'con_rosa pending']);
    desk.clock.advance(30 * MINUTE);
    await workers.settle();
    expect(await states()).toEqual(['con_maria lapsed', 'con_paul lapsed', 'con_rosa lapsed', 'con_sven pending']);
  });
});

describe('two are asked at once', () => {
  test('both say yes at the same moment: one has the visit, the other hears so at once and keeps waiting', async () => {
    await configure({ batch: 2 });
    const entries = [await waits('con_maria'), await waits('con_paul')];
    await waits('con_rosa');
    await fallsFree();
    const offers = [await offerTo('con_maria'), await offerTo('con_paul')];
    expect(await offersTo('con_rosa')).toEqual([]);
    const sayYes = ({ id: offerId }: { id: WaitlistOfferId }) =>
      house.scheduling.waitlist.accept({ organisationId: house.clinic, offerId, actor: host });
    const answers = await Promise.all(offers.map(sayYes));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    const lost = answers.findIndex(({ ok }) => !ok);
    expect(answers[lost]).toMatchObject({ reason: 'taken' });
    expect((await accept(offers[lost])).body).toMatchObject({ status: 409, reason: 'taken' });
    await workers.settle();
    expect(await toldOf(offers[lost])).toEqual(['pending', 'lost']);
    expect(await toldOf(offers[1 - lost])).toEqual(['pending', 'accepted']);
    expect((await entryOf(entries[lost])).state).toBe('waiting');
    expect((await entryOf(entries[1 - lost])).state).toBe('served');
    expect(await confirmed()).toHaveLength(1);
    await fallsFree('2026-03-05T15:00:00.000Z');
    expect((await offersTo(entries[lost].contact)).some(({ state }: { state: string }) => state === 'pending')).toBe(
      true,
    );
  });

  test('a yes at the very moment the offer runs out: it is booked or lapsed, never both', async () => {
    for (let round = 0; round < 4; round++) {
      const contact = `con_round${round}`;
      const { id } = await waits(contact);
      await fallsFree();
      const offer = await offerTo(contact);
      desk.clock.set(Date.parse(offer.answerBy) - 1);
      const answering = accept(offer);
      if (round % 2) await new Promise((resolve) => setImmediate(resolve));
      desk.clock.advance(1);
      const [answer] = await Promise.all([answering, workers.settle()]);
      const visits = await confirmed();
      expect(visits).toHaveLength(answer.status === 200 ? 1 : 0);
      expect((await offerTo(contact)).state).toBe(answer.status === 200 ? 'accepted' : 'lapsed');
      if (visits[0]) await made('POST', `/appointments/${visits[0].id}/cancel`, { reason: 'next round' });
      await ask('DELETE', `/waitlist/entries/${id}`);
      await workers.settle();
    }
  });
});

describe('the process stops between the yes and the visit', () => {
  /** What a process that stopped there leaves: the yes is written, the visit is not. */
  async function stopsAfterYes() {
    await waits('con_maria');
    await fallsFree();
    const [{ id }] = await openings();
    const opening = await desk.store.openings.find(house.clinic, id as OpeningId);
    if (!opening) throw new Error('no opening');
    const offers = opening.offers.map((offer) => ({ ...offer, state: 'accepting' as const }));
    await desk.store.openings.update({ opening: { ...opening, offers, version: opening.version + 1 }, events: [] });
    return offerTo('con_maria');
  }

  test('the next who looks after a minute writes it, and one alone', async () => {
    const offer = await stopsAfterYes();
    expect((await accept(offer)).body).toMatchObject({ status: 409, reason: 'being_filled' });
    desk.clock.advance(MINUTE);
    const answers = await Promise.all([accept(offer), accept(offer), workers.settle()]);
    for (const answer of answers) if (answer?.status === 409) expect(answer.body.reason).toBe('being_filled');
    const [visit, ...more] = await confirmed();
    expect(more).toEqual([]);
    expect((await accept(offer)).body.id).toBe(visit.id);
  });

  test('and when nobody looks until the hold has run out, it is written if the time is still free', async () => {
    await stopsAfterYes();
    desk.clock.advance(HOUR);
    await workers.settle();
    expect(await confirmed()).toMatchObject([{ contact: 'con_maria', start: TEN }]);
    expect(await openings()).toMatchObject([{ status: 'filled' }]);
  });

  test('or the yes is lost, if somebody booked it after the hold ran out; she keeps waiting', async () => {
    const offer = await stopsAfterYes();
    desk.clock.advance(HOUR);
    await book(TEN, 'con_quick');
    expect((await accept(offer)).body).toMatchObject({ status: 409, reason: 'time_gone', alternatives: [{}, {}, {}] });
    expect(await openings()).toMatchObject([{ status: 'closed', offers: [{ state: 'lost' }] }]);
    expect((await confirmed()).map(({ contact }: { contact: string }) => contact)).toEqual(['con_quick']);
    expect((await ask('GET', '/waitlist?contact=con_maria')).body.items).toMatchObject([{ state: 'waiting' }]);
  });
});

describe('who is asked', () => {
  test('the urgent before those who came first; and only whom day, time of day and host suit', async () => {
    await waits('con_evening', { parts: ['evening'] });
    await waits('con_friday', { dates: [{ from: '2026-03-06', to: '2026-03-06' }] });
    await waits('con_ben', { hosts: [house.ben.id] });
    await waits('con_low', { priority: 'low' });
    await waits('con_normal');
    await waits('con_urgent', { priority: 'urgent', parts: ['morning'] });
    await fallsFree();
    const asked: string[] = [];
    for (;;) {
      const [{ offers, status }] = await openings();
      const open = offers.find(({ state }: { state: string }) => state === 'pending');
      if (status !== 'open' || !open) break;
      asked.push(open.contact);
      await decline(open);
    }
    expect(asked).toEqual(['con_urgent', 'con_normal', 'con_low']);
  });

  test('whoever waited long enough is not asked any more', async () => {
    const maria = await waits('con_maria', { expiresAt: '2026-03-03T15:00:00Z' });
    desk.clock.set('2026-03-03T15:00:00Z');
    await workers.settle();
    expect((await entryOf(maria)).state).toBe('expired');
    await fallsFree();
    expect(await openings()).toEqual([]);
    expect(
      (await ask('POST', '/waitlist', wish('con_late', { expiresAt: '2026-03-01T00:00:00Z' }))).body.errors,
    ).toMatchObject([{ pointer: '/expiresAt' }]);
  });

  test('at night nobody is: the offer comes when their own night is over, and its minutes count from then', async () => {
    await waits('con_maria');
    desk.clock.set('2026-03-03T04:00:00Z');
    await fallsFree();
    expect(await openings()).toMatchObject([{ status: 'open', offers: [] }]);
    desk.clock.set('2026-03-03T12:59:00Z');
    await workers.settle();
    expect(await offersTo('con_maria')).toEqual([]);
    desk.clock.set('2026-03-03T13:00:00Z');
    await workers.settle();
    expect(await offerTo('con_maria')).toMatchObject({ state: 'pending', answerBy: '2026-03-03T13:30:00.000Z' });
  });

  test('nobody gets two offers at a time; the second waits until the first is answered', async () => {
    await waits('con_maria');
    await fallsFree();
    await fallsFree('2026-03-05T15:00:00.000Z');
    const pending = (await offersTo('con_maria')).filter(({ state }: { state: string }) => state === 'pending');
    expect(pending).toHaveLength(1);
    await decline(pending[0]);
    desk.clock.advance(32 * MINUTE);
    await workers.settle();
    expect((await offersTo('con_maria')).map(({ state }: { state: string }) => state)).toEqual(['pending', 'declined']);
  });
});

describe('time also falls free', () => {
  test('when a visit is moved away', async () => {
    await waits('con_maria');
    const { id } = await book();
    await made('POST', `/appointments/${id}/reschedule`, { start: '2026-03-06T15:00:00Z' });
    await workers.settle();
    expect(await openings()).toMatchObject([{ cause: 'rescheduled', start: TEN }]);
    expect(await offerTo('con_maria')).toMatchObject({ start: TEN });
  });

  test('when a guest of a full session stays at home: the seat is offered', async () => {
    const rules = { ...house.visit.rules, seats: 2, maxGuests: 1 };
    const type = { name: 'Course', rules, shape: { kind: 'group', hosts: [house.anna.id] } };
    const { id: meetingType } = await made('POST', '/scheduling/meeting-types', type);
    const { id } = await book(TEN, 'con_former', { meetingType, guests: [{ email: 'leo@example.com' }] });
    await waits('con_maria', { meetingType });
    await made('PATCH', `/appointments/${id}`, { title: 'Knees' });
    await workers.settle();
    expect(await openings()).toEqual([]);
    await made('PATCH', `/appointments/${id}`, { guests: [] });
    await workers.settle();
    expect(await openings()).toMatchObject([{ cause: 'fewer_guests', start: TEN }]);
    expect((await accept(await offerTo('con_maria'))).status).toBe(200);
    expect((await confirmed()).map(({ contact }: { contact: string }) => contact).toSorted()).toEqual([
      'con_former',
      'con_maria',
    ]);
  });

  test('when Anna opens hours: everybody who waits is asked, each about a time of their own', async () => {
    for (const contact of ['con_maria', 'con_paul'])
      await waits(contact, { dates: [{ from: '2026-03-07', to: '2026-03-07' }] });
    const override = {
      kind: 'custom_hours',
      from: '2026-03-07',
      to: '2026-03-07',
      hours: [{ from: '10:00', to: '14:00' }],
    };
    await made('POST', '/scheduling/overrides', { calendar: house.anna.id, override });
    await workers.settle();
    const starts = [(await offerTo('con_maria')).start, (await offerTo('con_paul')).start];
    expect(starts).toEqual(['2026-03-07T15:00:00.000Z', '2026-03-07T16:00:00.000Z']);
    expect(await openings()).toHaveLength(2);
  });

  test('when Anna lays a template over a day that was closed', async () => {
    await waits('con_maria', { dates: [{ from: '2026-03-07', to: '2026-03-07' }] });
    const blocked = [{ from: '10:00', to: '11:00', reason: 'Meeting' }];
    const day = { working: [{ from: '10:00', to: '12:00' }], slots: [], blocked };
    const { id } = await made('POST', '/booking/templates', { name: 'Saturday', pattern: { kind: 'day', day } });
    const laid = { calendar: house.anna.id, dates: ['2026-03-07'] };
    await made('POST', `/booking/templates/${id}/apply`, laid);
    await workers.settle();
    expect(await offerTo('con_maria')).toMatchObject({ start: '2026-03-07T16:00:00.000Z' });
    expect(await openings()).toMatchObject([{ cause: 'new_hours', start: '2026-03-07T16:00:00.000Z' }]);
    await made('POST', `/booking/templates/${id}/apply`, laid);
    await workers.settle();
    expect(await openings()).toHaveLength(1);
  });

  test('when a template only closes hours, or lies over days nobody waits for, nobody is asked', async () => {
    await waits('con_maria', { dates: [{ from: '2026-03-07', to: '2026-03-07' }] });
    const day = { working: [{ from: '10:00', to: '12:00' }], slots: [], blocked: [] };
    const open = await made('POST', '/booking/templates', { name: 'Open', pattern: { kind: 'day', day } });
    const closed = await made('POST', '/booking/templates', {
      name: 'Closed',
      pattern: { kind: 'day', day: { working: [], slots: [], blocked: [] } },
    });
    await made('POST', `/booking/templates/${open.id}/apply`, { calendar: house.anna.id, dates: ['2026-03-08'] });
    await made('POST', `/booking/templates/${closed.id}/apply`, { calendar: house.anna.id, dates: ['2026-03-07'] });
    await workers.settle();
    expect(await openings()).toEqual([]);
  });

  test('when Anna’s week gets a day more, or her hours lie in another zone from now on', async () => {
    const { body } = await ask('GET', `/booking/provider-schedules/${house.anna.id}`);
    const { zone, schedules } = body;
    await waits('con_maria', { dates: [{ from: '2026-03-07', to: '2026-03-07' }] });
    const saturday = { weekday: 6, spans: [{ from: '10:00', to: '11:00' }] };
    const [first] = schedules;
    const longer = [{ ...first, week: [...first.week, saturday] }];
    await made('PUT', `/booking/provider-schedules/${house.anna.id}`, { zone, schedules: longer });
    await workers.settle();
    expect(await offerTo('con_maria')).toMatchObject({ start: '2026-03-07T15:00:00.000Z' });
    await waits('con_paul', { dates: [{ from: '2026-03-04', to: '2026-03-04' }], parts: ['evening'] });
    await made('PUT', `/booking/provider-schedules/${house.anna.id}`, { zone: 'America/Denver', schedules: longer });
    await workers.settle();
    expect(await offerTo('con_paul')).toMatchObject({ start: '2026-03-04T22:00:00.000Z' });
  });

  test('when Anna’s holiday is called off', async () => {
    const holiday = { kind: 'vacation', from: '2026-03-04', to: '2026-03-05' };
    const { id } = await made('POST', '/scheduling/overrides', { calendar: house.anna.id, override: holiday });
    await waits('con_maria', { dates: [{ from: '2026-03-05', to: '2026-03-05' }] });
    await workers.settle();
    expect(await openings()).toEqual([]);
    await made('DELETE', `/scheduling/overrides/${id}`, undefined);
    await workers.settle();
    expect(await offerTo('con_maria')).toMatchObject({ start: '2026-03-05T14:00:00.000Z' });
  });

  test('when another host serves what people wait for', async () => {
    const { rules } = house.visit;
    const type = { name: 'Knee', rules, shape: { kind: 'one_on_one', hosts: [house.ben.id] } };
    const { id } = await made('POST', '/scheduling/meeting-types', type);
    const dates = [{ from: '2026-03-05', to: '2026-03-05' }];
    await waits('con_maria', { meetingType: id, hosts: undefined, dates });
    await workers.settle();
    expect(await openings()).toEqual([]);
    const hosts = [house.ben.id, house.anna.id];
    await made('PUT', `/scheduling/meeting-types/${id}`, { ...type, shape: { kind: 'one_on_one', hosts } });
    await workers.settle();
    expect(await openings()).toMatchObject([{ cause: 'new_hours', hosts: [house.anna.id] }]);
    expect(await offerTo('con_maria')).toMatchObject({ start: '2026-03-05T14:00:00.000Z', hosts: [house.anna.id] });
    await made('PUT', `/scheduling/meeting-types/${id}`, {
      ...type,
      shape: { kind: 'one_on_one', hosts },
      name: 'The knee',
    });
    await workers.settle();
    expect(await openings()).toHaveLength(1);
  });

  test('when it can be booked further ahead', async () => {
    const shape = { kind: 'one_on_one', hosts: [house.anna.id] };
    const type = { name: 'Knee', rules: { ...house.visit.rules, windowDays: 7 }, shape };
    const { id } = await made('POST', '/scheduling/meeting-types', type);
    await waits('con_maria', { meetingType: id, dates: [{ from: '2026-03-11', to: '2026-03-11' }] });
    await waits('con_paul', { meetingType: id, dates: [{ from: '2026-03-05', to: '2026-03-05' }] });
    await made('PUT', `/scheduling/meeting-types/${id}`, { ...type, rules: { ...type.rules, windowDays: 14 } });
    await workers.settle();
    expect(await offerTo('con_maria')).toMatchObject({ start: '2026-03-11T13:00:00.000Z' });
    expect(await openings()).toHaveLength(1);
  });

  test('when it is offered somewhere else as well', async () => {
    const shape = { kind: 'one_on_one', hosts: [house.anna.id] };
    const type = { name: 'Knee', rules: { ...house.visit.rules, locations: ['phone'] }, shape };
    const { id } = await made('POST', '/scheduling/meeting-types', type);
    await waits('con_maria', { meetingType: id, dates: [{ from: '2026-03-05', to: '2026-03-05' }] });
    await made('PUT', `/scheduling/meeting-types/${id}`, { ...type, rules: house.visit.rules });
    await workers.settle();
    expect(await offerTo('con_maria')).toMatchObject({ start: '2026-03-05T14:00:00.000Z' });
  });

  test('when nobody comes to a long visit: what is left of it is given to who waits', async () => {
    const rules = { ...house.visit.rules, durations: [180] };
    const long = { ...house.visit, id: `svc_long${number}` as typeof house.visit.id, rules };
    await desk.store.services.write(long);
    await waits('con_maria', { parts: ['morning'] });
    const { id } = await book('2026-03-03T14:00:00.000Z', 'con_absent', { meetingType: long.id });
    desk.clock.set('2026-03-03T14:20:00Z');
    await made('POST', `/appointments/${id}/no-show`, {});
    await workers.settle();
    const offer = await offerTo('con_maria');
    expect(offer.start).toBe('2026-03-03T15:30:00.000Z');
    expect((await accept(offer)).status).toBe(200);
    expect((await ask('GET', `/appointments/${id}`)).body).toMatchObject({
      status: 'no_show',
      start: '2026-03-03T14:00:00.000Z',
    });
  });

  test('when what was given away was shorter than what fell free: the rest is offered too', async () => {
    const rules = { ...house.visit.rules, durations: [120] };
    const long = { ...house.visit, id: `svc_two${number}` as typeof house.visit.id, rules };
    await desk.store.services.write(long);
    await waits('con_maria');
    await waits('con_paul');
    await fallsFree('2026-03-04T14:00:00.000Z', { meetingType: long.id });
    await accept(await offerTo('con_maria'));
    await workers.settle();
    expect(await offerTo('con_paul')).toMatchObject({ start: '2026-03-04T14:30:00.000Z', state: 'pending' });
  });
});

describe('the clinic', () => {
  test('sees what it brought: openings, offers, fills, minutes to fill, value recovered', async () => {
    await configure({ worth: [{ meetingType: house.visit.id, currency: 'USD', amount: 9_500 }] });
    await waits('con_maria');
    await waits('con_paul');
    await fallsFree();
    desk.clock.advance(10 * MINUTE);
    await decline(await offerTo('con_maria'));
    desk.clock.advance(5 * MINUTE);
    await accept(await offerTo('con_paul'));
    const { body } = await ask('GET', '/waitlist/figures?from=2026-03-01T00:00:00Z&to=2026-04-01T00:00:00Z');
    expect(body).toEqual({
      ...{ openings: 1, offers: 2, fills: 1, declined: 1, lapsed: 0, medianMinutesToFill: 15 },
      recovered: [{ currency: 'USD', amount: 9_500 }],
    });
    const ben = await desk.enter(house.ben);
    const his = await ask('GET', '/waitlist/figures?from=2026-03-01T00:00:00Z&to=2026-04-01T00:00:00Z', undefined, ben);
    expect(his.body).toMatchObject({ openings: 0, fills: 0 });
  });

  test('turned the waitlist off: nobody is asked', async () => {
    await configure({ isOn: false });
    await waits('con_maria');
    await fallsFree();
    expect(await openings()).toEqual([]);
  });

  test('changed the settings in two places at once: the second is told', async () => {
    await configure({ batch: 2 });
    const { version, ...settings } = (await ask('GET', '/waitlist/settings')).body;
    const put = (batch: number) =>
      desk.call('PUT', '/api/v1/waitlist/settings', {
        ...{ cookie: house.admin, body: { ...settings, batch } },
        headers: { 'if-match': `"${version}"` },
      });
    expect([(await put(3)).status, (await put(4)).status]).toEqual([200, 412]);
  });

  test('finds nothing of another organisation', async () => {
    const maria = await waits('con_maria');
    await fallsFree();
    const { id: offer } = await offerTo('con_maria');
    const [{ id: opening }] = await openings();
    for (const [method, path, body] of [
      ['GET', `/waitlist/entries/${maria.id}`],
      ['PATCH', `/waitlist/entries/${maria.id}`, { priority: 'low' }],
      ['DELETE', `/waitlist/entries/${maria.id}`],
      ['GET', `/waitlist/offers/${offer}`],
      ['POST', `/waitlist/offers/${offer}/accept`],
      ['POST', `/waitlist/offers/${offer}/decline`],
      ['GET', `/waitlist/openings/${opening}`],
      ['POST', `/waitlist/openings/${opening}/close`],
    ] as const)
      expect([path, (await ask(method, path, body, other.admin)).status]).toEqual([path, 404]);
    for (const list of ['/waitlist', '/waitlist/openings'])
      expect((await ask('GET', list, undefined, other.admin)).body.items).toEqual([]);
    const ben = await desk.enter(house.ben);
    expect((await ask('POST', `/waitlist/offers/${offer}/accept`, undefined, ben)).status).toBe(404);
    expect(await offerTo('con_maria')).toMatchObject({ state: 'pending' });
  });
});
