import { invalid } from '../fault.ts';
import { DAY, type Instant } from '../time/types.ts';
import type { ApiKey, KeyToken } from './types.ts';

export const DEFAULT_REQUESTS_PER_MINUTE = 600;
/** The wall in front of every address stands at 1,200 a minute; a key has to stay below it to mean something. */
export const MOST_REQUESTS_PER_MINUTE = 1_200;
const LONGEST_OVERLAP = 30 * DAY;

/** Known in logs and by scanners that look for leaked secrets. */
const TOKEN = /^parley_(key_[0-9a-z]{26})_([\w-]{43})$/;

export const tokenOf = (id: string, secret: string): string => `parley_${id}_${secret}`;

/** The key a token says it belongs to. */
export const keyNamedBy = (token: string): string | undefined => TOKEN.exec(token)?.[1];

export const isInForce = ({ revokedAt, expiresAt }: ApiKey, now: Instant): boolean =>
  revokedAt === undefined && (expiresAt === undefined || now < expiresAt);

export const opens = ({ tokens }: ApiKey, hash: string, now: Instant): boolean =>
  tokens.some((token) => token.hash === hash && (token.until === undefined || now < token.until));

/** The former token works until then, never longer than it did before; those before it are over. */
export function turnTokens(tokens: readonly KeyToken[], hash: string, until: Instant): readonly KeyToken[] {
  const [former] = tokens;
  if (former === undefined) return [{ hash }];
  return [{ hash }, { hash: former.hash, until: Math.min(until, former.until ?? until) }];
}

export function checkOverlap(until: Instant, now: Instant): void {
  if (until < now) throw invalid('/overlapUntil', 'lies in the past; leave it out to end the former token at once');
  if (until > now + LONGEST_OVERLAP) throw invalid('/overlapUntil', 'must be within 30 days from now');
}

export function checkExpiry(expiresAt: Instant | undefined, now: Instant): void {
  if (expiresAt !== undefined && expiresAt <= now) throw invalid('/expiresAt', 'must lie in the future');
}
