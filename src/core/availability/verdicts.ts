/** What became of each candidate of a grid: one byte per start, 0 while it stands, else the reason why it fell. */
import type { EmptyReason } from './types.ts';

export type Verdicts = Uint8Array;

export const STANDS = 0;

/** The order is the order of the phases: a candidate that fell later came further. */
const REASONS = [
  'closed',
  'past',
  'notice',
  'window',
  'full',
  'resource',
  'limit',
  'sequence',
] as const satisfies readonly EmptyReason[];

const codes = new Map<EmptyReason, number>(REASONS.map((reason, index) => [reason, index + 1]));

export const codeOf = (reason: EmptyReason): number => codes.get(reason) ?? STANDS;

export const reasonOf = (code: number): EmptyReason | undefined => REASONS[code - 1];

/** A candidate falls once; what comes later does not change why. */
export function dropRange(verdicts: Verdicts, from: number, to: number, reason: EmptyReason): void {
  const code = codeOf(reason);
  for (let index = from; index < to; index++) if (verdicts[index] === STANDS) verdicts[index] = code;
}
