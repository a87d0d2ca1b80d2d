/** Text that people wrote, as it may stand beside words of ours. */

/** Control characters, and the marks that make text run backwards: they serve nobody here but a forger of messages. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
const UNPRINTABLE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
/** Whatever has something to see in it. */
export const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** Several lines stay several. */
export const printable = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/\t/g, ' ')
    .replace(UNPRINTABLE, '')
    .replace(/\p{Surrogate}/gu, '');

/**
 * For names and titles: shown in one line of a text, a mail, a calendar file. What could break out of it, or turn the words
 * around it backwards, is left away; people paste such signs without seeing them.
 */
export const inOneLine = (text: string): string => printable(text).replace(/\s+/g, ' ').trim();
