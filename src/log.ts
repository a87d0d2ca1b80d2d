import { types } from 'node:util';
import { type DestinationStream, pino } from 'pino';
import type { Log } from './core/ports.ts';

/**
 * Nothing private is logged: no message text, phone number, mail address or token. Three walls: callers log ids, these names are
 * struck out wherever they stand in a log line, and whatever an error says is masked.
 */
const PRIVATE_NAMES = [
  'text',
  'body',
  'phone',
  'email',
  'mail',
  'address',
  'token',
  'secret',
  'password',
  'authorization',
  'cookie',
  'key',
  'name',
  'note',
  'notes',
  'answers',
];
const DEPTHS = ['', '*.', '*.*.', '*.*.*.'];

const MASKS: readonly [RegExp, string][] = [
  // The driver quotes the values of a duplicate key and the credentials of an address.
  [/dup key: \{.*\}/gs, 'dup key: {…}'],
  [/(\w+:\/\/)[^\s/@]+@/g, '$1…@'],
  [/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, '…@…'],
  [/\+?\d[\d\s().-]{6,}\d/g, '…'],
  [/\b(Bearer|Basic)\s+\S+/gi, '$1 …'],
];

const maskPrivate = (text: string): string =>
  MASKS.reduce((masked, [pattern, instead]) => masked.replace(pattern, instead), text);

function describeError(error: unknown): object {
  if (!types.isNativeError(error)) return { type: typeof error };
  const code = 'code' in error ? { code: error.code } : {};
  const cause = error.cause === undefined ? {} : { cause: describeError(error.cause) };
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return {
    type: error.name,
    ...code,
    message: maskPrivate(error.message),
    stack: frames.slice(0, 12).join('\n'),
    ...cause,
  };
}

export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    serializers: { err: describeError },
    redact: { paths: PRIVATE_NAMES.flatMap((name) => DEPTHS.map((depth) => depth + name)), censor: '…' },
  };
  return destination ? pino(options, destination) : pino(options);
}
