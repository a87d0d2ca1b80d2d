import type { Understood } from '../understanding/types.ts';
import { asAsked, findPrompt } from './prompts.ts';
import type { DialogueState, Prompt, Scene } from './types.ts';

/**
 * What a text means, given the questions that are open. When none is, the last one that was decided may still be answered: "2"
 * sent twice, "yes" after a yes, "2" to times that have expired. Its answer changes nothing, but it is an answer.
 */
export function hear(
  state: DialogueState,
  text: string,
  { understand }: Scene,
): { understood: Understood; answered: Prompt | undefined } {
  const open = understand(text, state.prompts.map(asAsked));
  if (open.intent !== 'clarify' || state.prompts.length > 0)
    return { understood: open, answered: findPrompt(state, open.prompt) };
  const last = state.settled.at(-1);
  if (last === undefined || last.prompt.kind === 'sure') return { understood: open, answered: undefined };
  const late = understand(text, [asAsked(last.prompt)]);
  const isAnswer = ['accept', 'confirm', 'decline', 'counter', 'reschedule'].includes(late.intent);
  return isAnswer ? { understood: late, answered: last.prompt } : { understood: open, answered: undefined };
}
