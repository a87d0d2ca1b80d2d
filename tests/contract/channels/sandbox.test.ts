import { createBackground } from '../../../src/background.ts';
import { guardConsent } from '../../../src/bots/turns/gate.ts';
import { systemChance } from '../../../src/chance.ts';
import { createSandboxTransport } from '../../../src/channels/sandbox/api.ts';
import { countSegments, renderSms } from '../../../src/channels/sms/render.ts';
import { systemClock } from '../../../src/clock.ts';
import { createConversations } from '../../../src/conversations.ts';
import type { PlayedTexts } from '../../../src/core/sandbox/types.ts';
import type { Zone } from '../../../src/core/time/types.ts';
import { createIds } from '../../../src/ids.ts';
import { createLog } from '../../../src/log.ts';
import { createScheduling } from '../../../src/scheduling.ts';
import { createPlayedTexts } from '../../../src/store/repositories/sandbox.ts';
import { openFrontDesk } from '../../support/front-desk.ts';
import { at, MARIA } from '../../support/phone-line.ts';
import { type ChannelUnderTest, type Delivery, describeChannel } from './contract.ts';

/** Says once, when it is told to, that it failed after all. */
function forgetful(texts: PlayedTexts) {
  let lost: 'answer' | 'text' | undefined;
  return {
    losesAnswer: () => {
      lost = 'answer';
    },
    losesText: () => {
      lost = 'text';
    },
    find: texts.find,
    async keep(text: Parameters<PlayedTexts['keep']>[0]) {
      const now = lost;
      lost = undefined;
      if (now !== 'text') await texts.keep(text);
      if (now !== undefined) throw new Error(`the ${now} was lost`);
    },
  };
}

/** The workers are the test's own, so that it knows when they are done; the phone is the page's. */
async function openPlayed() {
  const desk = await openFrontDesk();
  const { store, clock } = desk;
  clock.set(at(0, 10));
  const ids = createIds(clock);
  const clinic = await store.organisations.bySlug('harbour-clinic');
  const [grace] = await store.members.byEmail('grace.chen@harbour.example');
  if (clinic === undefined || grace === undefined) throw new Error('there is no demo organisation');
  const organisationId = clinic.id;
  const scheduling = createScheduling({ store, clock, ids, chance: systemChance });
  const room = createConversations({ store, scheduling, clock, ids, sendsBy: () => true, onFault: () => {} });
  const texts = createPlayedTexts({ connection: store.connection });
  const kept = forgetful(texts);
  const transport = createSandboxTransport({
    ...{ texts: kept, outbox: store.outbox, clock, order: createIds(systemClock) },
    form: async () => ({ render: renderSms, measure: countSegments }),
    cardLink: () => undefined,
    onKept: () => {},
  });
  const workers = createBackground({
    ...{ store, scheduling, conversations: room, clock, holder: 'test', sharers: [] },
    log: createLog('silent', { write: () => {} }),
    transports: new Map([['sms', guardConsent('sms', transport, room.people)]]),
  });
  const services = await store.services.list(organisationId);
  const visit = services.find(({ standard }) => standard === 'routine_checkup');
  if (visit === undefined) throw new Error('the demo has no check-up');
  const maria = await room.people.add(
    organisationId,
    {
      name: 'Maria',
      locale: 'en',
      zone: 'America/New_York' as Zone,
      identities: [{ channel: 'sms', address: MARIA }],
    },
    { kind: 'operator', channel: 'command_line' },
  );
  await workers.settle();
  return { desk, store, room, workers, texts, kept, organisationId, grace, visit, maria };
}

async function openSandboxPhone(): Promise<ChannelUnderTest> {
  const { desk, store, workers, texts, kept, organisationId, grace, visit, maria } = await openPlayed();
  const offered = [at(1, 10), at(2, 11), at(3, 15)];
  const { origin } = new URL(desk.url);
  const post = async (body: string, from: string) =>
    (await desk.call('POST', '/sandbox/texts', { body, headers: { origin: from } })).status;
  const deliveryOf = (body: string): Delivery => ({
    bring: () => post(body, origin),
    forge: () => post(body, 'https://evil.example'),
  });
  const says = (text: string, more = {}) =>
    deliveryOf(JSON.stringify({ kind: 'text', id: crypto.randomUUID(), from: MARIA, text, ...more }));
  let seen = 0;
  async function reads(): Promise<readonly string[]> {
    await workers.settle();
    const all = await texts.ofPhone(organisationId, MARIA, 200);
    const theirs = all
      .filter(({ side }) => side === 'received')
      .flatMap(({ pieces }) => pieces.map(({ text }) => text));
    const news = theirs.slice(seen);
    seen = theirs.length;
    return news;
  }
  return {
    offered,
    async offer() {
      const cookie = await desk.enter(grace);
      const starts = offered.map((start) => new Date(start).toISOString());
      const body = { contact: maria.id, meetingType: visit.id, starts };
      const made = await desk.call('POST', '/api/v1/offers', { cookie, body });
      if (made.status !== 201) throw new Error(made.text);
      await reads();
      return { id: made.body.id };
    },
    async withdraw(id) {
      await desk.call('DELETE', `/api/v1/offers/${id}`, { cookie: await desk.enter(grace) });
    },
    says,
    picks: (option) => says(String(option)),
    floods: () => says('x'.repeat(1_000_000)),
    surprises: () => says('What is this?', { kind: 'picture' }),
    ...{ losesAnswer: kept.losesAnswer, losesText: kept.losesText },
    reads,
    renders: (body) => renderSms(body).join('\n'),
    turnClock: (milliseconds) => desk.clock.advance(milliseconds),
    async booked() {
      const { items } = await store.appointments.list(organisationId, {});
      return items.filter(({ status }) => status !== 'cancelled').map(({ start }) => start);
    },
    async close() {
      await workers.stop();
      await desk.close();
    },
  };
}

describeChannel('sandbox', openSandboxPhone);
