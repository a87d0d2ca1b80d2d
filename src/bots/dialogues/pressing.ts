import type { Action } from '../action.ts';
import { choose } from './answering.ts';
import { answerErrand } from './booking.ts';
import { answerInWords } from './intake.ts';
import { listName } from './kinds.ts';
import { takeDecline, takeOption, wishOtherTimes } from './offering.ts';
import { findPrompt, findSure } from './prompts.ts';
import { act, stay } from './speech.ts';
import type { Move } from './steps.ts';
import type { DialogueState, OfferedTimes, Prompt, Question, Scene, Visit } from './types.ts';
import { askSure, cancelForSure, changeVisit, confirmVisit, keepVisit, tellNoVisit } from './visiting.ts';

/**
 * A button is about exactly what its card showed, whatever is open now. Where the dialogue does not remember it any more, the
 * use-case does: the effect goes out all the same and its outcome says what had become of it.
 */
export function press(state: DialogueState, action: Action, scene: Scene): Move {
  switch (action.kind) {
    case 'accept': {
      const times = timesOf(state, action.offer);
      if (times !== undefined) return takeOption(state, times, action.option, scene);
      return act(state, { kind: 'accept_offer', offer: action.offer, option: action.option, answers: {} });
    }
    case 'decline': {
      const times = timesOf(state, action.offer);
      return times === undefined
        ? act(state, { kind: 'decline_offer', offer: action.offer })
        : takeDecline(state, times);
    }
    case 'suggest': {
      const times = timesOf(state, action.offer);
      if (times !== undefined) return wishOtherTimes(state, times, { windows: [], words: '' });
      return act(state, { kind: 'counter_offer', offer: action.offer, wishes: [], words: '' });
    }
    case 'confirm':
      return aboutVisit(state, action, scene, (visit) => confirmVisit(state, visit));
    case 'change':
      return aboutVisit(state, action, scene, (visit) => changeVisit(state, visit, []));
    case 'cancel':
      return aboutVisit(state, action, scene, (visit) => askSure(state, visit, scene));
    case 'cancel_yes':
      return aboutVisit(state, action, scene, (visit) =>
        // Only ever on the card that asks; where that question is no longer open, it is asked anew.
        findSure(state, visit.id) === undefined ? askSure(state, visit, scene) : cancelForSure(state, visit),
      );
    case 'keep':
      return aboutVisit(state, action, scene, (visit) => keepVisit(state, visit, scene));
    case 'pick':
      return pick(state, action, scene);
    case 'take_over':
    case 'give_back':
      // A member's buttons; in a contact's conversation they do nothing.
      return stay(state);
  }
}

function timesOf(state: DialogueState, offer: string): OfferedTimes | undefined {
  const prompts = [...state.settled.map(({ prompt }) => prompt), ...state.prompts];
  const found = prompts.findLast((prompt) => prompt.kind === 'offer' && prompt.times.offer === offer);
  return found?.kind === 'offer' ? found.times : undefined;
}

/** A visit of these people, as it stands now; or one that was spoken of here. */
function aboutVisit(
  state: DialogueState,
  { appointment }: { readonly appointment: string },
  scene: Scene,
  then: (visit: Visit) => Move,
): Move {
  const spokenOf = [...state.prompts, ...state.settled.map(({ prompt }) => prompt)].map(visitOf);
  const visit = [...scene.facts.visits, ...spokenOf].find((one) => one?.id === appointment);
  return visit === undefined ? tellNoVisit(state, scene) : then(visit);
}

const visitOf = (prompt: Prompt): Visit | undefined =>
  prompt.kind === 'visit' || prompt.kind === 'sure' ? prompt.visit : undefined;

const nameOf = (question: Question): string => (question.kind === 'service' ? listName(question) : question.kind);

function pick(state: DialogueState, { question, entry }: Extract<Action, { kind: 'pick' }>, scene: Scene): Move {
  const open = state.question;
  if (open !== undefined && open.kind !== 'intake' && nameOf(open) === question)
    return answerErrand(state, open, String(entry), scene) ?? stay(state);
  if (open?.kind === 'intake' && question === 'intake') return answerInWords(state, open, String(entry), scene);
  const choice = findPrompt(state, question);
  return choice?.kind === 'choice' ? choose(state, choice, entry, scene) : stay(state);
}
