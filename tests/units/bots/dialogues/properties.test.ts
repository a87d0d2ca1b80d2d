import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { asAsked } from '../../../../src/bots/dialogues/prompts.ts';
import type { Input } from '../../../../src/bots/dialogues/steps.ts';
import type { Prompt, SettledPrompt } from '../../../../src/bots/dialogues/types.ts';
import { asText } from '../../../../src/bots/fallback.ts';
import { LOCALES } from '../../../../src/core/people/types.ts';
import { DAY, HOUR, MINUTE } from '../../../../src/core/time/types.ts';
import { leo, MONDAY, maria, Office, reading } from '../../../support/office.ts';

// Any sequence of what can happen to a conversation: texts of every kind, presses on anything ever shown, events, time that passes.

type Deed = (office: Office) => void;

const texts = [
  ...[
    'yes',
    'no',
    '1',
    '2',
    'B',
    'the last one',
    'Leo',
    'Maria',
    'ok',
    '👍',
    'thanks',
    'either works',
    'purple elephants',
  ],
  ...[
    'please cancel my appointment',
    'cancel',
    'CANCEL IT',
    "don't cancel, I'll be there",
    'I might have to cancel',
    'keep it',
  ],
  ...[
    'Thursday after 3?',
    'can I come in next week?',
    'I need an appointment',
    "I can't make it",
    'running 15 min late',
  ],
  ...[
    'put me on the waitlist',
    'take me off the waitlist',
    'STOP',
    'START',
    'HELP',
    'stop texting me',
    'what does it cost?',
  ],
  ...[
    'Loved “Reply YES to confirm”',
    '',
    'yes for Leo',
    "cancel Leo's visit please",
    '<b>yes</b>',
    'no, move it to Friday',
  ],
];

const said = fc.constantFrom(...texts).map(
  (text): Deed =>
    (office) =>
      void office.hears(text),
);

/** A text that names the code of an open question, as our own texts ask for. */
const saidWithCode = fc.tuple(fc.constantFrom('yes', 'no', '1', '2', 'cancel'), fc.nat(5)).map(
  ([word, at]): Deed =>
    (office) => {
      const code = office.state.prompts[at % Math.max(1, office.state.prompts.length)]?.code ?? 'Q9';
      office.hears(`${word} ${code}`);
    },
);

/** A press on any button of any message ever sent, however old. */
const pressed = fc.tuple(fc.nat(200), fc.nat(20)).map(
  ([message, button]): Deed =>
    (office) => {
      const { body } = office.sent[message % Math.max(1, office.sent.length)] ?? {};
      if (body?.kind !== 'options' && body?.kind !== 'appointment') return;
      const choices = body.kind === 'options' ? [...body.options, ...body.buttons] : body.buttons;
      const choice = choices[button % Math.max(1, choices.length)];
      if (choice !== undefined) office.presses(choice.action);
    },
);

const happened = fc
  .tuple(fc.constantFrom('offer', 'waitlist', 'confirm', 'gone', 'expire', 'member', 'back'), fc.nat(9))
  .map(
    ([what, seed]): Deed =>
      (office) => {
        const person = seed % 2 === 0 ? maria : leo;
        const visit = [...office.visits.values()][seed % Math.max(1, office.visits.size)];
        const offered = [...office.offers.values()][seed % Math.max(1, office.offers.size)]?.times;
        const starts = [...office.free].filter((start) => start > office.now).slice(0, 1 + (seed % 3));
        if ((what === 'offer' || what === 'waitlist') && starts.length > 0) {
          const origin = what === 'offer' ? 'member' : 'waitlist';
          office.happens({ kind: 'offer_made', times: office.putOnTable({ starts, origin, contactId: person.id }) });
        }
        if (what === 'confirm' && visit !== undefined) office.happens({ kind: 'confirmation_due', visit });
        if (what === 'gone') for (const start of starts.slice(0, 1)) office.free.delete(start);
        if (what === 'expire' && offered !== undefined && office.now >= offered.expiresAt)
          office.happens({ kind: 'offer_ended', times: offered, how: 'expired' });
        if (what === 'member') office.happens({ kind: 'member_took_over' });
        if (what === 'back') office.happens({ kind: 'member_gave_back' });
      },
  );

const later = fc.constantFrom(MINUTE, HOUR, 5 * HOUR, DAY).map(
  (span): Deed =>
    (office) => {
      office.now += span;
    },
);

const deeds = fc.array(fc.oneof({ weight: 5, arbitrary: said }, saidWithCode, pressed, happened, later), {
  maxLength: 25,
});

function openOffice(reader = reading('en', 'America/New_York')): Office {
  const office = new Office({
    reader,
    people: [maria, leo],
    free: Array.from({ length: 20 }, (_, index) => MONDAY + DAY + index * 7 * HOUR),
  });
  office.hasBooked(maria, 30);
  office.hasBooked(leo, 54);
  return office;
}

const sureOf = (prompts: readonly Prompt[]): string[] =>
  prompts.flatMap((prompt) => (prompt.kind === 'sure' ? [prompt.visit.id] : []));

