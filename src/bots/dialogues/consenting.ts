import type { ConsentDecision } from '../../core/people/consent.ts';
import { repeatQuestions } from './choosing.ts';
import { withoutQuestion } from './prompts.ts';
import { remark, say, stay } from './speech.ts';
import type { Draft, Move } from './steps.ts';
import type { DialogueState, Scene } from './types.ts';

/** What a decision about consent does and says. Undefined: it was none, the turn goes on. */
export function answerConsent(
  state: DialogueState,
  decision: ConsentDecision,
  text: string,
  scene: Scene,
): Move | undefined {
  switch (decision.kind) {
    case 'pass':
      return undefined;
    case 'keep_silent':
      return stay(state);
    case 'opt_out':
      return optOut(state, decision, text, scene);
    case 'opt_in':
      return optIn(state, decision, text, scene);
    case 'help':
      return decision.answer ? say(state, aboutConsent(helpText(scene))) : stay(state);
  }
}

/** Answers about consent itself go out whatever the standing: the law asks for the one confirmation, and HELP for an answer. */
const aboutConsent = (text: string): Draft => ({ ...remark(text), answersConsent: true });

function optOut(
  state: DialogueState,
  { source, confirm }: Extract<ConsentDecision, { kind: 'opt_out' }>,
  text: string,
  { facts, words }: Scene,
): Move {
  const { name: organisation } = facts.organisation;
  // A wish in other words than the keyword was read, not obeyed letter by letter: the answer says how it was understood.
  const told =
    source === 'plain_wish'
      ? words.say('consent.wish', { organisation })
      : words.say('consent.stopped', { organisation });
  return {
    state: { ...withoutQuestion(state), unsure: 0 },
    effects: [{ kind: 'opt_out', source, words: text }],
    drafts: confirm ? [aboutConsent(told)] : [],
  };
}

function optIn(
  state: DialogueState,
  { confirm, repeatQuestions: repeats }: Extract<ConsentDecision, { kind: 'opt_in' }>,
  text: string,
  scene: Scene,
): Move {
  const { name: organisation } = scene.facts.organisation;
  const welcome = confirm ? [aboutConsent(scene.words.say('consent.started', { organisation }))] : [];
  const again = repeats ? repeatQuestions(state, scene) : stay(state);
  return {
    state: again.state,
    effects: [{ kind: 'opt_in', words: text }, ...again.effects],
    drafts: [...welcome, ...again.drafts],
  };
}

function helpText({ facts, words }: Scene): string {
  const { name: organisation, phone } = facts.organisation;
  return phone === undefined
    ? words.say('consent.help_short', { organisation })
    : words.say('consent.help', { organisation, phone });
}
