import type { BSONRegExp } from 'bson';
import { CommandError } from './error.ts';

const OPTIONS = /^[imsxu]*$/;
const cache = new Map<string, RegExp>();
const CACHE_SIZE = 500;

/**
 * MongoDB's patterns are PCRE; this covers what JavaScript can say too: inline options at the head, named groups, \\A
 * and \\z, and the x option (blanks and comments left out). What it cannot say is refused with code 51091, not guessed.
 * `flags` are JavaScript's own, in addition.
 */
export function toRegExp(pattern: string, options: string, flags = ''): RegExp {
  const key = `${flags}/${options}/${pattern}`;
  const known = cache.get(key);
  if (known) {
    known.lastIndex = 0;
    return known;
  }
  const regex = compile(pattern, options, flags);
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(key, regex);
  return regex;
}

export const regexOf = (value: BSONRegExp): RegExp => toRegExp(value.pattern, value.options);

function compile(pattern: string, options: string, extra: string): RegExp {
  if (!OPTIONS.test(options)) throw new CommandError(51108, `invalid flag in regex options: ${options}`);
  if (pattern.includes('\\0') && pattern.includes('\u0000'))
    throw new CommandError(2, 'Regular expression cannot contain an embedded null byte');
  let source = pattern;
  let given = options;
  const inline = /^\(\?([imsx]+)\)/.exec(source);
  if (inline) {
    given += inline[1] ?? '';
    source = source.slice(inline[0].length);
  }
  if (given.includes('x')) source = withoutBlanks(source);
  source = source
    .replaceAll('(?P<', '(?<')
    .replace(/(?<!\\)((?:\\\\)*)\\A/g, '$1^')
    .replace(/(?<!\\)((?:\\\\)*)\\[zZ]/g, '$1$');
  const flags = [...new Set(`${given.replace(/[xu]/g, '')}${extra}`)].join('');
  try {
    // The u flag makes `.` a whole character, as in PCRE's UTF mode; it is stricter, so a refusal falls back.
    return new RegExp(source, `${flags}u`);
  } catch {
    try {
      return new RegExp(source, flags);
    } catch (error) {
      throw new CommandError(51091, `Regular expression is invalid: ${error instanceof Error ? error.message : error}`);
    }
  }
}

function withoutBlanks(source: string): string {
  let text = '';
  let inClass = false;
  for (let at = 0; at < source.length; at += 1) {
    const char = source.charAt(at);
    if (char === '\\') {
      text += char + source.charAt(at + 1);
      at += 1;
    } else if (!inClass && char === '#') {
      while (at < source.length && source.charAt(at) !== '\n') at += 1;
    } else if (inClass || !/\s/.test(char)) {
      text += char;
      if (char === '[') inClass = true;
      if (char === ']') inClass = false;
    }
  }
  return text;
}
