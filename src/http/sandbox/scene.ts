import type { Talk } from '../../bots/turns/talk.ts';
import type { Services } from '../../core/appointments/services.ts';
import type { Appointment, Appointments } from '../../core/appointments/types.ts';
import type { Conversation, Conversations } from '../../core/conversations/types.ts';
import type { Outbox } from '../../core/delivery/types.ts';
import type { ServiceId } from '../../core/ids.ts';
import type { Member } from '../../core/members/types.ts';
import type { Offers } from '../../core/offers/service.ts';
import type { KeptOffer } from '../../core/offers/types.ts';
import type { Organisation } from '../../core/organisations/types.ts';
import { showPhone } from '../../core/people/phones.ts';
import type { People } from '../../core/people/service.ts';
import type { Contact, PhoneNumber } from '../../core/people/types.ts';
import type { Clock } from '../../core/ports.ts';
import type { ClockTurning } from '../../core/sandbox/service.ts';
import type { Due, PlayedMail, PlayedMails, PlayedText, PlayedTexts } from '../../core/sandbox/types.ts';
import { DAY, type Instant, type Zone } from '../../core/time/types.ts';

// Everything the page shows at one moment, as plain data; the other files of this room write it down.

/** Who plays: the organisation, and whose desk it is. */
export interface Cast {
  readonly organisation: Organisation;
  readonly member: Member;
  /** What the first step of the story offers. */
  readonly serviceId: ServiceId;
}

export interface SceneParts {
  readonly cast: Cast;
  readonly people: Pick<People, 'list' | 'standing'>;
  readonly offers: Pick<Offers, 'list' | 'findTimes'>;
  readonly appointments: Pick<Appointments, 'list' | 'find'>;
  readonly conversations: Pick<Conversations, 'list' | 'byAddress' | 'thread'>;
  readonly services: Pick<Services, 'find'>;
  readonly outbox: Pick<Outbox, 'find'>;
  readonly telling: Talk['telling'];
  readonly texts: Pick<PlayedTexts, 'ofPhone'>;
  readonly mails: Pick<PlayedMails, 'list'>;
  readonly clock: Clock;
  readonly turning: Pick<ClockTurning, 'ahead' | 'next'>;
  /** False: texts go out by a real provider, and no phone is played. */
  readonly isPlayed: boolean;
}

export interface Phone {
  readonly number: string;
  /** As people write it. */
  readonly written: string;
  /** Of everybody who shares it. */
  readonly names: readonly string[];
  readonly contact: Contact;
}

/** A message that did not come through, or has to wait. */
export interface Withheld {
  readonly key: string;
  readonly at: Instant;
  readonly text: string;
  readonly state: 'waiting' | 'withheld';
  readonly reason: string;
}

export interface OfferCard {
  readonly offer: KeptOffer;
  readonly person: string;
  readonly service: string;
  /** What was said before it, the first word first. */
  readonly before: readonly KeptOffer[];
  /** The visit it led to, as it stands now. */
  readonly visit: Appointment | undefined;
  /** Times to suggest instead, nearest to what was wished for. */
  readonly others: readonly Instant[];
}

export interface QueueItem {
  readonly conversation: Conversation;
  readonly person: string;
  /** What was said last, the latest last. */
  readonly said: readonly { readonly key: string; readonly side: string; readonly text: string }[];
}

export interface ShownVisit {
  readonly appointment: Appointment;
  readonly person: string;
  readonly host: string;
}

export interface Scene {
  readonly now: Instant;
  readonly zone: Zone;
  readonly ahead: number;
  readonly next: Due | undefined;
  readonly organisation: string;
  readonly member: string;
  readonly isPlayed: boolean;
  readonly phones: readonly Phone[];
  readonly phone: Phone | undefined;
  readonly isOptedOut: boolean;
  readonly texts: readonly PlayedText[];
  readonly withheld: readonly Withheld[];
  readonly first: { readonly serviceId: ServiceId; readonly service: string; readonly starts: readonly Instant[] };
  readonly cards: readonly OfferCard[];
  readonly queue: readonly QueueItem[];
  readonly visits: readonly ShownVisit[];
  readonly waits: readonly string[];
  readonly mails: readonly PlayedMail[];
}

const COUNTRY = 'US';
const TEXTS = 60;
const CARDS = 5;
const MAILS = 6;
const VISITS = 10;
const ENTRIES = 30;
const SAID = 3;
const LOOKS_AHEAD = 60 * DAY;

