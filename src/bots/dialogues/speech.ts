import { isWaitlistOffer } from '../../core/waitlist/rules.ts';
import type { OfferedId } from '../action.ts';
import type { Choice, OptionsBody } from '../message.ts';
import type { WordKey, Words } from '../words/words.ts';
import type { Effect } from './effects.ts';
import type { Draft, Move } from './steps.ts';
import type { DialogueState, OfferedTimes, OfferPrompt, Scene, SurePrompt, Visit } from './types.ts';

// How a decision is put into a message. Every sentence about a visit names the person: several may share the phone.

export const stay = (state: DialogueState): Move => ({ state, effects: [], drafts: [] });

export const say = (state: DialogueState, ...drafts: readonly Draft[]): Move => ({ state, effects: [], drafts });

export const act = (state: DialogueState, ...effects: readonly Effect[]): Move => ({ state, effects, drafts: [] });

const REPLY = { to: { kind: 'conversation' }, purpose: 'care', occasion: 'reply' } as const;

export const remark = (text: string): Draft => ({ ...REPLY, body: { kind: 'text', text } });

export const notice = (tone: 'good' | 'neutral' | 'bad', text: string): Draft => ({
  ...REPLY,
  body: { kind: 'notice', tone, text },
});

/** What a sentence about a visit may name. */
export const visitParams = (visit: Visit, { words, facts }: Scene) => ({
  name: visit.person,
  service: visit.service,
  host: visit.host.name,
  when: words.when(visit.start, facts.now, visit.place),
});

export const timesParams = (times: OfferedTimes) => ({
  name: times.person,
  service: times.service,
  host: times.host.name,
});

/** A sentence about one visit. */
export const visitLine = (key: WordKey, visit: Visit, scene: Scene): string =>
  scene.words.say(key, visitParams(visit, scene));

/** A visit as a card, with what can be done about it. */
function visitCard(text: string, visit: Visit, scene: Scene, buttons: readonly Choice[]): Draft {
  const { name, service, host, when } = visitParams(visit, scene);
  return {
    ...REPLY,
    about: { kind: 'appointment', id: visit.id },
    body: { kind: 'appointment', text, person: name, service, host, when, buttons },
  };
}

/** A booked visit: it can be changed or called off from the card. */
export const bookedCard = (key: WordKey, visit: Visit, scene: Scene): Draft =>
  visitCard(visitLine(key, visit, scene), visit, scene, [
    { label: scene.words.say('button.change'), action: { kind: 'change', appointment: visit.id } },
    { label: scene.words.say('button.cancel'), action: { kind: 'cancel', appointment: visit.id }, style: 'danger' },
  ]);

/** "Reply YES to confirm or NO to change", with the code when a bare YES could mean something else. */
export function confirmationCard(visit: Visit, code: string, state: DialogueState, scene: Scene): Draft {
  const { words } = scene;
  const params = visitParams(visit, scene);
  const text = waitsOnOthers(state, code)
    ? words.say('visit.ask_code', { ...params, code })
    : words.say('visit.ask', params);
  return visitCard(text, visit, scene, [
    { label: words.say('button.confirm'), action: { kind: 'confirm', appointment: visit.id }, style: 'primary' },
    { label: words.say('button.change'), action: { kind: 'change', appointment: visit.id } },
  ]);
}

/** The one "are you sure"; NO keeps the visit. Asked back, it is said in other words. */
export function sureCard({ visit, code }: SurePrompt, isAskedBack: boolean, state: DialogueState, scene: Scene): Draft {
  const { words } = scene;
  const params = visitParams(visit, scene);
  const text = waitsOnOthers(state, code)
    ? words.say('cancel.sure_code', { ...params, code })
    : words.say(isAskedBack ? 'clarify.cancel' : 'cancel.sure', params);
  return visitCard(text, visit, scene, [
    { label: words.say('button.cancel'), action: { kind: 'cancel_yes', appointment: visit.id }, style: 'danger' },
    { label: words.say('button.keep'), action: { kind: 'keep', appointment: visit.id } },
  ]);
}

export const aboutOffer = (offer: OfferedId): Pick<Draft, 'about'> => ({
  about: isWaitlistOffer(offer) ? { kind: 'opening', id: offer } : { kind: 'offer', id: offer },
});

/** People count what they were shown last, an offer all that it ever had. */
export const numberOf = ({ numbers }: OfferedTimes, place: number): number => numbers?.[place - 1] ?? place;

/** Times to choose from, numbered in their order. */
export function offerCard(
  lead: string,
  { times, code }: Omit<OfferPrompt, 'kind'>,
  state: DialogueState,
  scene: Scene,
): Draft {
  const { words, facts } = scene;
  const { offer } = times;
  const count = times.starts.length;
  const hint = waitsOnOthers(state, code)
    ? words.say('offer.hint_code', { count, code })
    : words.say('offer.hint', { count });
  return {
    ...REPLY,
    ...aboutOffer(offer),
    body: {
      kind: 'options',
      text: lead,
      options: times.starts.map((start, index) => ({
        label: words.when(start, facts.now, times.place),
        action: { kind: 'accept', offer, option: numberOf(times, index + 1) },
      })),
      hint,
      buttons: [
        { label: words.say('button.other_times'), action: { kind: 'suggest', offer } },
        { label: words.say('button.decline'), action: { kind: 'decline', offer } },
      ],
    },
  };
}

/** A list of names or kinds to pick from, for a question of the moment. */
export function pickList(text: string, labels: readonly string[], question: string, words: Words): Draft {
  const body: OptionsBody = {
    kind: 'options',
    text,
    options: labels.map((label, index) => ({ label, action: { kind: 'pick', question, entry: index + 1 } })),
    hint: words.say('ask.pick'),
    buttons: [],
  };
  return { ...REPLY, body };
}

const waitsOnOthers = (state: DialogueState, code: string): boolean =>
  state.prompts.some((prompt) => prompt.kind !== 'choice' && prompt.code !== code);
