import { createBackground } from '../../src/background.ts';
import { systemChance } from '../../src/chance.ts';
import { type ConversationRoom, createConversations } from '../../src/conversations.ts';
import type { Service } from '../../src/core/appointments/services.ts';
import type { Appointment } from '../../src/core/appointments/types.ts';
import type { Transport } from '../../src/core/delivery/types.ts';
import type { OrganisationId } from '../../src/core/ids.ts';
import type { Member } from '../../src/core/members/types.ts';
import type { Contact } from '../../src/core/people/types.ts';
import type { Mail, MailMessage, SecretKeyRing } from '../../src/core/ports.ts';
import { HOUR, type Instant, type Zone } from '../../src/core/time/types.ts';
import { createIds } from '../../src/ids.ts';
import type { Workers } from '../../src/jobs/engine/workers.ts';
import { createLog } from '../../src/log.ts';
import { createScheduling, type Scheduling } from '../../src/scheduling.ts';
import { createVisitSharing } from '../../src/self-service.ts';
import { createSmsSender } from '../../src/sms.ts';
import { type FrontDesk, openFrontDesk } from './front-desk.ts';
import { TwilioStandIn } from './twilio.ts';

export const OUR_NUMBER = '+14155550100';
export const MARIA = '+14155552671';
const PUBLIC_URL = 'https://parley.example.com';
/** Ten in the morning in New York. */
const MONDAY_MORNING = Date.parse('2026-03-02T15:00:00Z');
/** The next days at nine, ten, eleven there. */
export const at = (days: number, hour: number): Instant => MONDAY_MORNING + days * 24 * HOUR + (hour - 10) * HOUR;

export interface PhoneLine {
  readonly desk: FrontDesk;
  readonly twilio: TwilioStandIn;
  readonly room: ConversationRoom;
  readonly scheduling: Scheduling;
  readonly workers: Workers;
  readonly organisationId: OrganisationId;
  readonly ito: Member;
  readonly checkUp: Service;
  readonly faults: unknown[];
  /** What the service and its workers wrote into their logs. */
  logged(): string;
  /** What was mailed: invitations with their calendar files. */
  readonly letters: readonly MailMessage[];
  /** A text comes in by the webhook; what its sender reads once everything is done, newest last. */
  texts(body: string, from?: string, more?: Readonly<Record<string, string>>): Promise<readonly string[]>;
  /** What a number was sent since the last look. */
  news(number: string): readonly string[];
  /** The same, once everything that can be done by now is done. */
  settle(number?: string): Promise<readonly string[]>;
  /** Somebody who is known before they ever wrote. */
  knows(name: string, number?: string): Promise<Contact>;
  /** Three times for somebody, from Dr. Ito by the API. */
  offers(contact: Contact, starts: readonly Instant[], more?: object): Promise<string>;
  visits(): Promise<readonly Appointment[]>;
  close(): Promise<void>;
}

