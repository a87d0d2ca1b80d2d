import type { Field } from '../message.ts';
import { pickFrom } from './picking.ts';
import { withoutQuestion } from './prompts.ts';
import { aboutOffer, act, remark, say, stay } from './speech.ts';
import type { Draft, Move } from './steps.ts';
import type { Answers, DialogueState, OfferedTimes, Question, Scene, Visit } from './types.ts';

type Intake = Extract<Question, { kind: 'intake' }>;

const LONGEST_ANSWER = 1_000;

/** The form's name carries the offer and option, so that it can be sent in even when the conversation has moved on. */
const formName = (intake: Intake): string => `intake:${intake.times.offer}:${intake.option}`;

export function beginIntake(state: DialogueState, times: OfferedTimes, option: number, scene: Scene): Move {
  const fields = scene.facts.services.find(({ id }) => id === times.serviceId)?.intake ?? [];
  const intake: Intake = { kind: 'intake', times, option, fields, answers: {} };
  return askOn(state, intake, 'ask.intake', scene);
}

/** The same once the visit is booked; whoever leaves the questions unanswered keeps it. */
export function askAfterwards(state: DialogueState, times: OfferedTimes, visit: Visit, scene: Scene): Move {
  const fields = scene.facts.services.find(({ id }) => id === times.serviceId)?.intake ?? [];
  const intake: Intake = { kind: 'intake', times, option: 1, fields, answers: {}, visit: visit.id };
  return fields.length === 0 ? stay(state) : askOn(state, intake, 'ask.next', scene);
}

export const askIntake = (state: DialogueState, intake: Intake, scene: Scene): Move =>
  askOn(state, intake, 'ask.next', scene);

/** The next open question, or the booking when there is none left. */
function askOn(state: DialogueState, intake: Intake, key: 'ask.intake' | 'ask.next' | 'ask.retry', scene: Scene): Move {
  const { times, option, answers, visit } = intake;
  const [next] = openFields(intake);
  if (next !== undefined) return say({ ...state, question: intake }, questionCard(intake, next, key, scene));
  if (visit !== undefined) {
    const noted = remark(scene.words.say('ask.noted', { name: times.person, host: times.host.name }));
    return { ...say(withoutQuestion(state), noted), effects: [{ kind: 'keep_answers', appointment: visit, answers }] };
  }
  return act(withoutQuestion(state), { kind: 'accept_offer', offer: times.offer, option, answers });
}

const openFields = ({ fields, answers }: Intake): readonly Field[] =>
  fields.filter(({ name }) => answers[name] === undefined);

/** Rich channels show all that is open as one form; in words the first is asked. */
function questionCard(
  intake: Intake,
  next: Field,
  key: 'ask.intake' | 'ask.next' | 'ask.retry',
  { words, facts }: Scene,
): Draft {
  const question = next.label;
  const start = intake.times.starts[intake.option - 1];
  const text =
    key === 'ask.intake' && start !== undefined
      ? words.say(key, { name: intake.times.person, when: words.when(start, facts.now, intake.times.place), question })
      : words.say(key === 'ask.intake' ? 'ask.next' : key, { question });
  return {
    to: { kind: 'conversation' },
    purpose: 'care',
    occasion: 'reply',
    ...aboutOffer(intake.times.offer),
    body: {
      kind: 'form',
      form: formName(intake),
      text,
      fields: openFields(intake),
      hint: next.kind === 'choice' ? words.say('ask.pick') : '',
    },
  };
}

/** A text answers the question asked; for a choice it has to be one of the answers. */
export function answerInWords(state: DialogueState, intake: Intake, text: string, scene: Scene): Move {
  const [field] = openFields(intake);
  if (field === undefined) return askOn(state, intake, 'ask.next', scene);
  const answer = readAnswer(field, text);
  if (answer === undefined) return askOn(state, intake, 'ask.retry', scene);
  return askOn(state, { ...intake, answers: { ...intake.answers, [field.name]: answer } }, 'ask.next', scene);
}

/** A form brings all answers at once; what does not fit is asked again in words. */
export function answerByForm(
  state: DialogueState,
  intake: Intake,
  form: string,
  values: Answers,
  scene: Scene,
): Move | undefined {
  if (form !== formName(intake)) return undefined;
  const read = openFields(intake).flatMap((field) => {
    const answer = readAnswer(field, values[field.name] ?? '');
    return answer === undefined ? [] : [[field.name, answer] as const];
  });
  const answers = { ...intake.answers, ...Object.fromEntries(read) };
  return askOn(state, { ...intake, answers }, 'ask.retry', scene);
}

function readAnswer(field: Field, text: string): string | undefined {
  const answer = text.trim().slice(0, LONGEST_ANSWER);
  if (field.kind === 'choice' && answer !== '') {
    const entry = pickFrom(answer, field.answers);
    return entry === undefined ? undefined : field.answers[entry - 1];
  }
  return answer === '' && field.required ? undefined : answer;
}
