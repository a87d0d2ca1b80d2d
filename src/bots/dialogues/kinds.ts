import { foldName } from '../../core/people/merging.ts';
import { pickFrom, placeIn } from './picking.ts';
import { pickList, say } from './speech.ts';
import type { Move } from './steps.ts';
import type { DialogueState, Errand, Person, Question, Scene, Service } from './types.ts';

// Which kind of visit: few at a time, for a list that does not fit into one text is read by nobody.

type ServiceQuestion = Extract<Question, { kind: 'service' }>;

const MOST_LISTED = 5;

export function askService(
  state: DialogueState,
  {
    person,
    services,
    errand,
  }: { readonly person: Person; readonly services: readonly Service[]; readonly errand: Errand },
  scene: Scene,
): Move {
  const shown = services.length > MOST_LISTED ? MOST_LISTED - 1 : services.length;
  const question: ServiceQuestion = {
    ...{ kind: 'service', person, errand },
    services: services.slice(0, shown),
    others: services.slice(shown),
  };
  return ask(state, question, scene);
}

/** The next few; after the last of them the first come again. */
export function askFurther(
  state: DialogueState,
  { others = [], list = 1, ...question }: ServiceQuestion,
  scene: Scene,
): Move {
  const shown = MOST_LISTED - 1;
  const next: ServiceQuestion = {
    ...{ ...question, list: list + 1 },
    services: others.slice(0, shown),
    others: [...others.slice(shown), ...question.services],
  };
  return ask(state, next, scene);
}

/** The same list once more; `inWords` puts what is asked into other words. */
export const repeatKinds = (
  state: DialogueState,
  question: ServiceQuestion,
  inWords: (asked: string) => string,
  scene: Scene,
): Move => ask(state, question, scene, inWords);

function ask(
  state: DialogueState,
  question: ServiceQuestion,
  { words }: Scene,
  inWords = (asked: string): string => asked,
): Move {
  const { services, others = [], list, person } = question;
  const labels = [
    ...services.map(({ name }) => name),
    ...(others.length === 0 ? [] : [words.say('ask.something_else')]),
  ];
  const text = inWords(words.say(list === undefined ? 'ask.service' : 'ask.service_more', { name: person.name ?? '' }));
  return say({ ...state, question }, pickList(text, labels, listName(question), words));
}

/** A button is about the list it stands under. */
export const listName = ({ list }: ServiceQuestion): string => (list === undefined ? 'service' : `service-${list}`);

/** Other than these, in the languages we write. */
const ELSE =
  /^(?:(?:something|anything) else|more|others?|another(?: one)?|else|none(?: of (?:these|those|them))?|mas|otr[oa]s?|otra cosa|ningun[oa](?: de (?:estos|estas|esos|esas))?|(?:d )?autres?|autre chose|aucune?|plus|(?:etwas |was )?andere[srn]?|mehr|kein[es]?s?(?: davon)?)(?: please| por favor| svp| bitte)?$/;

/** "2", "number 2", "b" */
const isPlaceOfList = (said: string): boolean => placeIn(said) !== undefined || /^[a-e]$/.test(said);

/** Undefined: the text names none. */
export function serviceMeant(
  { services, others = [] }: ServiceQuestion,
  text: string,
): Service | 'something_else' | undefined {
  const said = foldName(text);
  const isPlace = isPlaceOfList(said);
  // The last place of the list has no name of its own.
  const listed = isPlace ? pickFrom(text, [...namesOf(services), ...(others.length === 0 ? [] : [''])]) : undefined;
  if (listed !== undefined) return services[listed - 1] ?? 'something_else';
  if (others.length > 0 && ELSE.test(said)) return 'something_else';
  if (isPlace) return undefined;
  return kindNamed(text, [...services, ...others]) ?? kindNamed(text, services);
}

/** By its words, where they name one alone; "the travel vaccination" names no vaccination beside it. */
export function kindNamed(text: string, kinds: readonly Service[]): Service | undefined {
  const said = foldName(text);
  const whole = kinds.filter((kind) => isNamedWhole(kind, said));
  const longest = whole.toSorted((a, b) => b.name.length - a.name.length).at(0);
  const isOne = longest !== undefined && whole.every((kind) => isNamedWhole(kind, foldName(longest.name)));
  if (isOne) return longest;
  const place = pickFrom(text, namesOf(kinds));
  return place === undefined ? undefined : kinds[place - 1];
}

const namesOf = (services: readonly Service[]): readonly string[] => services.map(({ name }) => name);
const isNamedWhole = ({ name }: Service, said: string): boolean => ` ${said} `.includes(` ${foldName(name)} `);

const FILLING = 3;

/** Nothing but the answer: a place of the list, or a kind with little around it, whatever else those words could mean. */
export function isBareKind(question: ServiceQuestion, text: string): boolean {
  const meant = serviceMeant(question, text);
  if (meant === undefined || meant === 'something_else') return meant !== undefined;
  const said = foldName(text);
  if (isPlaceOfList(said) || foldName(meant.name).includes(said)) return true;
  return isNamedWhole(meant, said) && said.split(' ').length <= meant.name.split(' ').length + FILLING;
}
