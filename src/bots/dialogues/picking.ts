import { foldName } from '../../core/people/merging.ts';

/**
 * Which entry of a list a short reply means: its number, its letter, or words of its label that no other label has. Undefined
 * when it is none or could be several; lists of names, kinds of visit and answers are read by it, times are not.
 */
export function pickFrom(text: string, labels: readonly string[]): number | undefined {
  const said = foldName(text);
  if (said === '') return undefined;
  const number = placeIn(said);
  if (number !== undefined) return entryWithin(number, labels);
  const exact = only(labels, (label) => foldName(label) === said);
  if (exact !== undefined) return exact;
  if (/^[a-e]$/.test(said)) return entryWithin(said.charCodeAt(0) - 96, labels);
  return only(labels, (label) => mentions(said, label, labels));
}

/** "2", "number 2", "la 2": a month or a weekday before it makes it a date. */
const PLACE =
  /^(?:(?:number|no|nr|num|numero|nummer|option|opcion|choice|the|el|la|lo|le|die|der|das) ){0,2}(\d{1,2})$/;

/** The place of a list that a folded text names and nothing else. */
export const placeIn = (said: string): number | undefined => {
  const digits = PLACE.exec(said)?.[1];
  return digits === undefined ? undefined : Number(digits);
};

const entryWithin = (entry: number, labels: readonly string[]): number | undefined =>
  entry >= 1 && entry <= labels.length ? entry : undefined;

function only(labels: readonly string[], isMeant: (label: string) => boolean): number | undefined {
  const found = labels.flatMap((label, index) => (isMeant(label) ? [index + 1] : []));
  return found.length === 1 ? found[0] : undefined;
}

/** The whole label, or a word of it that tells it from the others: "for Leo please" where one is called Leo Ruiz. */
function mentions(said: string, label: string, labels: readonly string[]): boolean {
  const words = new Set(said.split(' '));
  const folded = foldName(label);
  if (folded !== '' && ` ${said} `.includes(` ${folded} `)) return true;
  const others = labels.filter((other) => other !== label).flatMap(wordsOf);
  return wordsOf(label).some((word) => word.length > 1 && words.has(word) && !others.includes(word));
}

/** Its words, and two beside each other as one: people write "checkup" for "Check-up". */
const wordsOf = (label: string): readonly string[] => {
  const words = foldName(label).split(' ');
  return [...words, ...words.slice(1).map((word, index) => `${words[index]}${word}`)];
};

/** Those whose first name stands in the text. */
export function namedIn<Person extends { readonly name?: string }>(
  text: string,
  people: readonly Person[],
): readonly Person[] {
  const said = ` ${foldName(text)} `;
  return people.filter(({ name }) => name !== undefined && said.includes(` ${foldName(name).split(' ')[0]} `));
}
