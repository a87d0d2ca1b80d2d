// A normalised text cut into words, numbers, written times and dates, signs and marks. One pass, no backtracking.

export type Token =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string; readonly value: number }
  /** `2nd`, `8º`, `3te` */
  | { readonly kind: 'nth'; readonly text: string; readonly value: number }
  /** `14:30`, `2pm`, `14h30`; `sure` when it says which half of the day */
  | {
      readonly kind: 'clock';
      readonly text: string;
      readonly minutes: number;
      readonly sure: boolean;
      readonly bareH: boolean;
    }
  /** `3/5`, `5.3.`, `2026-03-05`: the numbers in the order written */
  | { readonly kind: 'date'; readonly text: string; readonly parts: readonly number[] }
  | { readonly kind: 'sign'; readonly text: string }
  | { readonly kind: 'mark'; readonly text: string };

const SCAN = new RegExp(
  [
    '(?<iso>\\d{4}-\\d{1,2}-\\d{1,2})(?!\\d)',
    '(?<date>\\d{1,2}/\\d{1,2}(?:/\\d{2,4})?(?![\\d/])|\\d{1,2}\\.\\d{1,2}\\.(?:\\d{4}|\\d{2})?(?!\\d))',
    '(?<clock>\\d{1,2}(?:[:.]\\d{2}(?!\\d)|\\s?h\\s?\\d{2}(?!\\d)|h(?![\\p{L}\\d]))(?:\\s?[ap]m(?!\\p{L})|uhr|h|ish)?|\\d{1,4}(?:[ap]m|ish)(?!\\p{L}))',
    '(?<nth>\\d{1,2}(?:st|nd|rd|th|ere|er|eme|ieme|e|te|ten|ter|tes|o|a|ra|da|ro|do|ta|to)(?![\\p{L}\\d]))',
    // "2moro", "2nite": words of the thumb, not numbers
    '(?<word2>2(?:nite|night|morrow|moro|mrw|mro|day|dy|main)(?!\\p{L}))',
    '(?<number>\\d+)',
    "(?<word>\\p{L}[\\p{L}\\p{N}]*(?:'\\p{L}+)*'?)",
    '(?<sign>\\p{Extended_Pictographic}|✓)',
    '(?<mark>[^\\s\\p{L}\\p{N}])',
  ].join('|'),
  'gu',
);

const DAY_MINUTES = 24 * 60;

const readClock = (text: string): Token => {
  const [hour = 0, minute = 0] = (
    /^\d{3,4}(?!\d)/.test(text)
      ? [text.replace(/\D/g, '').slice(0, -2), text.replace(/\D/g, '').slice(-2)]
      : (text.match(/\d+/g) ?? [])
  ).map(Number);
  const half = /[ap](?=m)/.exec(text)?.[0];
  const sure = half !== undefined || hour > 12 || hour === 0;
  const hour24 = half === undefined || hour > 12 ? hour : (hour % 12) + (half === 'p' ? 12 : 0);
  const minutes = hour24 * 60 + minute;
  if (hour > 24 || minute > 59 || minutes > DAY_MINUTES) return { kind: 'mark', text };
  return { kind: 'clock', text, minutes, sure, bareH: /^\d+h$/.test(text) };
};

const readWord = (text: string): readonly Token[] => [{ kind: 'word', text: text.replace(/'$/, '') }];

/** Longer runs of digits are telephone numbers and the like: they mean nothing here. */
const LONGEST_NUMBER = 4;

export const tokenise = (normalised: string): readonly Token[] => {
  const tokens: Token[] = [];
  const joined = normalised.replace(/(?<=\p{L})-(?=\p{L})/gu, ' ');
  for (const match of joined.matchAll(SCAN)) {
    const [text] = match;
    const groups = match.groups ?? {};
    if (groups.iso !== undefined || groups.date !== undefined)
      tokens.push({ kind: 'date', text, parts: (text.match(/\d+/g) ?? []).map(Number) });
    else if (groups.clock !== undefined) tokens.push(readClock(text));
    else if (groups.nth !== undefined) tokens.push({ kind: 'nth', text, value: Number.parseInt(text, 10) });
    else if (groups.number !== undefined)
      tokens.push(
        text.length > LONGEST_NUMBER ? { kind: 'mark', text } : { kind: 'number', text, value: Number(text) },
      );
    else if (groups.word2 !== undefined) tokens.push({ kind: 'word', text });
    else if (groups.word !== undefined) tokens.push(...readWord(text));
    else tokens.push({ kind: groups.sign === undefined ? 'mark' : 'sign', text });
  }
  return tokens;
};
