import type { OfferId } from '../../core/offers/types.ts';
import { foldName } from '../../core/people/merging.ts';
import { isWaitlistOffer } from '../../core/waitlist/rules.ts';
import { cleanName } from '../turn.ts';
import type { Effect, OutcomeOf } from './effects.ts';
import { handQuestion } from './handing-over.ts';
import { askFurther, askService, isBareKind, kindNamed, repeatKinds, serviceMeant } from './kinds.ts';
import { namedIn, pickFrom } from './picking.ts';
import { dropChoice, settleOffer, withoutQuestion } from './prompts.ts';
import { act, pickList, remark, say } from './speech.ts';
import type { Draft, Move } from './steps.ts';
import type { DialogueState, Errand, Person, Question, Scene, Service } from './types.ts';

type Named = Person & { readonly name: string };
const isNamed = (person: Person): person is Named => person.name !== undefined;

/** A visit from scratch, or a place on the waitlist: for whom, of which kind, then times. What is clear is not asked. */
export function beginErrand(state: DialogueState, errand: Errand, text: string, scene: Scene): Move {
  const next = withoutQuestion(dropChoice(state));
  const { people } = scene.facts;
  const [only, ...others] = people;
  if (others.length === 0) return forPerson(next, only, errand, text, scene);
  const [first, second] = namedIn(text, people);
  if (first !== undefined && second === undefined) return forPerson(next, first, errand, text, scene);
  const named = people.filter(isNamed);
  if (named.length === 0) return forPerson(next, only, errand, text, scene);
  return askErrand(next, { kind: 'who', people: named, errand }, scene);
}

function forPerson(state: DialogueState, person: Person, errand: Errand, text: string, scene: Scene): Move {
  if (errand.goal === 'leave_waitlist') return act(state, { kind: 'leave_waitlist', contactId: person.id });
  if (!isNamed(person)) {
    return askErrand(state, { kind: 'name', contactId: person.id, errand }, scene);
  }
  const { services } = scene.facts;
  const [only, ...others] = services;
  // An organisation that lets nobody book by message: a member has to help.
  if (only === undefined) return handQuestion(state, scene);
  const service = others.length === 0 ? only : kindSaid(text, services);
  if (service !== undefined) return act(state, search(state, person, service, errand));
  return askService(state, { person, services, errand }, scene);
}

const askWho = (question: WhoQuestion, text: string, { words }: Scene): Draft =>
  pickList(text, namesOf(question), question.kind, words);

/**
 * Only by its words: a number in "next week at 2" is no entry of a list nobody has seen yet, nor is the "in" of "can I come in" an
 * in-person visit.
 */
const kindSaid = (text: string, services: readonly Service[]): Service | undefined => {
  const telling = text.replace(/\d+|(?<![\p{L}\p{N}-])\p{L}{1,2}(?![\p{L}\p{N}-])/gu, ' ');
  return telling.trim().length < 3 ? undefined : kindNamed(telling, services);
};

function search(state: DialogueState, person: Person, service: Service, { goal, wishes, parts = [] }: Errand): Effect {
  const whom = { contactId: person.id, serviceId: service.id, wishes };
  if (goal === 'join_waitlist') return { kind: 'join_waitlist', ...whom, parts };
  const open = openSearch(state, person);
  return { kind: 'find_times', reason: 'asked', ...whom, ...(open === undefined ? {} : { answers: open }) };
}

/** Times the assistant offered this person a moment ago give way to the new ones; a member's offer stands. */
const openSearch = (state: DialogueState, { id }: Person): OfferId | undefined => {
  for (const prompt of state.prompts) {
    if (prompt.kind !== 'offer') continue;
    const { times } = prompt;
    const isOwnSearch = times.origin === 'assistant' && times.reschedules === undefined;
    if (times.contactId === id && isOwnSearch && !isWaitlistOffer(times.offer)) return times.offer;
  }
  return undefined;
};

type ErrandQuestion = Exclude<Question, { kind: 'intake' }>;
type WhoQuestion = Extract<Question, { kind: 'who' }>;

const namesOf = ({ people }: WhoQuestion): readonly string[] => people.map(({ name }) => name ?? '');