/** The whole service with Twilio's stand-in at the other end of the line. The workers are the test's own, so that it knows when they are done. */
export async function openPhoneLine(
  terms: Partial<Service> = {},
  others: (room: ConversationRoom) => readonly (readonly [channel: string, transport: Transport])[] = () => [],
  environment: Readonly<Record<string, string>> = {},
): Promise<PhoneLine> {
  let url = '';
  const twilio = new TwilioStandIn({ target: () => url, publicUrl: PUBLIC_URL, now: () => Date.now() });
  await twilio.start();
  const desk = await openFrontDesk({
    PUBLIC_URL,
    TWILIO_ACCOUNT_SID: twilio.accountSid,
    TWILIO_AUTH_TOKEN: twilio.authToken,
    TWILIO_FROM: OUR_NUMBER,
    TWILIO_API_URL: twilio.url,
    TWILIO_ORGANISATION: 'hill-clinic',
    LOG_LEVEL: 'debug',
    ...environment,
  });
  url = desk.url;
  const { store, clock } = desk;
  clock.set(MONDAY_MORNING);
  const organisationId = await desk.found('hill-clinic');
  const ito = await desk.hire(organisationId, {
    name: 'Dr. Ito',
    email: 'ito@hill.example',
    isHost: true,
    role: 'admin',
  });
  const checkUp: Service = {
    ...{ id: createIds(clock).next('service'), organisationId, version: 1, name: 'Check-up', isOffered: true },
    rules: { zone: 'America/New_York' as Zone, durations: [30], locations: ['phone'] },
    shape: { kind: 'one_on_one', hosts: [ito.id] },
    ...{ rooms: [], limits: { rescheduleUntilMinutes: 60, mostReschedules: 5, cancelUntilMinutes: 60 } },
    ...terms,
  };
  await store.services.write(checkUp);

  const ids = createIds(clock);
  const faults: unknown[] = [];
  const onFault = (error: unknown) => void faults.push(error);
  const scheduling = createScheduling({ store, clock, ids, chance: systemChance });
  const transports = new Map<string, Transport>();
  const sendsBy = (channel: string) => transports.has(channel);
  const room = createConversations({ store, scheduling, clock, ids, sendsBy, onFault });
  const lines: string[] = [];
  const log = createLog('debug', { write: (written: string) => void lines.push(written) });
  const letters: MailMessage[] = [];
  const mail: Mail = { send: async (letter) => void letters.push(letter) };
  const keys: SecretKeyRing = { current: { id: 'line', bytes: Buffer.alloc(32, 7) }, previous: [] };
  const sharing = createVisitSharing({
    ...{ store, scheduling, keys, clock, ids, contacts: room.people, publicUrl: PUBLIC_URL },
  });
  const account = {
    ...{ accountSid: twilio.accountSid, authToken: twilio.authToken, apiUrl: twilio.url, organisation: undefined },
    sender: { from: OUR_NUMBER },
  };
  const sender = await createSmsSender({ config: { publicUrl: PUBLIC_URL }, account, store, people: room.people, log });
  for (const [channel, transport] of [['sms', sender] as const, ...others(room)]) transports.set(channel, transport);
  const workers = createBackground({
    ...{ store, scheduling, conversations: room, clock, holder: 'test', log },
    transports,
    sharers: sharing.consumersWith(mail, 'visits@hill.example'),
  });
  const key = await desk.keyFor(organisationId, 'offers:write', 'offers:read', 'contacts:read', 'contacts:write');

  // What came about while the scene was set is done before the first look.
  await workers.settle();
  const seen = new Map<string, number>();
  const news: PhoneLine['news'] = (number) => {
    const theirs = twilio.sent.filter(({ to }) => to === number).map(({ body }) => body);
    const unseen = theirs.slice(seen.get(number) ?? 0);
    seen.set(number, theirs.length);
    return unseen;
  };
  const settle: PhoneLine['settle'] = async (number = MARIA) => {
    await workers.settle();
    return news(number);
  };

  return {
    ...{ desk, twilio, room, scheduling, workers, organisationId, ito, checkUp, faults, letters, news, settle },
    logged: () => [...desk.lines, ...lines].join('\n'),
    async texts(body, from = MARIA, more = {}) {
      const { status } = await twilio.deliver(twilio.text(from, OUR_NUMBER, body, more));
      if (status !== 200) throw new Error(`the webhook answered ${status}`);
      return await settle(from);
    },
    knows: (name, number = MARIA) =>
      room.people.add(
        organisationId,
        {
          name,
          locale: 'en',
          zone: 'America/New_York' as Zone,
          identities: [{ channel: 'sms', address: number }],
        },
        { kind: 'operator', channel: 'command_line' },
      ),
    async offers(contact, starts, more = {}) {
      const body = {
        contact: contact.id,
        meetingType: checkUp.id,
        member: ito.id,
        starts: starts.map((start) => new Date(start).toISOString()),
        ...more,
      };
      const answer = await desk.call('POST', '/api/v1/offers', { token: key, body });
      if (answer.status !== 201) throw new Error(`the offer was refused: ${answer.text}`);
      return answer.body.id;
    },
    async visits() {
      const all = await store.appointments.list(organisationId, {});
      return all.items.filter(({ status }) => status !== 'cancelled');
    },
    async close() {
      await workers.stop();
      await desk.close();
      await twilio.stop();
    },
  };
}
