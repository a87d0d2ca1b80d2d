import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FrontDesk, openFrontDesk } from '../support/front-desk.ts';
import { type House, maria, openHouse } from '../support/visits.ts';

let desk: FrontDesk;
let house: House;

beforeAll(async () => {
  desk = await openFrontDesk();
  desk.clock.set('2026-03-02T15:00:00Z');
  house = await openHouse(desk, 'harbour');
});
afterAll(() => desk.close());

const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  desk.call(method, `/api/v1${path}`, { cookie: house.admin, body, headers });

const addRoom = async (name: string): Promise<string> =>
  (await ask('POST', '/scheduling/resources', { kind: 'room', name })).body.id;

const inRoom = (rooms: readonly string[]) => ({
  name: 'Treatment',
  rules: { zone: 'America/New_York', durations: [30], locations: ['in_person'] },
  shape: { kind: 'one_on_one', hosts: [house.anna.id] },
  rooms: rooms.map((room) => ({ need: 'one', resources: [room] })),
});

describe('a room is given up', () => {
  test('and is gone from every list, whoever asks for it', async () => {
    const room = await addRoom('Room 1');
    expect((await ask('DELETE', `/scheduling/resources/${room}`)).status).toBe(204);
    for (const path of [`/scheduling/resources/${room}`, `/scheduling/availability?calendar=${room}`])
      expect((await ask('GET', path)).status).toBe(404);
    expect((await ask('GET', '/scheduling/resources')).body.items).toEqual([]);
    expect((await ask('DELETE', `/scheduling/resources/${room}`)).status).toBe(404);
    const type = await ask('POST', '/scheduling/meeting-types', inRoom([room]));
    expect(type).toMatchObject({ status: 400, body: { errors: [{ pointer: '/rooms/0/resources/0' }] } });
  });

  test('not while a meeting type may put a visit there, nor while one is still to take place', async () => {
    const room = await addRoom('Room 2');
    const type = (await ask('POST', '/scheduling/meeting-types', inRoom([room]))).body.id;
    const remove = () => ask('DELETE', `/scheduling/resources/${room}`);
    expect((await remove()).body).toMatchObject({ status: 409, reason: 'in_use', meetingTypes: [type] });
    const location = { type: 'in_person', address: '1 Pier Road' };
    const visit = { meetingType: type, start: '2026-03-04T15:00:00Z', contact: maria, location };
    const { id } = (await ask('POST', '/appointments', visit)).body;
    await ask('DELETE', `/scheduling/meeting-types/${type}`);
    expect((await remove()).body).toMatchObject({ status: 409, reason: 'in_use', appointments: [id] });
    await ask('POST', `/appointments/${id}/cancel`, { reason: 'moved house' });
    expect((await remove()).status).toBe(204);
  });

  test('by somebody who saw it as it is, and may', async () => {
    const room = await addRoom('Room 3');
    await ask('PATCH', `/scheduling/resources/${room}`, { name: 'Room Three' });
    const stale = await ask('DELETE', `/scheduling/resources/${room}`, undefined, { 'if-match': '"1"' });
    expect(stale.status).toBe(412);
    const cookie = await desk.enter(house.anna);
    expect((await desk.call('DELETE', `/api/v1/scheduling/resources/${room}`, { cookie })).status).toBe(403);
    expect((await ask('DELETE', `/scheduling/resources/${room}`, undefined, { 'if-match': '"2"' })).status).toBe(204);
  });
});
