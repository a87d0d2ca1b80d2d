// Building what a rule decided.
import type { Intent, Prompt, TimeWindow, Understood, Unsure, WaitingWish } from './types.ts';

interface More {
  readonly prompt?: Prompt | undefined;
  readonly option?: number;
  readonly windows?: readonly TimeWindow[];
  readonly minutes?: number | undefined;
  readonly waitsFor?: WaitingWish | undefined;
  readonly about?: Understood['about'];
}

export const decide = (
  intent: Intent,
  why: string,
  { prompt, option, windows = [], minutes, waitsFor, about }: More = {},
): Understood => ({
  intent,
  prompt: prompt?.code ?? null,
  option: option ?? null,
  ...(windows.length > 0 ? { windows } : {}),
  ...(minutes === undefined ? {} : { minutes }),
  ...(waitsFor === undefined ? {} : { waitsFor }),
  ...(about === undefined ? {} : { about }),
  why,
});

/** One short question back; `prompt` only when no other can be meant. */
export const askBack = (unsure: Unsure, why: string, prompt?: Prompt): Understood => ({
  ...decide('clarify', why, { prompt }),
  unsure,
});
