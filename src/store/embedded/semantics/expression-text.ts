import { compareStrings } from './compare.ts';
import { dateToIso } from './date-text.ts';
import { CommandError } from './error.ts';
import { binary, named, type OperatorCompiler, type Operators, unary, variadic } from './expression-types.ts';
import { isIntegral, isNumber, toJsNumber } from './number.ts';
import { toRegExp } from './regex.ts';
import { type Doc, isNullish, isRegex, isSymbol, typeOf, type Value } from './values.ts';

const ANY = Number.POSITIVE_INFINITY;

function textOrRefuse(value: Value, code: number, message: string): string {
  if (typeof value === 'string') return value;
  throw new CommandError(code, message.replace('%', typeOf(value)));
}

/** Strings, numbers, dates and symbols as text; null and missing as the empty string. */
function coerced(value: Value): string {
  if (isNullish(value)) return '';
  if (typeof value === 'string') return value;
  if (isNumber(value)) return value.toString();
  if (value instanceof Date) return dateToIso(value);
  if (isSymbol(value)) return value.value;
  throw new CommandError(16007, `can't convert from BSON type ${typeOf(value)} to String`);
}

/** MongoDB changes the case of ASCII letters alone. */
const lower = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
const upper = (text: string): string => text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());

const position = (value: Value, code: number, what: string): number => {
  const number = isNumber(value) && isIntegral(value) ? toJsNumber(value) : Number.NaN;
  if (!(number >= 0))
    throw new CommandError(code, `${what} must be a nonnegative whole number, found ${typeOf(value)}`);
  return number;
};

const substrCP = variadic(3, 3, ([value, start, count], name) => {
  const from = position(start, 34450, `${name}: starting index`);
  const length = position(count, 34453, `${name}: length`);
  return [...coerced(value)].slice(from, from + length).join('');
});

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

const substrBytes = variadic(3, 3, ([value, start, count], name) => {
  const bytes = Buffer.from(coerced(value));
  if (!isNumber(start))
    throw new CommandError(16034, `${name}:  starting index must be a numeric type (is BSON type ${typeOf(start)})`);
  if (!isNumber(count))
    throw new CommandError(16035, `${name}:  length must be a numeric type (is BSON type ${typeOf(count)})`);
  const [from, length] = [Math.trunc(toJsNumber(start)), Math.trunc(toJsNumber(count))];
  if (from < 0) throw new CommandError(50752, `${name}: starting index must be non-negative (got: ${from})`);
  const until = length < 0 ? bytes.length : Math.min(bytes.length, from + length);
  if (isContinuation(bytes[from]))
    throw new CommandError(28656, `${name}:  Invalid range, starting index is a UTF-8 continuation byte.`);
  if (isContinuation(bytes[until]))
    throw new CommandError(28657, `${name}:  Invalid range, ending index is in the middle of a UTF-8 character.`);
  return bytes.toString('utf8', from, Math.max(from, until));
});

/** Positions are counted in whole characters or in bytes; both are searched on a list of units. */
const indexOf = (code: number, units: (text: string) => ArrayLike<string | number>): OperatorCompiler =>
  variadic(2, 4, ([value, wanted, from, until], name) => {
    if (isNullish(value)) return null;
    const text = units(textOrRefuse(value, code, `${name} requires a string as the first argument, found: %`));
    const part = units(textOrRefuse(wanted, code + 1, `${name} requires a string as the second argument, found: %`));
    const start = from === undefined ? 0 : position(from, 40096, `${name}: starting index`);
    const end =
      until === undefined ? text.length : Math.min(text.length, position(until, 40096, `${name}: ending index`));
    for (let at = start; at + part.length <= end; at += 1) {
      let matched = 0;
      while (matched < part.length && text[at + matched] === part[matched]) matched += 1;
      if (matched === part.length && (at < end || part.length === 0)) return at;
    }
    return -1;
  });

const BLANKS = '\0 \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a';

const trimmer = (atStart: boolean, atEnd: boolean): OperatorCompiler =>
  named(['input'], ['chars'], ({ input, chars }, name) => {
    if (isNullish(input) || chars === null) return null;
    const text = [...textOrRefuse(input, 50699, `${name} requires its input to be a string, got % instead.`)];
    const blanks = new Set(
      chars === undefined
        ? BLANKS
        : textOrRefuse(chars, 50700, `${name} requires 'chars' to be a string, got % instead.`),
    );
    let [start, end] = [0, text.length];
    while (atStart && start < end && blanks.has(text[start] ?? '')) start += 1;
    while (atEnd && end > start && blanks.has(text[end - 1] ?? '')) end -= 1;
    return text.slice(start, end).join('');
  });

type ReplaceArguments = Readonly<Record<'input' | 'find' | 'replacement', Value>>;

