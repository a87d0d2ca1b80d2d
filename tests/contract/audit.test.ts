import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createBackground } from '../../src/background.ts';
import { type ConversationRoom, createConversations } from '../../src/conversations.ts';
import type { AuditEntry } from '../../src/core/audit/types.ts';
import type { ContactId, ConversationId, MemberId } from '../../src/core/ids.ts';
import { DAY, HOUR, MINUTE } from '../../src/core/time/types.ts';
import { createIds } from '../../src/ids.ts';
import type { Workers } from '../../src/jobs/engine/workers.ts';
import { createLog } from '../../src/log.ts';
import { type FrontDesk, openFrontDesk, type Reply } from '../support/front-desk.ts';
import { type Operation, operationsOf, readDocument } from '../support/operations.ts';
import { type House, openHouse, video } from '../support/visits.ts';

// Every operation that changes something, done once, and what the audit log has of it. Each call comes from an address of its own,
// by which its entry is found; an operation that is added later is missing here until somebody does it.

let desk: FrontDesk;
let house: House;
let room: ConversationRoom;
let workers: Workers;
let operations: ReadonlyMap<string, Operation>;
let root: string;
const complaints: string[] = [];
const done = new Map<string, readonly AuditEntry[]>();

beforeAll(async () => {
  desk = await openFrontDesk();
  desk.clock.set('2026-03-02T15:00:00Z');
  house = await openHouse(desk, 'harbour');
  operations = new Map(operationsOf(await readDocument(desk)).map((operation) => [operation.id, operation]));
  root = await desk.enter(await desk.hire(house.clinic, { email: 'root@harbour.example', role: 'super_admin' }));
  const log = createLog('error', { write: (line: string) => complaints.push(line) });
  const ids = createIds(desk.clock);
  const { scheduling } = house;
  room = createConversations({
    ...{ ...desk, scheduling, ids },
    sendsBy: () => true,
    onFault: (error) => complaints.push(String(error)),
  });
  workers = createBackground({
    ...{ ...desk, transports: new Map(), sharers: [] },
    ...{ scheduling, conversations: room, holder: 'worker', log },
  });
});
afterAll(async () => {
  await desk.close();
  expect(complaints).toEqual([]);
});

interface Given {
  /** What stands in the path, in its order. */
  readonly at?: readonly string[];
  readonly query?: string;
  readonly body?: unknown;
  readonly cookie?: string;
}

const CHANGES_NOTHING = {
  mailSignInLink: 'whoever asks is not known yet',
  previewSeries: 'nothing is made',
  getVisitLink: 'every visit has its link from the beginning',
};

let calls = 0;

/** Calls it once, and keeps what the log then has from there. */
async function does(id: string, { at = [], query = '', body, cookie = house.admin }: Given = {}): Promise<Reply> {
  const operation = operations.get(id);
  if (operation === undefined) throw new Error(`there is no operation ${id}`);
  calls += 1;
  const from = `198.18.0.${calls}`;
  const rest = [...at];
  const path = operation.path.replaceAll(/\{\w+\}/g, () => rest.shift() ?? '');
  const headers = { 'x-forwarded-for': from };
  const reply = await desk.call(operation.method, `/api/v1${path}${query}`, { cookie, body, headers });
  if (reply.status >= 300) throw new Error(`${id}: ${reply.status} ${reply.text}`);
  await workers.settle();
  const organisations = await desk.access.organisations.list({});
  const entries: AuditEntry[] = [];
  for (const { id: organisationId } of organisations.items) {
    const { items } = await desk.store.audit.list(organisationId, { members: 'all' }, { limit: 200 });
    entries.push(...items.filter(({ actor }) => actor.from === from));
  }
  done.set(id, entries);
  return reply;
}

const at = (hours: number) => new Date(desk.clock.now() + hours * HOUR).toISOString();
/** Ten in New York, so many days from Monday. */
const tenOn = (days: number, minutes = 0) =>
  new Date(Date.parse('2026-03-02T15:00:00Z') + days * DAY + minutes * MINUTE).toISOString();

