import type { Connection } from 'mongoose';
import type { Lane } from '../core/delivery/types.ts';
import type { Lease, Leases } from '../core/delivery/work.ts';
import type { Clock } from '../core/ports.ts';
import { duplicateIndex } from './connection.ts';
import { bindModel } from './models/definition.ts';
import { leaseModel } from './models/lease.ts';

interface Deps {
  readonly connection: Connection;
  /** Leases tell whether a process still lives: they run on the machine's clock even where the sandbox has turned ours. */
  readonly machineClock: Clock;
  /** Names this process. */
  readonly holder: string;
  readonly duration?: number;
}

const DURATION = 30_000;

/**
 * Holds on lanes, won by compare-and-set on one small document per lane. Clocks of several machines may differ by a few seconds
 * (NTP keeps them closer): the duration leaves room for that, and the fence catches what slips through.
 */
export function createLeases({ connection, machineClock, holder, duration = DURATION }: Deps): Leases {
  const model = bindModel(connection, leaseModel);

  async function take(lane: Lane): Promise<Lease | undefined> {
    const now = machineClock.now();
    const before = await model
      .findOneAndUpdate(
        { _id: lane.id, until: { $lte: now } },
        { $set: { holder, until: now + duration, wanted: false, usedAt: now }, $inc: { fence: 1 } },
        { returnDocument: 'before' },
      )
      .lean();
    if (before) return { lane, fence: before.fence + 1, tookOver: before.until > 0 };
    return undefined;
  }

  /**
   * A lane's first fence is the time it was made: idle leases are cleared away, and one made again later still counts higher
   * than any hold before it, for holds are rarer than milliseconds.
   */
  async function make(lane: Lane): Promise<Lease | undefined> {
    const now = machineClock.now();
    const { id, organisationId } = lane;
    try {
      await model.insertOne({
        _id: id,
        organisationId,
        holder,
        until: now + duration,
        fence: now,
        wanted: false,
        usedAt: now,
      });
      return { lane, fence: now, tookOver: false };
    } catch (error) {
      if (duplicateIndex(error)) return undefined;
      throw error;
    }
  }

  /** True: its holder will look once more. False: there is no holder any more. */
  async function want(lane: Lane): Promise<boolean> {
    const wanted = { $set: { wanted: true } };
    const { matchedCount } = await model.updateOne({ _id: lane.id, until: { $gt: machineClock.now() } }, wanted);
    return matchedCount > 0;
  }

  return {
    duration,
    async claim(lane) {
      const taken = await take(lane);
      if (taken) return taken;
      if (await want(lane)) return undefined;
      return (await make(lane)) ?? (await take(lane));
    },
    async renew({ lane, fence }) {
      const now = machineClock.now();
      const { matchedCount } = await model.updateOne(
        { _id: lane.id, fence, until: { $gt: 0 } },
        { $set: { until: now + duration, usedAt: now } },
      );
      return matchedCount > 0;
    },
    async release({ lane, fence }) {
      const mine = { _id: lane.id, fence, until: { $gt: 0 } };
      const freed = await model.updateOne({ ...mine, wanted: false }, { $set: { until: 0, holder: '' } });
      if (freed.matchedCount > 0) return 'released';
      const kept = await model.updateOne(mine, { $set: { wanted: false } });
      return kept.matchedCount > 0 ? 'wanted' : 'lost';
    },
  };
}
