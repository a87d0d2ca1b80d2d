import type { OutcomeOf } from './effects.ts';
import { offerFresh, offerOthers, putOffer, tellBookedBefore } from './offering.ts';
import { act, offerCard, say, stay, timesParams, visitLine } from './speech.ts';
import type { Move } from './steps.ts';
import type { DialogueState, OfferedTimes, OfferPrompt, Scene } from './types.ts';

// A list of times that is told once more names only what can still be had; where nothing is left, fresh times follow.

export const listAgain = (state: DialogueState, { times }: OfferPrompt): Move =>
  act(state, { kind: 'look_again', offer: times.offer });

export function afterLook(state: DialogueState, { times, result }: OutcomeOf<'look_again'>, scene: Scene): Move {
  switch (result.kind) {
    case 'open': {
      const prompt = openFor(state, times);
      if (prompt === undefined) return stay(state);
      const asked = { ...prompt, times };
      const next = { ...state, prompts: state.prompts.map((one) => (one === prompt ? asked : one)) };
      return say(next, offerCard(scene.words.say('offer.again', { name: times.person }), asked, next, scene));
    }
    case 'none_left':
      return offerOthers(state, times, 'closed', scene);
    case 'booked_before':
      return tellBookedBefore(state, times, result.visit, scene);
    default:
      return offerFresh(state, times, result.kind, undefined, scene);
  }
}

/** They never read the first list, so they are not told that anything is gone. */
export function listRest(
  state: DialogueState,
  { times, isAnyLeft }: { readonly times: OfferedTimes; readonly isAnyLeft: boolean },
  scene: Scene,
): Move {
  if (openFor(state, times) === undefined) return stay(state);
  if (!isAnyLeft) return offerOthers(state, times, times.reschedules === undefined ? 'asked' : 'change', scene);
  return putOffer(state, times, leadFor(times, scene), scene);
}

const openFor = ({ prompts }: DialogueState, { offer }: OfferedTimes): OfferPrompt | undefined =>
  prompts.find((prompt): prompt is OfferPrompt => prompt.kind === 'offer' && prompt.times.offer === offer);

function leadFor(times: OfferedTimes, scene: Scene): string {
  if (times.origin === 'member') return scene.words.say('offer.made', timesParams(times));
  if (times.reschedules !== undefined) return visitLine('offer.change', times.reschedules, scene);
  return scene.words.say('offer.found', timesParams(times));
}
