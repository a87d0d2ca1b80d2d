// A small office in memory: it applies the effects of a dialogue by the rules of core, once per key, and hands back what came of
// them. It stands in for the use-cases and the store, so that dialogues can be told as conversations.

import { converse } from '../../src/bots/dialogues/converse.ts';
import type { Effect, KeyedEffect, Outcome } from '../../src/bots/dialogues/effects.ts';
import { asBefore, followLanguage } from '../../src/bots/dialogues/languages.ts';
import { FRESH_STATE } from '../../src/bots/dialogues/prompts.ts';
import type { Happening, Input, Step } from '../../src/bots/dialogues/steps.ts';
import type {
  DialogueState,
  Facts,
  Followed,
  OfferedTimes,
  Person,
  Scene,
  Service,
  Visit,
} from '../../src/bots/dialogues/types.ts';
import { asText } from '../../src/bots/fallback.ts';
import type { Message } from '../../src/bots/message.ts';
import { understand } from '../../src/bots/understanding/understand.ts';
import { createWords, type Reader } from '../../src/bots/words/words.ts';
import { expiryOf, moveOffer } from '../../src/core/offers/rules.ts';
import type { Offer, OfferId } from '../../src/core/offers/types.ts';
import type { AddressStanding, Locale } from '../../src/core/people/types.ts';
import { HOUR, MINUTE } from '../../src/core/time/types.ts';

/** Plain strings stand for the branded ids and zones of the service. */
export const named = <Branded extends string>(text: string): Branded => text as Branded;

export const MONDAY = Date.UTC(2026, 2, 2, 15);
const NEW_YORK: Reader = { locale: 'en', zone: named('America/New_York') };

export const maria: Person = { id: named('con_maria'), name: 'Maria' };
export const leo: Person = { id: named('con_leo'), name: 'Leo' };
export const ito = { id: named<Visit['host']['id']>('mem_ito'), name: 'Dr. Ito', ...NEW_YORK };
export const checkUp: Service = { id: named('svc_checkup'), name: 'Check-up', intake: [] };

const words = createWords();

interface OfficeOptions {
  readonly people?: readonly [Person, ...Person[]];
  readonly services?: readonly Service[];
  readonly reader?: Reader;
  /** Free starts at the beginning. */
  readonly free?: readonly number[];
}

export class Office {
  now = MONDAY;
  state: DialogueState = FRESH_STATE;
  readonly visits = new Map<string, Visit>();
  readonly confirmed = new Set<string>();
  readonly waitlist = new Set<string>();
  readonly offers = new Map<string, { offer: Offer; times: OfferedTimes; visit?: Visit }>();
  readonly applied = new Map<string, Outcome>();
  /** Every effect ever asked for, in order, with repetitions. */
  readonly asked: KeyedEffect[] = [];
  readonly sent: Message[] = [];
  readonly free: Set<number>;
  standing: AddressStanding | undefined;
  cancelDeadline = 0;
  moveDeadline = 0;
  acceptsWishes = false;
  people: readonly [Person, ...Person[]];
  services: readonly Service[];
  reader: Reader;
  private turns = 0;

  constructor(options: OfficeOptions = {}) {
    this.people = options.people ?? [maria];
    this.services = options.services ?? [checkUp];
    this.reader = options.reader ?? NEW_YORK;
    this.free = new Set(options.free ?? [24, 26, 48, 50, 72, 74].map((hours) => MONDAY + hours * HOUR));
  }

  /** A text comes in; what the contact reads back, messages parted by an empty line. */
  hears(text: string, more: Partial<Extract<Input, { kind: 'said' }>> = {}): string {
    return this.take({ kind: 'said', text, attachments: 0, ...more });
  }

  presses(action: Extract<Input, { kind: 'pressed' }>['action']): string {
    return this.take({ kind: 'pressed', action });
  }

  happens(event: Happening): string {
    return this.take({ kind: 'happened', event });
  }

  /** One turn to its end. `cause` given again is the same turn handled again after a crash. */
  take(input: Input, cause = this.nextCause()): string {
    const { state, messages } = this.handle(this.state, input, cause);
    this.state = state;
    this.sent.push(...messages);
    return messages
      .filter(({ to }) => to.kind === 'conversation')
      .map(({ body }) => asText(body))
      .join('\n\n');
  }