let phones = 0;
async function contact(): Promise<string> {
  phones += 1;
  const identities = [{ channel: 'sms', address: `+141555501${String(phones).padStart(2, '0')}` }];
  return (await does('addContact', { body: { name: 'Maria', identities } })).body.id;
}
const terms = (further: object = {}) => ({
  ...{ meetingType: house.visit.id, hosts: [house.anna.id], location: video },
  ...further,
});
const book = async (start: string, further: object = {}): Promise<string> =>
  (await does('bookAppointment', { body: terms({ start, contact: await contact(), ...further }) })).body.id;
const ask = (start: string) => book(start, { meetingType: house.asked.id });

describe('every change is in the audit log', () => {
  test('of the organisation, its people and their access', async () => {
    const founded = await does('createOrganisation', {
      cookie: root,
      body: { slug: 'hillside', name: 'Hillside', zone: 'America/New_York', language: 'en' },
    });
    expect(founded.body.id).toMatch(/^org_/);
    await does('changeOrganisation', { at: [house.clinic], body: { name: 'Harbour Clinic' } });
    const { id: mia } = (await does('addMember', { body: { name: 'Mia', email: 'mia@harbour.example' } })).body;
    await does('changeMember', { at: [mia], body: { name: 'Mia Wall' } });
    await does('changeMember', { at: [mia], body: { email: 'mia.wall@harbour.example' } });
    const token = /sign-in\/address\/([\w-]+)/.exec(desk.letters.at(-1) ?? '')?.[1];
    await does('confirmAddress', { body: { token } });
    await does('removeMember', { at: [mia] });
    const { id: role } = (await does('addRole', { body: { name: 'Desk', permissions: ['appointments:read:all'] } }))
      .body;
    await does('changeRole', { at: [role], body: { name: 'Front desk' } });
    await does('removeRole', { at: [role] });
    const { id: team } = (await does('addTeam', { body: { name: 'East' } })).body;
    await does('renameTeam', { at: [team], body: { name: 'West' } });
    await does('removeTeam', { at: [team] });
    const { id: key } = (await does('issueApiKey', { body: { name: 'Site', scopes: ['appointments:read'] } })).body;
    await does('rotateApiKey', { at: [key], body: {} });
    await does('revokeApiKey', { at: [key] });
  });

  test('of hours, rooms, meeting types, pools, templates and programmes', async () => {
    const zone = 'America/New_York';
    await does('putAvailability', { query: `?calendar=${house.anna.id}`, body: { zone, schedules: 'always' } });
    const override = { kind: 'blocked', from: '2026-06-10', to: '2026-06-10' };
    const { id: kept } = (await does('addOverride', { body: { calendar: house.ben.id, override } })).body;
    await does('removeOverride', { at: [kept] });
    await does('putProviderSchedule', { at: [house.ben.id], body: { zone, schedules: 'always' } });
    await does('blockProviderTime', { at: [house.ben.id], body: { date: '2026-06-11', from: '12:00', to: '13:00' } });
    const { id: place } = (await does('addResource', { body: { kind: 'room', name: 'Room 1' } })).body;
    await does('renameResource', { at: [place], body: { name: 'Room One' } });
    await does('removeResource', { at: [place] });
    const type = {
      ...{ name: 'Check-up', rules: { zone, durations: [30], locations: ['video'] } },
      shape: { kind: 'one_on_one', hosts: [house.anna.id] },
    };
    const { id: checkUp } = (await does('createMeetingType', { body: type })).body;
    await does('putMeetingType', { at: [checkUp], body: { ...type, acceptsWishes: true } });
    await does('retireMeetingType', { at: [checkUp] });
    const pattern = { kind: 'day', day: { working: [{ from: '09:00', to: '12:00' }], slots: [], blocked: [] } };
    const { id: template } = (await does('createTemplate', { body: { name: 'Morning', pattern } })).body;
    await does('editTemplate', { at: [template], body: { name: 'Mornings', pattern } });
    await does('cloneTemplate', { at: [template], body: { name: 'Copy' } });
    await does('applyTemplate', { at: [template], body: { calendar: house.ben.id, dates: ['2026-06-15'] } });
    await does('removeTemplate', { at: [template] });
    const programme = { name: 'Back', meetingType: house.visit.id, sessions: [{ title: 'One' }], gapDays: 7 };
    const { id: back } = (await does('createProgramme', { body: programme })).body;
    await does('putProgramme', { at: [back], body: { ...programme, gapDays: 14 } });
    await does('removeProgramme', { at: [back] });
  });

  test('of pools and the visits they deal', async () => {
    const zone = 'America/New_York';
    const hosts = [{ host: house.anna.id }, { host: house.ben.id }];
    const pool = { name: 'All', zone, strategy: 'equal', period: 'weekly', hosts };
    const { id } = (await does('createPool', { body: pool })).body;
    await does('putPool', { at: [id], body: { ...pool, name: 'Everybody' } });
    const dealt = {
      ...{ name: 'Dealt', rules: { zone, durations: [30], locations: ['video'] } },
      shape: { kind: 'round_robin', poolId: id },
    };
    const { id: type } = (await does('createMeetingType', { body: dealt })).body;
    await does('bookAppointment', {
      body: { meetingType: type, start: tenOn(1), contact: await contact(), location: video },
    });
    const [assigned] = (await desk.call('GET', `/api/v1/scheduling/pools/${id}/assignments`, { cookie: house.admin }))
      .body.items;
    const other = assigned.host === house.anna.id ? house.ben.id : house.anna.id;
    await does('reassignVisit', { at: [id, assigned.assignment], body: { host: other, why: 'speaks French' } });
    const spare = (await does('createPool', { body: { ...pool, name: 'Spare' } })).body.id;
    await does('removePool', { at: [spare] });
  });

  test("of a visit's life", async () => {
    const moved = await book(tenOn(2));
    await does('rescheduleAppointment', { at: [moved], body: { start: tenOn(2, 60) } });
    await does('editAppointment', { at: [moved], body: { title: 'The knee' } });
    await does('addNote', { at: [moved], body: { text: 'brings the papers' } });
    await does('getVisitLink', { at: [moved] });
    await does('revokeVisitLinks', { at: [moved] });
    await does('cancelAppointment', { at: [moved], body: { reason: 'ill' } });
    await does('approveAppointment', { at: [await ask(tenOn(2, 120))], body: {} });
    await does('declineAppointment', { at: [await ask(tenOn(2, 240))], body: { reason: 'full' } });
    const over = await book(tenOn(2, 180));
    const missed = await book(tenOn(2, 300));
    desk.clock.set(tenOn(2, 181));
    await does('startAppointment', { at: [over], body: {} });
    desk.clock.set(tenOn(2, 360));
    await does('completeAppointment', { at: [over], body: {} });
    await does('recordOutcome', { at: [over], body: { outcome: 'resolved' } });
    await does('markNoShow', { at: [missed], body: {} });
  });

  test('of series', async () => {
    const weekly = {
      ...{ ...terms(), contact: await contact(), start: '2026-03-10T10:00', zone: 'America/New_York' },
      ...{ pattern: { kind: 'weekly', every: 1, weekdays: [2] }, end: { kind: 'count', count: 3 } },
    };
    const { id } = (await does('createSeries', { body: weekly })).body;
    await does('moveSeries', { at: [id], body: { scope: 'all', time: '11:00' } });
    await does('putSeries', { at: [id], body: { scope: 'all', time: '12:00' } });
    await does('cancelSeries', { at: [id], body: { scope: 'following', index: 1, reason: 'moves away' } });
    const { id: other } = (await does('createSeries', { body: { ...weekly, start: '2026-03-10T13:00' } })).body;
    await does('deleteSeries', { at: [other] });
  });

  test('of the waitlist', async () => {
    const waits = async () =>
      (
        await does('joinWaitlist', {
          body: terms({ contact: await contact(), zone: 'Asia/Tokyo', expiresAt: at(900) }),
        })
      ).body.id as string;
    const fallsFree = async (start: string) => {
      await does('cancelAppointment', { at: [await book(start)], body: { reason: 'ill' } });
      const openings = (await desk.call('GET', '/api/v1/waitlist/openings', { cookie: house.admin })).body.items;
      const opening = openings.find((one: { start: string }) => one.start === start);
      return { opening: opening.id as string, offer: opening.offers.at(-1).id as string };
    };
    const { version: _, ...settings } = (await desk.call('GET', '/api/v1/waitlist/settings', { cookie: house.admin }))
      .body;
    const quiet = { from: '03:00', to: '03:01' };
    await does('putWaitlistSettings', { body: { ...settings, holdMinutes: 45, quiet } });
    const first = await waits();
    await does('changeWaitlistEntry', { at: [first], body: { priority: 'high' } });
    await does('acceptWaitlistOffer', { at: [(await fallsFree(tenOn(4))).offer] });
    await waits();
    await does('declineWaitlistOffer', { at: [(await fallsFree(tenOn(4, 60))).offer] });
    await does('closeOpening', { at: [(await fallsFree(tenOn(4, 120))).opening] });
    await does('leaveWaitlist', { at: [await waits()] });
  });

  test('of contacts, offers and conversations', async () => {
    const maria = await contact();
    await does('changeContact', { at: [maria], body: { name: 'Maria Silva' } });
    const consent = { channel: 'sms', purpose: 'care', given: true, words: 'You may text me' };
    await does('recordConsent', { at: [maria], body: consent });
    await does('mergeContacts', { at: [maria], body: { other: await contact() } });
    const offered = await does('makeOffer', {
      body: { contact: maria, meetingType: house.visit.id, member: house.anna.id, starts: [tenOn(7)] },
    });
    await does('withdrawOffer', { at: [offered.body.id] });
    const conversationId = offered.body.conversation as ConversationId;
    const asked = await room.offers.make({
      ...{ organisationId: house.clinic, conversationId, contactId: maria as ContactId, serviceId: house.visit.id },
      ...{ memberId: house.anna.id as MemberId, starts: [Date.parse(tenOn(7))], kind: 'request', from: 'contact' },
      ...{ origin: 'assistant', hold: 'none', wishes: [], cause: 'trn_asked' },
      actor: { kind: 'contact', id: maria, channel: 'sms' },
    });
    if (!asked.ok) throw new Error(asked.reason);
    await does('answerOffer', { at: [asked.value.id], body: { answer: 'decline' } });
    const cookie = await desk.enter(house.anna);
    const thread = { at: [conversationId], cookie };
    await does('takeOverConversation', thread);
    await does('sendMessage', { ...thread, body: { text: 'Hello, Anna here' } });
    await does('giveConversationBack', thread);
    await does('takeOverConversation', thread);
    await does('resolveConversation', thread);
    await does('takeOverConversation', thread);
    await does('tryConversationAgain', thread);
    await does('removeContact', { at: [maria] });
  });

  test('of calendar feeds and sessions', async () => {
    const cookie = await desk.enter(house.anna);
    await does('makeCalendarFeed', { at: [house.anna.id], cookie });
    await does('revokeCalendarFeed', { at: [house.anna.id], cookie });
    await desk.access.sessions.mailLinks(house.anna.email);
    const token = /sign-in\/([\w-]+)/.exec(desk.letters.at(-1) ?? '')?.[1];
    await does('signIn', { body: { token } });
    await does('signOut', { cookie });
  });

  test('and there is no other operation that changes anything', () => {
    const changing = [...operations.values()].filter(({ method, id }) => method !== 'GET' && !(id in CHANGES_NOTHING));
    const untold = changing.flatMap(({ id }) => {
      const entries = done.get(id);
      if (entries === undefined) return [`${id} was not tried`];
      return entries.some(({ before, after }) => (before ?? after) !== undefined) ? [] : [`${id} is not in the log`];
    });
    expect(untold).toEqual([]);
  });

  test('by whom, and never with an address or a token in it', () => {
    for (const [id, entries] of done) {
      for (const { actor } of entries) expect([id, actor.kind, actor.id]).toEqual([id, 'member', expect.any(String)]);
      expect([id, JSON.stringify(entries)]).toEqual([id, expect.not.stringMatching(/\+1415555|parley_key_|Hash"/)]);
    }
  });
});
