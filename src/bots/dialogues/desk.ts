import type { OfferId } from '../../core/offers/types.ts';
import type { Instant } from '../../core/time/types.ts';
import type { Body, Choice } from '../message.ts';
import type { Words } from '../words/words.ts';
import type { Draft } from './steps.ts';
import type { OfferedTimes, Scene, Visit } from './types.ts';

// The member's side of the table: what they are shown of a conversation and told after they pressed.

/** A counter-offer of a contact: Accept / Other times / No, each one press. */
export function wishCard(
  times: OfferedTimes,
  counter: { readonly counter: OfferId; readonly starts: readonly Instant[] },
  wish: string,
  scene: Scene,
): Draft {
  const { facts } = scene;
  const words = scene.wordsFor(times.host);
  const offer = counter.counter;
  const options = counter.starts.map(
    (start, index): Choice => ({
      label: `${words.say('button.accept')}: ${words.when(start, facts.now, times.place)}`,
      action: { kind: 'accept', offer, option: index + 1 },
      style: 'primary',
    }),
  );
  const text = words.say('desk.wish', {
    name: times.person,
    service: times.service,
    wish: wish === '' ? words.say('button.other_times') : quoted(wish),
  });
  const buttons: Choice[] = [
    { label: words.say('button.other_times'), action: { kind: 'suggest', offer } },
    { label: words.say('button.decline'), action: { kind: 'decline', offer } },
  ];
  return {
    to: { kind: 'member', id: times.host.id },
    purpose: 'care',
    occasion: 'planned',
    about: { kind: 'offer', id: offer },
    body: { kind: 'options', text, options, hint: '', buttons },
  };
}

const LONGEST_QUOTE = 200;

/** In one line, and short enough that the buttons stay in sight. */
const quoted = (wish: string): string => {
  const line = wish.replace(/\s+/g, ' ').trim();
  return `"${line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}...` : line}"`;
};

/** What a member is told after their press was carried out. */
export type DeskOutcome =
  | { readonly kind: 'booked'; readonly visit: Visit }
  | { readonly kind: 'refused'; readonly person: string }
  | { readonly kind: 'taken' | 'given'; readonly person: string | undefined; readonly conversation: string };

export function tellMember(outcome: DeskOutcome, words: Words, now: Instant): Body {
  switch (outcome.kind) {
    case 'booked': {
      const { person: name, service, start, place } = outcome.visit;
      return {
        kind: 'notice',
        tone: 'good',
        text: words.say('desk.booked', { name, service, when: words.when(start, now, place) }),
      };
    }
    case 'refused':
      return { kind: 'notice', tone: 'neutral', text: words.say('desk.refused', { name: outcome.person }) };
    case 'taken': {
      const text = words.say('desk.taken', { name: outcome.person ?? words.say('desk.unnamed') });
      const giveBack = { kind: 'give_back', conversation: outcome.conversation } as const;
      const options: Choice[] = [{ label: words.say('button.give_back'), action: giveBack }];
      return { kind: 'options', text, options, hint: '', buttons: [] };
    }
    case 'given': {
      const name = outcome.person ?? words.say('desk.unnamed');
      return { kind: 'notice', tone: 'neutral', text: words.say('desk.given', { name }) };
    }
  }
}
