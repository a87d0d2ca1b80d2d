import type { Body, Message } from '../../bots/message.ts';
import type { PlayedPiece, PlayedText } from '../../core/sandbox/types.ts';

/** How the channel that is played writes its texts. */
export interface TextForm {
  readonly render: (body: Body, link?: string) => readonly string[];
  readonly measure: (text: string) => Omit<PlayedPiece, 'text'>;
}

/** What can be answered with a number, in the order of the numbers. */
export function choicesOf(body: Body): readonly string[] {
  switch (body.kind) {
    case 'options':
      return body.options.map(({ label }) => label);
    case 'picker':
      return body.days.flatMap(({ label, times }) => times.map((time) => `${label}, ${time.label}`));
    case 'form':
      return body.fields[0]?.answers ?? [];
    case 'text':
    case 'notice':
    case 'appointment':
      return [];
  }
}

/** A message as the phone shows it: in the very texts that the network would carry. */
export function renderPlayed(
  message: Message,
  link: string | undefined,
  { render, measure }: TextForm,
): Pick<PlayedText, 'pieces' | 'choices' | 'card'> {
  const { body, card } = message;
  return {
    pieces: render(body, link).map((text) => ({ text, ...measure(text) })),
    choices: choicesOf(body),
    ...(card === undefined ? {} : { card }),
  };
}
