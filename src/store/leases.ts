import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Lane } from '../core/delivery/types.ts';
import type { Lease, Leases } from '../core/delivery/work.ts';
import type { Clock } from '../core/ports.ts';
import { nativeCollection } from './connection.ts';
import { gathered } from './gathered.ts';
import { type LeaseDocument, leaseModel } from './models/lease.ts';
import { changesTogether, insertsTogether } from './together.ts';

interface Deps {
  readonly connection: Connection;
  /** Leases tell whether a process still lives: they run on the machine's clock even where the sandbox has turned ours. */
  readonly machineClock: Clock;
  /** Names this process. */
  readonly holder: string;
  readonly duration?: number;
}

const DURATION = 30_000;

/** `again`: it was given back in the very moment in which it was asked for. */
type Claimed = Lease | 'held' | 'missing' | 'again';

/**
 * Holds on lanes, won by compare-and-set on one small document per lane. Clocks of several machines may differ by a few seconds
 * (NTP keeps them closer): the duration leaves room for that, and the fence catches what slips through. Lanes that are asked for or
 * given back at the same time go in one command, for every turn and every message takes one.
 */
export function createLeases({ connection, machineClock, holder, duration = DURATION }: Deps): Leases {
  const leases = nativeCollection<LeaseDocument>(connection, leaseModel);
  const insert = insertsTogether<LeaseDocument>(nativeCollection(connection, leaseModel));
  const change = changesTogether(nativeCollection(connection, leaseModel));

  /**
   * Most lanes are free, and then one condition takes them. The time serves as the fence, as it does for a lane that is made, where it is
   * higher than the one before; undefined: the lane is not free, not there, or was held by somebody whose clock is ahead.
   */
  async function takeFree(lane: Lane): Promise<Lease | undefined> {
    const fence = machineClock.now();
    const mine = { holder, until: fence + duration, fence, wanted: false, usedAt: fence, tookOver: false };
    const isTaken = await change({
      filter: { _id: lane.id, until: 0, fence: { $lt: fence } },
      update: { $set: mine },
    });
    return isTaken ? { lane, fence, tookOver: false } : undefined;
  }

  /** Free ones are taken, those of the dead are taken over, and the others are marked as wanted: who holds them looks once more. */
  const take = gathered(async (lanes: readonly Lane[]): Promise<readonly Claimed[]> => {
    const now = machineClock.now();
    const claim = randomUUID();
    const ids = [...new Set(lanes.map(({ id }) => id))];
    const mine = { holder, until: now + duration, wanted: false, usedAt: now, claim };
    const all = { _id: { $in: ids } };
    await leases.bulkWrite(
      [
        {
          updateMany: {
            filter: { ...all, until: 0 },
            update: { $set: { ...mine, tookOver: false }, $inc: { fence: 1 } },
          },
        },
        {
          updateMany: {
            filter: { ...all, until: { $gt: 0, $lte: now } },
            update: { $set: { ...mine, tookOver: true }, $inc: { fence: 1 } },
          },
        },
        {
          updateMany: {
            filter: { ...all, until: { $gt: now }, claim: { $ne: claim } },
            update: { $set: { wanted: true } },
          },
        },
      ],
      { ordered: true },
    );
    const found = new Map((await leases.find(all).toArray()).map((document) => [document._id, document]));
    // Of two who asked here for the same lane only the first has it.
    const given = new Set<string>();
    return lanes.map((lane) => {
      const lease = found.get(lane.id);
      if (lease === undefined) return 'missing';
      if (lease.claim === claim && !given.has(lane.id)) {
        given.add(lane.id);
        return { lane, fence: lease.fence, tookOver: lease.tookOver === true };
      }
      return lease.until > now && lease.claim !== claim ? 'held' : 'again';
    });
  });

  /**
   * A lane's first fence is the time it was made: idle leases are cleared away, and one made again later still counts higher
   * than any hold before it, for holds are rarer than milliseconds.
   */
  async function make(lane: Lane): Promise<Lease | undefined> {
    const now = machineClock.now();
    const { id: _id, organisationId } = lane;
    const fresh = { _id, organisationId, holder, until: now + duration, fence: now, wanted: false, usedAt: now };
    return (await insert(fresh)) ? { lane, fence: now, tookOver: false } : undefined;
  }

  const mineOf = ({ lane, fence }: Lease) => ({ _id: lane.id, fence, until: { $gt: 0 } });

  /** True where nobody wanted it meanwhile; what was not given back is looked at one by one. */
  const free = gathered(async (held: readonly Lease[]): Promise<readonly boolean[]> => {
    const { matchedCount } = await leases.bulkWrite(
      held.map((lease) => ({
        updateOne: { filter: { ...mineOf(lease), wanted: false }, update: { $set: { until: 0, holder: '' } } },
      })),
      { ordered: false },
    );
    if (matchedCount === held.length) return held.map(() => true);
    const found = await leases.find({ _id: { $in: held.map(({ lane }) => lane.id) } }).toArray();
    const left = new Map(found.map(({ _id, fence, until }) => [_id, until === 0 ? fence : undefined]));
    // Where a later hold is on it by now it is not ours any more, however that came to be.
    return held.map(({ lane, fence }) => held.length > 1 && left.get(lane.id) === fence);
  });

  return {
    duration,
    async endHoldsOf(isGone) {
      const now = machineClock.now();
      // Whoever holds one has taken or renewed it within its duration; that narrows it down by an index.
      const held = { usedAt: { $gte: now - duration }, until: { $gt: now } };
      const found = await leases.find(held, { projection: { holder: 1 } }).toArray();
      const gone = [...new Set(found.map((lease) => lease.holder))].filter(isGone);
      if (gone.length === 0) return 0;
      // Not given back but run out: whoever takes one next looks after what was left in the middle.
      const { modifiedCount } = await leases.updateMany({ ...held, holder: { $in: gone } }, { $set: { until: now } });
      return modifiedCount;
    },
    async claim(lane) {
      const free = await takeFree(lane);
      if (free !== undefined) return free;
      for (;;) {
        const claimed = await take(lane);
        if (typeof claimed === 'object') return claimed;
        if (claimed === 'held') return undefined;
        const made = claimed === 'missing' ? await make(lane) : undefined;
        if (made !== undefined) return made;
      }
    },
    async renew(lease) {
      const now = machineClock.now();
      const { matchedCount } = await leases.updateOne(mineOf(lease), { $set: { until: now + duration, usedAt: now } });
      return matchedCount > 0;
    },
    async release(lease) {
      if (await free(lease)) return 'released';
      const kept = await leases.updateOne(mineOf(lease), { $set: { wanted: false } });
      return kept.matchedCount > 0 ? 'wanted' : 'lost';
    },
  };
}
