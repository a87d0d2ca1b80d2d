import type { Body, Choice, Field } from './message.ts';

/** How a body is told where there are only words. Parts are kept apart, so that a channel may send long ones one by one. */
export function tellInWords(body: Body): readonly string[] {
  switch (body.kind) {
    case 'text':
    case 'notice':
    case 'appointment':
      return [body.text];
    case 'options':
      return compact([body.text, numbered(body.options), body.hint]);
    case 'picker':
      return compact([body.text, ...daysInOrder(body.days), body.hint]);
    case 'form':
      return compact([body.text, ...firstField(body.fields), body.hint]);
  }
}

/** The same in one piece. */
export const asText = (body: Body): string => tellInWords(body).join('\n');

const numbered = (choices: readonly Choice[], from = 1): string =>
  choices.map(({ label }, index) => `${index + from}) ${label}`).join('\n');

/** Numbers run on across the days: "5" has to mean one time. */
function daysInOrder(days: readonly { readonly label: string; readonly times: readonly Choice[] }[]): string[] {
  let next = 1;
  return days.map(({ label, times }) => {
    const told = `${label}\n${numbered(times, next)}`;
    next += times.length;
    return told;
  });
}

function firstField(fields: readonly Field[]): string[] {
  const [first] = fields;
  if (first === undefined || first.kind === 'text') return [];
  return [first.answers.map((answer, index) => `${index + 1}) ${answer}`).join('\n')];
}

const compact = (parts: readonly string[]): string[] => parts.filter((part) => part !== '');
