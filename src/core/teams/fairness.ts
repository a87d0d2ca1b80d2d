/** How fairly a pool's visits were dealt, computed from the log alone. */
import type { AssignmentId, MemberId } from '../ids.ts';
import type { AssignedRecord, LogRecord } from './types.ts';

interface HostFairness {
  readonly host: MemberId;
  /** Visits dealt to the host that still stand. */
  readonly assigned: number;
  readonly returned: number;
  readonly byHand: number;
  /** Of all standing visits, from 0 to 1. */
  readonly share: number;
  readonly target: number;
  readonly targetShare: number;
  /** Visits above (or, negative, below) the target. */
  readonly deviation: number;
}

export interface Fairness {
  readonly assigned: number;
  readonly returned: number;
  readonly hosts: readonly HostFairness[];
  /** Visits between the host most above its target and the one most below. */
  readonly spread: number;
  readonly largestDeviation: number;
}

/** Given back and not counted again afterwards. */
function returnedOf(records: readonly LogRecord[]): ReadonlySet<AssignmentId> {
  const restored = new Set(records.filter(({ kind }) => kind === 'restored').map(({ assignment }) => assignment));
  const returned = records.filter(({ kind, assignment }) => kind === 'returned' && !restored.has(assignment));
  return new Set(returned.map(({ assignment }) => assignment));
}

function standingOf(records: readonly LogRecord[]): readonly AssignedRecord[] {
  const returned = returnedOf(records);
  return records.filter(
    (record): record is AssignedRecord => record.kind === 'assigned' && !returned.has(record.assignment),
  );
}

/**
 * The target is the sum of the shares of the visits that stand: what was each host's due when it was there to take
 * it. A host named in `hosts` is listed even if it never got a visit.
 */
export function measureFairness(records: readonly LogRecord[], hosts: readonly MemberId[]): Fairness {
  const standing = standingOf(records);
  const returnedIds = returnedOf(records);
  const returned = records.filter(({ kind, assignment }) => kind === 'returned' && returnedIds.has(assignment));
  const listed = [...new Set([...hosts, ...records.map(({ host }) => host)])];
  const ofAll = (visits: number): number => (standing.length === 0 ? 0 : visits / standing.length);
  const figures = listed.map((host): HostFairness => {
    const own = standing.filter((record) => record.host === host);
    const target = standing.reduce((sum, { shares }) => sum + (shares[host] ?? 0), 0);
    return {
      host,
      assigned: own.length,
      returned: returned.filter((record) => record.host === host).length,
      byHand: own.filter(({ byHand }) => byHand !== null).length,
      share: ofAll(own.length),
      target,
      targetShare: ofAll(target),
      deviation: own.length - target,
    };
  });
  const deviations = figures.map(({ deviation }) => deviation);
  return {
    assigned: standing.length,
    returned: returned.length,
    hosts: figures,
    spread: figures.length === 0 ? 0 : Math.max(...deviations) - Math.min(...deviations),
    largestDeviation: Math.max(0, ...deviations.map(Math.abs)),
  };
}
