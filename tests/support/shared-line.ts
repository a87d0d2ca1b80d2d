import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { Service } from '../../src/core/appointments/services.ts';
import type { Appointment } from '../../src/core/appointments/types.ts';
import type { KeptOffer, OfferId } from '../../src/core/offers/types.ts';
import type { ContactTerms } from '../../src/core/people/service.ts';
import type { Contact } from '../../src/core/people/types.ts';
import { HOUR, type Instant, type Zone } from '../../src/core/time/types.ts';
import { OUR_NUMBER, openPhoneLine, type PhoneLine } from './phone-line.ts';

/** Ten in the morning in New York; the clocks there stay as they are until November. */
const FIRST_MONDAY = Date.parse('2026-03-09T14:00:00Z');
const WEEKS = 33;

/** Somebody with a phone, and all that happens to them. */
export interface Somebody {
  readonly contact: Contact;
  readonly number: string;
  /** Brought to the webhook, and handled with whatever comes next. */
  says(body: string, more?: Readonly<Record<string, string>>): Promise<void>;
  /** What they were sent since the last look. */
  news(): readonly string[];
  /** The same, once everything is done. */
  reads(): Promise<readonly string[]>;
  texts(body: string, more?: Readonly<Record<string, string>>): Promise<readonly string[]>;
  /** Dr. Ito offers them times, and they read it. */
  isOffered(starts: readonly Instant[], more?: object): Promise<string>;
  isBooked(start: Instant): Promise<Appointment>;
  /** Booked, and asked whether it suits. */
  isAsked(start: Instant): Promise<Appointment>;
  visits(): Promise<readonly Appointment[]>;
  offers(): Promise<readonly KeptOffer[]>;
}

export interface SharedLine {
  line(): PhoneLine;
  /** Of the story's own week: days after its Monday, by the clock on the wall in New York. */
  at(days: number, hour: number): Instant;
  /** The `index`th half hour of Dr. Ito's week from Tuesday on; no two are the same. */
  slot(index: number): Instant;
  /** Known before they ever wrote, on a number of their own unless they share one. */
  meets(name: string, terms?: Partial<ContactTerms>, number?: string): Promise<Somebody>;
  newNumber(): string;
  /** A request of a member who is signed in. */
  asMember(method: string, path: string, body?: unknown): ReturnType<PhoneLine['desk']['call']>;
}

/** One service for a whole file: each story has a week of its own, and numbers that nobody had before. */
export function useSharedLine(terms: Partial<Service> = {}): SharedLine {
  let opened: PhoneLine | undefined;
  let week = -1;
  let numbers = 0;
  let cookie: string | undefined;
  beforeAll(async () => {
    opened = await openPhoneLine(terms);
  }, 60_000);
  afterAll(() => opened?.close());
  beforeEach(() => {
    week += 1;
    cookie = undefined;
    if (week >= WEEKS) throw new Error(`a file has room for ${WEEKS} stories: begin another`);
    line().desk.clock.set(at(0, 10));
  });
  afterEach(() => expect(line().faults).toEqual([]));

  function line(): PhoneLine {
    if (opened === undefined) throw new Error('the line is not open yet');
    return opened;
  }
  const at = (days: number, hour: number): Instant => FIRST_MONDAY + ((week * 7 + days) * 24 + hour - 10) * HOUR;
  const slot = (index: number): Instant => at(1 + Math.floor(index / 16), 9 + (index % 16) / 2);
  const newNumber = (): string => {
    numbers += 1;
    return `+1646555${2_000 + numbers}`;
  };

  async function meets(name: string, more: Partial<ContactTerms> = {}, number = newNumber()): Promise<Somebody> {
    const { room, twilio, organisationId } = line();
    const contact = await room.people.add(
      organisationId,
      {
        ...{ name, locale: 'en', zone: 'America/New_York' as Zone, identities: [{ channel: 'sms', address: number }] },
        ...more,
      },
      { kind: 'operator', channel: 'command_line' },
    );
    const visits = async () => (await line().visits()).filter(({ contactId }) => contactId === contact.id);
    const somebody: Somebody = {
      ...{ contact, number, visits },
      async says(body, fields = {}) {
        const { status } = await twilio.deliver(twilio.text(number, OUR_NUMBER, body, fields));
        if (status !== 200) throw new Error(`the webhook answered ${status}`);
      },
      news: () => line().news(number),
      reads: () => line().settle(number),
      async texts(body, fields) {
        await somebody.says(body, fields);
        return await somebody.reads();
      },
      async isOffered(starts, fields) {
        const id = await line().offers(contact, starts, fields);
        await somebody.reads();
        return id;
      },
      async isBooked(start) {
        await somebody.isOffered([start]);
        expect(await somebody.texts('yes')).toEqual([expect.stringMatching(`^Booked! ${name}`)]);
        const visit = (await visits()).find((one) => one.start === start);
        if (visit === undefined) throw new Error('nothing was booked');
        return visit;
      },
      async isAsked(start) {
        const visit = await somebody.isBooked(start);
        await room.announcer.askToConfirm(organisationId, visit.id, 'reminder');
        expect(await somebody.reads()).toEqual([expect.stringMatching(`^${name}'s Check-up.*Reply YES .*to confirm`)]);
        return visit;
      },
      async offers() {
        const { items } = await room.offers.list(organisationId, { contactIds: [contact.id] }, {});
        return items;
      },
    };
    return somebody;
  }

  return {
    ...{ line, at, slot, meets, newNumber },
    async asMember(method, path, body) {
      const { desk, ito } = line();
      cookie ??= await desk.enter(ito);
      return await desk.call(method, path, { cookie, ...(body === undefined ? {} : { body }) });
    },
  };
}

/** An id as a test reads it from an answer. */
export const offerId = (id: string): OfferId => id as OfferId;
