import type { Understood } from '../understanding/types.ts';
import { asAsked, findPrompt } from './prompts.ts';
import type { DialogueState, Prompt, Scene } from './types.ts';

/** What was understood, and the prompt it answers: an open one, or the last that was decided. */
export interface Heard {
  readonly understood: Understood;
  readonly answered: Prompt | undefined;
}

/**
 * What a text means, given the questions that are open. When none is, the last one that was decided may still be answered: "2"
 * sent twice, "yes" after a yes, "2" to times that have expired. Its answer changes nothing, but it is an answer.
 */
export function hear(state: DialogueState, text: string, { understand }: Scene): Heard {
  const prompts = answerable(state);
  const open = understand(text, prompts.map(asAsked));
  const isOver = prompts.length === 0 && state.question === undefined && open.intent === 'clarify';
  const last = isOver ? state.settled.at(-1) : undefined;
  if (last === undefined || last.prompt.kind === 'sure')
    return { understood: open, answered: findPrompt(state, open.prompt) };
  const late = understand(text, [asAsked(last.prompt)]);
  const isAnswer = ['accept', 'confirm', 'decline', 'counter', 'reschedule'].includes(late.intent);
  return isAnswer ? { understood: late, answered: last.prompt } : { understood: open, answered: undefined };
}

/** While the questions before a booking are asked, its time is picked already: what is said answers them, not the offer. */
function answerable({ prompts, question }: DialogueState): readonly Prompt[] {
  if (question?.kind !== 'intake') return prompts;
  return prompts.filter((prompt) => prompt.kind !== 'offer' || prompt.times.offer !== question.times.offer);
}