  nextCause(): string {
    this.turns += 1;
    return `trn_${this.turns}`;
  }

  handle(state: DialogueState, input: Input, cause: string): Step {
    const followed =
      input.kind === 'said'
        ? followLanguage(state, input.text, this.reader.locale)
        : asBefore(state.spoken, this.reader.locale);
    let step = converse(state, input, this.scene(cause, followed));
    const messages = [...step.messages];
    for (let round = 1; step.effects.length > 0; round += 1) {
      if (round > 4) throw new Error('the dialogue goes round in circles');
      const outcomes = step.effects.map((effect) => this.apply(effect));
      step = converse(step.state, { kind: 'came_of_it', outcomes, round }, this.scene(cause, followed));
      messages.push(...step.messages);
    }
    return { ...step, messages };
  }

  private scene(cause: string, followed: Followed): Scene {
    const facts: Facts = {
      now: this.now,
      cause,
      conversation: named('cnv_1'),
      organisation: { name: 'Hill Clinic', phone: '(415) 555-0100' },
      people: this.people,
      visits: [...this.visits.values()].filter(({ start }) => start > this.now).toSorted((a, b) => a.start - b.start),
      services: this.services,
      ...(this.standing === undefined ? {} : { standing: this.standing }),
    };
    const { now } = this;
    const reader: Reader = { ...this.reader, locale: followed.locale };
    return {
      facts,
      followed,
      words: words(reader),
      wordsFor: words,
      understand: (text, prompts) => understand({ text, prompts, now, ...reader }),
    };
  }

  private apply(effect: KeyedEffect): Outcome {
    this.asked.push(effect);
    const before = this.applied.get(effect.key);
    if (before !== undefined) return before;
    const outcome = this.carryOut(effect, effect.key);
    this.applied.set(effect.key, outcome);
    return outcome;
  }

  private carryOut(of: Effect, key: string): Outcome {
    switch (of.kind) {
      case 'accept_offer':
        return this.accept(of, key);
      case 'decline_offer':
      case 'counter_offer':
      case 'hold_option':
        return this.answerOffer(of, key);
      case 'look_again':
        return this.look(of);
      case 'find_times':
        return this.find(of, key);
      case 'confirm_visit':
      case 'cancel_visit':
      case 'report_late':
        return this.aboutVisit(of);
      case 'join_waitlist': {
        const was = this.waitlist.has(of.contactId);
        this.waitlist.add(of.contactId);
        return {
          kind: of.kind,
          of,
          person: this.nameOf(of.contactId),
          result: { kind: was ? 'joined_before' : 'joined' },
        };
      }
      case 'leave_waitlist': {
        const was = this.waitlist.delete(of.contactId);
        return { kind: of.kind, of, person: this.nameOf(of.contactId), result: { kind: was ? 'left' : 'left_before' } };
      }
      case 'name_contact': {
        const [first, ...others] = this.people.map((one) =>
          one.id === of.contactId ? { ...one, name: of.name } : one,
        );
        if (first !== undefined) this.people = [first, ...others];
        return { kind: 'done', of };
      }
      case 'opt_out':
        this.standing = { state: 'opted_out', since: this.now, source: of.source };
        return { kind: 'done', of };
      case 'opt_in':
        this.standing = { state: 'open', since: this.now, source: 'keyword' };
        return { kind: 'done', of };
      case 'keep_answers':
        return { kind: 'done', of };
      case 'keep_language':
        this.reader = { ...this.reader, locale: of.locale };
        return { kind: 'done', of };
      case 'call_human':
        return { kind: 'done', of };
    }
  }