/** Gathers what is there; it decides nothing and changes nothing. A list of short functions, and so longer than most. */
export function createScenes(parts: SceneParts) {
  const { cast, people, offers, appointments, conversations, services, outbox, telling, texts, mails, clock } = parts;
  const { id: organisationId, zone: written } = cast.organisation;
  const zone = written as Zone; // checked when the organisation was made

  async function listPhones(): Promise<readonly Phone[]> {
    const { items } = await people.list(organisationId, { limit: 100 });
    const phones = new Map<string, Phone>();
    for (const contact of items) {
      const number = contact.identities.find(({ channel }) => channel === 'sms')?.address;
      if (number === undefined || contact.mergedInto !== undefined) continue;
      const names = [...(phones.get(number)?.names ?? []), ...(contact.name === undefined ? [] : [contact.name])];
      // Stored as E.164, which the brand stands for.
      const shown = showPhone(number as PhoneNumber, COUNTRY);
      phones.set(number, { number, written: shown, names, contact: phones.get(number)?.contact ?? contact });
    }
    return [...phones.values()];
  }

  /** Messages of the thread that the phone has not shown, and why. */
  async function listWithheld(conversation: Conversation | undefined): Promise<readonly Withheld[]> {
    if (conversation === undefined) return [];
    const { items } = await conversations.thread(organisationId, conversation.id, { limit: ENTRIES });
    const looked = await Promise.all(
      items.map(async ({ key, at, text, message }): Promise<Withheld | undefined> => {
        const sent = message === undefined ? undefined : await outbox.find(organisationId, message);
        if (sent === undefined || sent.state === 'sent') return undefined;
        const isWaiting = sent.state === 'waiting';
        if (isWaiting && (sent.notBefore ?? 0) <= clock.now()) return undefined;
        const reason = isWaiting ? String(sent.notBefore) : (sent.failure?.reason ?? sent.state);
        return { key, at, text, state: isWaiting ? 'waiting' : 'withheld', reason };
      }),
    );
    return looked.filter((one) => one !== undefined).toReversed();
  }

  async function findStarts(near: Instant | undefined, without: readonly Instant[], serviceId: ServiceId) {
    const wanted = { organisationId, serviceId, hostId: cast.member.id, windows: [], near, zone, without };
    return (await offers.findTimes(wanted)).slots.map(({ start }) => start);
  }

  async function cardOf(offer: KeptOffer, known: ReadonlyMap<string, KeptOffer>): Promise<OfferCard> {
    const before: KeptOffer[] = [];
    for (let next = offer.answers; next !== undefined; ) {
      const found = known.get(next);
      if (found === undefined) break;
      before.unshift(found);
      next = found.answers;
    }
    const isAsked = offer.state.kind === 'pending' && offer.from === 'contact';
    const taken = [offer, ...before].flatMap(({ options }) => options.map(({ start }) => start));
    const [person, service, visit, others] = await Promise.all([
      telling.nameOf(organisationId, offer.contactId),
      services.find(organisationId, offer.serviceId),
      offer.state.kind === 'accepted' ? appointments.find(organisationId, offer.visitId) : undefined,
      isAsked ? findStarts(offer.wishes[0]?.start, taken, offer.serviceId) : [],
    ]);
    return { offer, person, service: service?.name ?? '', before, visit, others };
  }

  async function listCards(): Promise<readonly OfferCard[]> {
    const { items } = await offers.list(organisationId, {}, { limit: 30 });
    const known = new Map<string, KeptOffer>(items.map((offer) => [offer.id, offer]));
    const answered = new Set(items.flatMap(({ answers }) => answers ?? []));
    const latest = items.filter(({ id }) => !answered.has(id)).slice(0, CARDS);
    return await Promise.all(latest.map((offer) => cardOf(offer, known)));
  }

  async function listQueue(): Promise<readonly QueueItem[]> {
    const { items } = await conversations.list(organisationId, {}, { limit: 50 });
    const inHand = items.filter(({ handler, need }) => handler !== 'assistant' || need !== undefined);
    return await Promise.all(
      inHand.map(async (conversation) => {
        const thread = await conversations.thread(organisationId, conversation.id, { limit: 10 });
        const heard = thread.items.filter(({ side }) => side !== 'desk').slice(0, SAID);
        const said = heard.toReversed().map(({ key, side, text }) => ({ key, side, text }));
        return { conversation, person: await telling.nameOf(organisationId, conversation.contactId), said };
      }),
    );
  }

  async function listVisits(now: Instant): Promise<readonly ShownVisit[]> {
    const within = { start: now - DAY / 24, end: now + LOOKS_AHEAD };
    const statuses = ['requested', 'confirmed', 'in_progress'] as const;
    const { items } = await appointments.list(organisationId, { within, statuses }, { limit: VISITS });
    return await Promise.all(
      items.map(async (appointment) => {
        const { person, host } = await telling.visitOf(appointment);
        return { appointment, person, host: host.name };
      }),
    );
  }

  async function listWaits(phones: readonly Phone[]): Promise<readonly string[]> {
    const waiting = phones.flatMap(({ contact }) => (contact.waits ?? []).map((wait) => ({ contact, wait })));
    return await Promise.all(
      waiting.map(async ({ contact, wait }) => {
        const service = await services.find(organisationId, wait.serviceId);
        return `${contact.name ?? 'Somebody new'}: ${service?.name ?? 'a visit'}`;
      }),
    );
  }

  return async function gather(number: string | undefined): Promise<Scene> {
    const now = clock.now();
    const phones = await listPhones();
    const phone = phones.find((one) => one.number === number) ?? phones[0];
    const identity = phone && ({ channel: 'sms', address: phone.number } as const);
    const conversation = identity && (await conversations.byAddress(organisationId, 'sms', identity.address));
    const { serviceId } = cast;
    const [standing, played, withheld, starts, service, cards, queue, visits, waits, post, next] = await Promise.all([
      identity && people.standing(organisationId, identity),
      phone === undefined ? [] : texts.ofPhone(organisationId, phone.number, TEXTS),
      listWithheld(conversation),
      findStarts(undefined, [], serviceId),
      services.find(organisationId, serviceId),
      listCards(),
      listQueue(),
      listVisits(now),
      listWaits(phones),
      mails.list(organisationId, MAILS),
      parts.turning.next(),
    ]);
    return {
      ...{ now, zone, ahead: parts.turning.ahead(), next, isPlayed: parts.isPlayed },
      ...{ organisation: cast.organisation.name, member: cast.member.name },
      ...{ phones, phone, isOptedOut: standing?.state === 'opted_out', texts: played, withheld },
      first: { serviceId, service: service?.name ?? '', starts },
      ...{ cards, queue, visits, waits, mails: post },
    };
  };
}