/** Nothing but an entry of the list: its number, its letter, or its own words. */
export function isBareAnswer(question: ErrandQuestion, text: string): boolean {
  if (question.kind === 'name') return false;
  if (question.kind === 'service') return isBareKind(question, text);
  const said = foldName(text);
  const labels = namesOf(question);
  const entry = pickFrom(text, labels);
  if (entry === undefined) return false;
  return /^(\d{1,2}|[a-e])$/.test(said) || foldName(labels[entry - 1] ?? '').includes(said);
}

/**
 * Nothing of the list was meant that we know of: it is shown once more. A day said meanwhile is kept for the search; whoever
 * says one has understood the question, and is asked it in its first words.
 */
export function repeatErrand(
  state: DialogueState,
  question: ErrandQuestion,
  wished: Errand['wishes'],
  scene: Scene,
): Move | undefined {
  if (question.kind === 'name' || (wished.length === 0 && state.unsure > 0)) return undefined;
  const isHeard = wished.length > 0;
  const errand = isHeard ? { ...question.errand, wishes: wished } : question.errand;
  const next = { ...state, unsure: isHeard ? 0 : state.unsure + 1 };
  const inWords = (asked: string) => (isHeard ? asked : scene.words.say('ask.retry', { question: asked }));
  return askErrand(next, { ...question, errand }, scene, inWords);
}

/** Asks it once more; `inWords` puts what is asked into other words. */
export function askErrand(
  state: DialogueState,
  question: ErrandQuestion,
  scene: Scene,
  inWords = (asked: string): string => asked,
): Move {
  const { words } = scene;
  switch (question.kind) {
    case 'name':
      return say({ ...state, question }, remark(inWords(words.say('ask.name'))));
    case 'who':
      return say({ ...state, question }, askWho(question, inWords(words.say('ask.who')), scene));
    case 'service':
      return repeatKinds(state, question, inWords, scene);
  }
}

/** Undefined: the text was no answer to the question, and is understood like any other. */
export function answerErrand(
  state: DialogueState,
  question: ErrandQuestion,
  text: string,
  scene: Scene,
): Move | undefined {
  const next = withoutQuestion(state);
  switch (question.kind) {
    case 'name':
      return answerName(next, question, text, scene);
    case 'who': {
      const entry = pickFrom(text, namesOf(question));
      const person = entry === undefined ? undefined : question.people[entry - 1];
      return person === undefined ? undefined : forPerson(next, person, question.errand, text, scene);
    }
    case 'service': {
      const service = serviceMeant(question, text);
      if (service === undefined) return undefined;
      if (service === 'something_else') return askFurther(next, question, scene);
      return act(next, search(next, question.person, service, question.errand));
    }
  }
}

function answerName(
  state: DialogueState,
  { contactId, errand }: Extract<Question, { kind: 'name' }>,
  text: string,
  scene: Scene,
): Move | undefined {
  const name = cleanName(text).replace(
    /^(?:my name is|i'?m|it'?s|this is|me llamo|soy|je m'appelle|ich bin|ich hei(?:ß|ss)e)\s+/i,
    '',
  );
  if (!/\p{Letter}{2}/u.test(name) || name.split(' ').length > 5 || /[?\d]/.test(name)) return undefined;
  const found = forPerson(state, { id: contactId, name }, errand, '', scene);
  return { ...found, effects: [{ kind: 'name_contact', contactId, name }, ...found.effects] };
}

export function afterWaitlist(
  state: DialogueState,
  { of, person, result }: OutcomeOf<'join_waitlist' | 'leave_waitlist'>,
  scene: Scene,
): Move {
  const { words } = scene;
  const name = { name: person };
  switch (result.kind) {
    case 'joined':
      return say(state, remark(words.say('waitlist.joined', name)));
    case 'joined_before':
      return say(state, remark(words.say('waitlist.joined_before', name)));
    case 'left':
      return say(withoutOpenings(state, of.contactId, scene), remark(words.say('waitlist.left', name)));
    case 'left_before':
      return say(state, remark(words.say('waitlist.left_before', name)));
  }
}

/** What was kept for them goes to the next; it is no question any more. */
const withoutOpenings = ({ prompts, ...state }: DialogueState, contactId: string, { facts }: Scene): DialogueState =>
  prompts.reduce<DialogueState>(
    (next, prompt) =>
      prompt.kind === 'offer' && prompt.times.origin === 'waitlist' && prompt.times.contactId === contactId
        ? settleOffer(next, prompt.times.offer, 'closed', facts)
        : next,
    { ...state, prompts },
  );