const replacer = (replace: (text: string, find: string, replacement: string) => string): OperatorCompiler =>
  named(['input', 'find', 'replacement'], [], (values: ReplaceArguments, name) => {
    const texts = [values.input, values.find, values.replacement];
    for (const [at, value] of texts.entries())
      if (!isNullish(value) && typeof value !== 'string')
        throw new CommandError(
          51746 - at,
          `${name} requires that '${['input', 'find', 'replacement'][at]}' be a string, found: ${typeOf(value)}`,
        );
    const [text, find, replacement] = texts;
    if (typeof text !== 'string' || typeof find !== 'string' || typeof replacement !== 'string') return null;
    return replace(text, find, replacement);
  });

type RegexArguments = Readonly<Record<'input' | 'regex' | 'options', Value>>;

function searchOf(
  { input, regex, options }: RegexArguments,
  name: string,
): { text: string; search: RegExp } | undefined {
  if (isNullish(input) || isNullish(regex)) return undefined;
  const text = textOrRefuse(input, 51104, `${name} needs 'input' to be of type string, found %`);
  if (!isNullish(options) && typeof options !== 'string')
    throw new CommandError(51106, `${name} needs 'options' to be of type string`);
  const own = isRegex(regex) ? regex : undefined;
  if (own && own.options !== '' && typeof options === 'string' && options !== '')
    throw new CommandError(51107, `${name}: found regex option(s) specified in both 'regex' and 'option' fields`);
  const pattern = own ? own.pattern : textOrRefuse(regex, 51105, `${name} needs 'regex' to be of type string or regex`);
  return {
    text,
    search: toRegExp(pattern, typeof options === 'string' && options !== '' ? options : (own?.options ?? ''), 'g'),
  };
}

const found = (match: RegExpMatchArray, text: string): Doc => ({
  match: match[0],
  idx: [...text.slice(0, match.index)].length,
  captures: match.slice(1).map((capture) => capture ?? null),
});

const regexOperator = (
  answer: (matches: () => Iterable<RegExpMatchArray>, text: string) => Value,
  none: Value,
): OperatorCompiler =>
  named(['input', 'regex'], ['options'], (values: RegexArguments, name) => {
    const task = searchOf(values, name);
    return task ? answer(() => task.text.matchAll(task.search), task.text) : none;
  });

const firstOf = (matches: () => Iterable<RegExpMatchArray>): RegExpMatchArray | undefined => {
  for (const match of matches()) return match;
  return undefined;
};

const changeCase = (change: (text: string) => string): OperatorCompiler => unary((value) => change(coerced(value)));

export const textOperators: Operators = {
  $concat: variadic(0, ANY, (values) => {
    if (values.some(isNullish)) return null;
    return values.map((value) => textOrRefuse(value, 16702, '$concat only supports strings, not %')).join('');
  }),
  $toLower: changeCase(lower),
  $toUpper: changeCase(upper),
  $strcasecmp: binary((left, right) => compareStrings(upper(coerced(left)), upper(coerced(right)))),
  $strLenCP: unary((value) => [...textOrRefuse(value, 34471, '$strLenCP requires a string argument, found: %')].length),
  $strLenBytes: unary((value) =>
    Buffer.byteLength(textOrRefuse(value, 34473, '$strLenBytes requires a string argument, found: %')),
  ),
  $substr: substrBytes,
  $substrBytes: substrBytes,
  $substrCP: substrCP,
  $indexOfCP: indexOf(40093, (text) => [...text]),
  $indexOfBytes: indexOf(40091, (text) => Buffer.from(text)),
  $split: binary((value, separator) => {
    if (isNullish(value) || isNullish(separator)) return null;
    const text = textOrRefuse(
      value,
      40085,
      '$split requires an expression that evaluates to a string as a first argument, found: %',
    );
    const at = textOrRefuse(
      separator,
      40086,
      '$split requires an expression that evaluates to a string as a second argument, found: %',
    );
    if (at === '') throw new CommandError(40087, '$split requires a non-empty separator');
    return text.split(at);
  }),
  $trim: trimmer(true, true),
  $ltrim: trimmer(true, false),
  $rtrim: trimmer(false, true),
  $replaceOne: replacer((text, find, replacement) => text.replace(find, () => replacement)),
  $replaceAll: replacer((text, find, replacement) => text.replaceAll(find, () => replacement)),
  $regexMatch: regexOperator((matches) => firstOf(matches) !== undefined, false),
  $regexFind: regexOperator((matches, text) => {
    const match = firstOf(matches);
    return match ? found(match, text) : null;
  }, null),
  $regexFindAll: regexOperator((matches, text) => Array.from(matches(), (match) => found(match, text)), []),
};