  private accept(of: Extract<Effect, { kind: 'accept_offer' }>, cause: string): Outcome {
    const known = this.offers.get(of.offer);
    if (known === undefined) return { kind: 'unknown_subject', of };
    const { offer, times, visit } = known;
    const moved = moveOffer(offer, { kind: 'accept', option: of.option, decision: this.decision(cause) });
    if (!moved.ok) return { kind: of.kind, of, times, result: this.endOf(moved.reason, visit) };
    if (moved.value.again && visit !== undefined)
      return { kind: of.kind, of, times, result: { kind: 'booked', visit, moved: times.reschedules !== undefined } };
    const start = times.starts[of.option - 1] ?? 0;
    if (!this.free.has(start)) return { kind: of.kind, of, times, result: { kind: 'gone' } };
    const booked = this.book(times, start);
    this.offers.set(of.offer, { offer: moved.value.offer, times, visit: booked });
    return {
      kind: of.kind,
      of,
      times,
      result: { kind: 'booked', visit: booked, moved: times.reschedules !== undefined },
    };
  }

  private book(times: OfferedTimes, start: number): Visit {
    this.free.delete(start);
    const old = times.reschedules === undefined ? undefined : this.visits.get(times.reschedules.id);
    if (old !== undefined) this.free.add(old.start);
    const { contactId, person, serviceId, service, host, minutes } = times;
    const id = old?.id ?? named<Visit['id']>(`apt_${this.visits.size + 1}`);
    const visit: Visit = { id, contactId, person, serviceId, service, host, start, minutes, status: 'confirmed' };
    this.visits.set(id, visit);
    return visit;
  }

  private answerOffer(
    of: Extract<Effect, { kind: 'decline_offer' | 'counter_offer' | 'hold_option' }>,
    cause: string,
  ): Outcome {
    const known = this.offers.get(of.offer);
    if (known === undefined) return { kind: 'unknown_subject', of };
    const { offer, times, visit } = known;
    const decision = this.decision(cause);
    if (of.kind === 'hold_option') {
      const tried = moveOffer(offer, { kind: 'accept', option: of.option, decision });
      if (!tried.ok) return { kind: of.kind, of, times, result: this.endOf(tried.reason, visit) };
      return {
        kind: of.kind,
        of,
        times,
        result: { kind: this.free.has(times.starts[of.option - 1] ?? 0) ? 'held' : 'gone' },
      };
    }
    if (of.kind === 'decline_offer') {
      const declined = moveOffer(offer, { kind: 'decline', decision });
      if (!declined.ok) return { kind: of.kind, of, times, result: this.endOf(declined.reason, visit) };
      this.offers.set(of.offer, { offer: declined.value.offer, times });
      return { kind: of.kind, of, times, result: { kind: 'declined' } };
    }
    const counterId = named<OfferId>(`${offer.id}_counter`);
    const countered = moveOffer(offer, { kind: 'counter', counterId, decision });
    if (!countered.ok) return { kind: of.kind, of, times, result: this.endOf(countered.reason, visit) };
    this.offers.set(of.offer, { offer: countered.value.offer, times });
    const starts = [...this.free].filter((start) => of.wishes.some(({ from, to }) => from <= start && start <= to));
    const [first] = starts;
    if (this.acceptsWishes && first !== undefined)
      return { kind: of.kind, of, times, result: { kind: 'booked', visit: this.book(times, first), moved: false } };
    return { kind: of.kind, of, times, result: { kind: 'sent', counter: counterId, starts } };
  }

  private look(of: Extract<Effect, { kind: 'look_again' }>): Outcome {
    const known = this.offers.get(of.offer);
    if (known === undefined) return { kind: 'unknown_subject', of };
    const { times, offer } = known;
    const { kind } = offer.state;
    if (kind !== 'pending') return { kind: of.kind, of, times, result: { kind: kind === 'accepted' ? 'open' : kind } };
    const numbers = times.starts.flatMap((start, index) => (this.free.has(start) ? [index + 1] : []));
    if (numbers.length === 0) return { kind: of.kind, of, times, result: { kind: 'none_left' } };
    const starts = times.starts.filter((start) => this.free.has(start));
    const left = numbers.length === times.starts.length ? times : { ...times, starts, numbers };
    return { kind: of.kind, of, times: left, result: { kind: 'open' } };
  }

  private endOf(reason: string, visit: Visit | undefined) {
    if (reason === 'already_accepted' && visit !== undefined) return { kind: 'booked_before', visit } as const;
    if (reason === 'already_declined') return { kind: 'declined' } as const;
    if (reason === 'already_countered') return { kind: 'countered' } as const;
    return reason === 'expired' ? ({ kind: 'expired' } as const) : ({ kind: 'cancelled' } as const);
  }