const saysYes = (input: Input): boolean =>
  input.kind === 'said'
    ? /^(yes|ok|👍|(please )?cancel\b.*)( \w\d)?$/i.test(input.text)
    : input.kind === 'pressed' && ['cancel_yes', 'pick'].includes(input.action.kind);

/** Said now, or before the question which one was meant. */
const wishesToCancel = (input: Input, prompts: readonly Prompt[]): boolean =>
  prompts.some((prompt) => prompt.kind === 'choice' && /cancel/i.test(prompt.text)) ||
  (input.kind === 'said' && /cancel/i.test(input.text)) ||
  (input.kind === 'pressed' && ['cancel', 'cancel_yes'].includes(input.action.kind));

const RUNS = { numRuns: 150 };

describe('whatever happens in whatever order', () => {
  test('a visit is lost only to a yes right after "are you sure", and that is only asked of who wished to cancel', () => {
    fc.assert(
      fc.property(deeds, (sequence) => {
        const office = openOffice();
        const take = office.take.bind(office);
        office.take = (input: Input, cause?: string) => {
          const before = { prompts: office.state.prompts, visits: [...office.visits.keys()] };
          const told = take(input, cause);
          const lost = before.visits.filter((id) => !office.visits.has(id));
          if (lost.length > 0) {
            expect(lost).toHaveLength(1);
            expect(sureOf(before.prompts)).toEqual(expect.arrayContaining(lost));
            expect(saysYes(input)).toBe(true);
          }
          const asked = sureOf(office.state.prompts).filter((id) => !sureOf(before.prompts).includes(id));
          if (asked.length > 0) expect(wishesToCancel(input, before.prompts)).toBe(true);
          return told;
        };
        for (const deed of sequence) deed(office);
      }),
      RUNS,
    );
  });

  test('a visit is never double booked, and an offer is never decided twice', () => {
    fc.assert(
      fc.property(deeds, (sequence) => {
        const office = openOffice();
        const decided = new Map<string, unknown>();
        for (const deed of sequence) {
          deed(office);
          const starts = [...office.visits.values()].map(({ start }) => start);
          expect(new Set(starts).size).toBe(starts.length);
          for (const [id, { offer }] of office.offers) {
            if (decided.has(id)) expect(offer.state).toEqual(decided.get(id));
            else if (offer.state.kind !== 'pending') decided.set(id, offer.state);
          }
        }
      }),
      RUNS,
    );
  });

  test('a prompt that was decided stays decided the way it was, until its code is long forgotten', () => {
    fc.assert(
      fc.property(deeds, (sequence) => {
        const office = openOffice();
        let before: readonly SettledPrompt[] = [];
        for (const deed of sequence) {
          deed(office);
          const { settled } = office.state;
          const kept = before.slice(-settled.length).filter((one) => settled.includes(one));
          expect(settled.slice(0, kept.length)).toEqual(kept);
          before = settled;
        }
      }),
      RUNS,
    );
  });

  test('open prompts have codes of their own, unlike those just decided and without letters that look alike', () => {
    fc.assert(
      fc.property(deeds, (sequence) => {
        const office = openOffice();
        for (const deed of sequence) {
          deed(office);
          const codes = office.state.prompts.map(({ code }) => code);
          expect(new Set(codes).size).toBe(codes.length);
          for (const code of codes) expect(code).toMatch(/^[ACEFHJKMNPRTWXY][34679]$/);
          const remembered = office.state.settled.map(({ prompt }) => prompt.code);
          expect(codes.filter((code) => remembered.includes(code))).toEqual([]);
        }
      }),
      RUNS,
    );
  });

  test('the state stays sound: at most one choice, something of it open, memory bounded, and it is plain data', () => {
    fc.assert(
      fc.property(deeds, (sequence) => {
        const office = openOffice();
        for (const deed of sequence) {
          deed(office);
          const { prompts, settled, unsure } = office.state;
          const choices = prompts.filter((prompt) => prompt.kind === 'choice');
          expect(choices.length).toBeLessThanOrEqual(1);
          const codes = prompts.map(({ code }) => code);
          for (const choice of choices) expect(choice.choices.some((code) => codes.includes(code))).toBe(true);
          expect(
            prompts.filter((prompt) => prompt.kind === 'visit' && prompt.listed).length === 0 || choices.length === 1,
          ).toBe(true);
          expect(settled.length).toBeLessThanOrEqual(20);
          expect(unsure).toBeLessThanOrEqual(2);
          expect(JSON.parse(JSON.stringify(office.state))).toEqual(office.state);
          expect(prompts.map(asAsked)).toHaveLength(prompts.length);
        }
      }),
      RUNS,
    );
  });

  test('every message has a key of its own and says something, in every language; a member who writes is never talked over', () => {
    fc.assert(
      fc.property(deeds, fc.constantFrom(...LOCALES), (sequence, locale) => {
        const office = openOffice(reading(locale, 'Europe/Berlin'));
        for (const deed of sequence) deed(office);
        const keys = office.sent.map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
        for (const { body } of office.sent) {
          expect(asText(body).trim()).not.toBe('');
          expect(asText(body)).not.toMatch(/\{\{|undefined|NaN|\bnull\b/);
        }
        office.happens({ kind: 'member_took_over' });
        expect(office.hears('1')).toBe('');
      }),
      RUNS,
    );
  });
});
