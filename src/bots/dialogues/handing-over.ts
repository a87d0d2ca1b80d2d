import type { WhyUnread } from '../../core/delivery/types.ts';
import type { Words } from '../words/words.ts';
import type { HumanReason } from './effects.ts';
import { FRESH_STATE, withoutQuestion } from './prompts.ts';
import { remark, say, stay } from './speech.ts';
import type { Draft, Move } from './steps.ts';
import type { DialogueState, Scene } from './types.ts';

/** Puts the conversation into the "needs a human" queue; until somebody comes, the assistant goes on with what it understands. */
export function callHuman(state: DialogueState, reason: HumanReason, reply: string, told: string, scene: Scene): Move {
  return {
    state: { ...withoutQuestion(state), unsure: 0, handler: 'waiting' },
    effects: [{ kind: 'call_human', reason }],
    drafts: [remark(reply), needCard(told, scene)],
  };
}

/** What the members see: who, why, and one press to answer. */
export function needCard(reason: string, { facts, words }: Scene): Draft {
  const text = words.say('desk.needs_human', { name: nameOf(facts.people[0].name, words), reason });
  return {
    to: { kind: 'desk' },
    purpose: 'care',
    occasion: 'reply',
    body: {
      kind: 'options',
      text,
      options: [
        {
          label: words.say('button.take_over'),
          action: { kind: 'take_over', conversation: facts.conversation },
          style: 'primary',
        },
      ],
      hint: '',
      buttons: [],
    },
  };
}

/** Somebody who never told a name still has to be spoken of. */
const nameOf = (name: string | undefined, words: Words): string => name ?? words.say('desk.unnamed');

/** A second question while a member is on the way needs no second word. */
export const handQuestion = (state: DialogueState, scene: Scene): Move =>
  state.handler === 'waiting'
    ? stay(state)
    : callHuman(state, 'question', scene.words.say('human.question'), scene.words.say('desk.question'), scene);

export const giveUp = (state: DialogueState, scene: Scene): Move =>
  callHuman(state, 'unsure', scene.words.say('human.unsure'), scene.words.say('desk.unsure'), scene);

/** After the last try of a turn: the person is told that somebody looks, never left without a word. */
export const afterFailure = (state: DialogueState, scene: Scene): Move =>
  callHuman(state, 'failed', scene.words.say('human.unsure'), scene.words.say('desk.failed'), scene);

/**
 * Nobody is written to about it: what could not be sent then would not be news now. Its questions stay open, for a member may have
 * said them on the telephone. Whoever said STOP is known not to read.
 */
export function afterUnsent(state: DialogueState, why: WhyUnread, scene: Scene): Move {
  if (scene.facts.standing?.state === 'opted_out') return stay(state);
  const card = needCard(scene.words.say(why === 'too_late' ? 'desk.unsent_late' : 'desk.unsent_failed'), scene);
  if (state.handler !== 'assistant') return say(state, card);
  return {
    state: { ...state, handler: 'waiting' },
    effects: [{ kind: 'call_human', reason: 'unsent' }],
    drafts: [card],
  };
}

export const fallSilent = (state: DialogueState): Move =>
  stay({ ...withoutQuestion(state), handler: 'member', unsure: 0 });

export function speakAgain(state: DialogueState, { words }: Scene): Move {
  const next: DialogueState = { ...state, handler: FRESH_STATE.handler, unsure: 0 };
  return state.handler === 'member' ? say(next, remark(words.say('human.back'))) : stay(next);
}