  private find(of: Extract<Effect, { kind: 'find_times' }>, key: string): Outcome {
    const fitting = [...this.free].filter((start) => of.wishes.some(({ from, to }) => from <= start && start <= to));
    const pool = fitting.length > 0 ? fitting : [...this.free].filter((start) => start > this.now);
    const starts = pool.toSorted((a, b) => a - b).slice(0, 3);
    const reschedules = of.reschedules === undefined ? undefined : this.visits.get(of.reschedules);
    const rest = reschedules === undefined ? {} : { reschedules };
    if (reschedules !== undefined && reschedules.start - this.now < this.moveDeadline)
      return { kind: of.kind, of, result: { kind: 'bound', visit: reschedules } };
    if (starts.length === 0)
      return { kind: of.kind, of, result: { kind: 'none', person: this.nameOf(of.contactId), ...rest } };
    const times = this.putOnTable({
      offer: named(`ofr_${key}`),
      contactId: of.contactId,
      starts,
      origin: 'assistant',
      ...rest,
      ...(of.answers === undefined ? {} : { answers: of.answers }),
    });
    return { kind: of.kind, of, result: { kind: 'found', times, fits: of.wishes.length === 0 || fitting.length > 0 } };
  }

  /** Writes an offer down as if somebody had made it. */
  putOnTable(more: Partial<OfferedTimes> & Pick<OfferedTimes, 'starts' | 'origin'>): OfferedTimes {
    const contactId = more.contactId ?? maria.id;
    const times: OfferedTimes = {
      offer: named(`ofr_${this.offers.size + 1}`),
      contactId,
      person: this.nameOf(contactId),
      serviceId: checkUp.id,
      service: checkUp.name,
      host: ito,
      minutes: 30,
      expiresAt: expiryOf(this.now, more.starts),
      ...more,
    };
    const offer: Offer = {
      id: named(times.offer),
      organisationId: named('org_1'),
      conversationId: named('cnv_1'),
      contactId,
      serviceId: times.serviceId,
      kind: 'offer',
      from: 'organisation',
      memberId: ito.id,
      options: times.starts.map((start) => ({ start, end: start + 30 * MINUTE, hostId: ito.id })),
      wishes: [],
      hold: 'none',
      offeredAt: this.now,
      expiresAt: times.expiresAt,
      state: { kind: 'pending' },
    };
    this.offers.set(times.offer, { offer, times });
    return times;
  }

  private aboutVisit(of: Extract<Effect, { kind: 'confirm_visit' | 'cancel_visit' | 'report_late' }>): Outcome {
    const visit = this.visits.get(of.appointment);
    if (visit === undefined) return { kind: 'unknown_subject', of };
    if (of.kind === 'confirm_visit') {
      this.confirmed.add(visit.id);
      return { kind: of.kind, of, visit, result: { kind: 'confirmed' } };
    }
    if (of.kind === 'report_late') return { kind: of.kind, of, visit, result: { kind: 'told' } };
    if (visit.start - this.now < this.cancelDeadline) return { kind: of.kind, of, visit, result: { kind: 'too_late' } };
    this.visits.delete(visit.id);
    return { kind: of.kind, of, visit, result: { kind: 'cancelled' } };
  }

  /** A visit that is in the books already. */
  hasBooked(person: Person, hours: number): Visit {
    const id = named<Visit['id']>(`apt_${this.visits.size + 1}`);
    const visit: Visit = {
      id,
      contactId: person.id,
      person: person.name ?? '',
      serviceId: checkUp.id,
      service: checkUp.name,
      host: ito,
      start: MONDAY + hours * HOUR,
      minutes: 30,
      status: 'confirmed',
    };
    this.visits.set(id, visit);
    return visit;
  }

  private decision = (cause: string) => ({ by: 'contact', at: this.now, cause }) as const;

  private nameOf = (id: string): string => this.people.find((person) => person.id === id)?.name ?? '';
}

/** Another reader than the New Yorker. */
export const reading = (locale: Locale, zone: string): Reader => ({ locale, zone: named(zone) });
