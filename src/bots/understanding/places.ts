import type { Zone } from '../../core/time/types.ts';
import type { Prompt, Reply, Understood } from './types.ts';
import { understand } from './understand.ts';

const placeOf = (prompt: Prompt): Zone | undefined => (prompt.kind === 'choice' ? undefined : prompt.place);

/**
 * "10 works" is said by the clock the times were told by: the reader's own, or the place's where they have to be there. With times of
 * several clocks open, what it is about decides.
 */
export function understandThere(reply: Reply): Understood {
  const { prompts, zone } = reply;
  const told = new Set(prompts.filter(({ kind }) => kind !== 'choice').map((prompt) => placeOf(prompt) ?? zone));
  const [only = zone, ...others] = told;
  const heard = understand({ ...reply, zone: others.length === 0 ? only : zone });
  if (others.length === 0) return heard;
  const about = prompts.find(({ code }) => code === heard.prompt);
  const place = about && placeOf(about);
  return about === undefined || place === undefined || place === zone
    ? heard
    : understand({ ...reply, zone: place, prompts: [about] });
}
