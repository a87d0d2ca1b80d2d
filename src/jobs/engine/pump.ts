import type { Lane, LaneHold } from '../../core/delivery/types.ts';
import type { LaneSource, Lease, Leases } from '../../core/delivery/work.ts';
import { Fault } from '../../core/fault.ts';

/** What became of a look into a lane; `more`: it stopped so that others have their turn. */
export interface LaneProgress {
  readonly handled: number;
  readonly more: boolean;
}

interface Deps {
  readonly leases: Leases;
  readonly source: LaneSource;
  /** Handles what is due in a lane, in order. Throws only when the store fails. */
  readonly handle: (lane: Lane, hold: LaneHold) => Promise<LaneProgress>;
  /** Lanes worked on at once. */
  readonly concurrency: number;
  /** Every process looks for itself this often: for retries that are due, and for what others stored or left behind. */
  readonly sweepEvery: number;
  /** After something was handled the lane is kept for a while, so that what comes soon is handled together and the hold is not taken anew. */
  readonly linger?: { readonly milliseconds: number; readonly endsWhenWoken: boolean };
  readonly onFault: (error: unknown) => void;
}

export interface Pump {
  start(): void;
  wake(lane: Lane): void;
  /** Works until nothing more can be done by now; how much was. */
  settle(): Promise<number>;
  /** Takes nothing new, finishes what is in hand and gives its lanes back. */
  stop(): Promise<void>;
}

interface ActiveLane {
  lookAgain: boolean;
  /** Ends the lingering, if it lingers. */
  goOn?: (() => void) | undefined;
}

/** Keeps the hold alive; the signal aborts once it is lost or could not be renewed in time. */
function keepHold(leases: Leases, lease: Lease) {
  const lost = new AbortController();
  let renewedAt = performance.now();
  const renew = async () => {
    const begun = performance.now();
    const isHeld = await leases.renew(lease).catch(() => undefined);
    if (isHeld) renewedAt = begun;
    const hasRunOut = performance.now() - renewedAt > leases.duration;
    if (isHeld === false || hasRunOut) lost.abort(new Fault('unavailable', 'The hold on the lane was lost'));
  };
  const timer = setInterval(renew, leases.duration / 3);
  return { signal: lost.signal, end: () => clearInterval(timer) };
}

/**
 * Drains lanes: woken at once for what this process stored, and by its own sweep for everything else.
 * Longer than most, for its parts share what is active and what waits.
 */
export function createPump({ leases, source, handle, concurrency, sweepEvery, linger, onFault }: Deps): Pump {
  const active = new Map<string, ActiveLane>();
  const waiting = new Map<string, Lane>();
  let changed: PromiseWithResolvers<void> = newSignal();
  let sweeping: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isStopping = false;
  let isSettling = false;
  let handledInAll = 0;

  const announce = () => {
    const before = changed;
    changed = newSignal();
    before.resolve();
  };

  async function lingerOn(state: ActiveLane): Promise<void> {
    const isWaitedFor = waiting.size > 0 || (linger?.endsWhenWoken && state.lookAgain);
    if (linger === undefined || isStopping || isSettling || isWaitedFor) return;
    // Those who rest end it on the same beat: who reads the same then reads it once for all.
    const beat = linger.endsWhenWoken ? 0 : performance.now() % linger.milliseconds;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, linger.milliseconds - beat);
      state.goOn = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    state.goOn = undefined;
  }

  function endLingering(): void {
    for (const { goOn } of active.values()) goOn?.();
  }

  async function drain(lane: Lane, lease: Lease, state: ActiveLane): Promise<void> {
    const { signal, end } = keepHold(leases, lease);
    try {
      let tookOver = lease.tookOver;
      // One look in vain is no sign of quiet: what woke us may have been read by the look before.
      let isBusy = false;
      do {
        let progress: LaneProgress;
        do {
          state.lookAgain = false;
          progress = await handle(lane, { fence: lease.fence, tookOver, signal });
          handledInAll += progress.handled;
          tookOver = false;
          if ((progress.handled > 0 || isBusy) && !progress.more) await lingerOn(state);
          isBusy = progress.handled > 0;
        } while (state.lookAgain && !progress.more && !isStopping && !signal.aborted);
        if (signal.aborted) return;
        state.lookAgain ||= progress.more;
      } while ((await leases.release(lease)) === 'wanted' && !isStopping);
    } catch (error) {
      await leases.release(lease).catch(() => {});
      throw error;
    } finally {
      end();
    }
  }

  async function work(lane: Lane, state: ActiveLane): Promise<void> {
    try {
      const lease = await leases.claim(lane);
      if (lease) await drain(lane, lease, state);
    } catch (error) {
      // The lane is found again by the next sweep.
      state.lookAgain = false;
      onFault(error);
    } finally {
      active.delete(lane.id);
      if (state.lookAgain && !isStopping) waiting.set(lane.id, lane);
      fill();
      announce();
    }
  }

  function fill(): void {
    for (const [id, lane] of waiting) {
      if (isStopping || active.size >= concurrency) return;
      waiting.delete(id);
      const state: ActiveLane = { lookAgain: false };
      active.set(id, state);
      // Not before what woke us has answered its caller: the acknowledgement goes first.
      setImmediate(() => void work(lane, state));
    }
  }

  function wake(lane: Lane): void {
    if (isStopping) return;
    const state = active.get(lane.id);
    if (state) {
      state.lookAgain = true;
      if (linger?.endsWhenWoken) state.goOn?.();
    } else {
      waiting.set(lane.id, lane);
      if (active.size >= concurrency) endLingering();
      fill();
    }
  }

  async function sweepOnce(): Promise<void> {
    const seen = new Set<string>();
    for await (const lane of source.dueLanes()) {
      if (seen.has(lane.id)) continue;
      seen.add(lane.id);
      wake(lane);
      while (waiting.size >= concurrency && !isStopping) await changed.promise;
      if (isStopping) return;
    }
  }

  function sweep(): Promise<void> {
    sweeping ??= sweepOnce()
      .catch(onFault)
      .finally(() => {
        sweeping = undefined;
      });
    return sweeping;
  }

  async function whenIdle(): Promise<void> {
    while (active.size > 0 || (waiting.size > 0 && !isStopping)) await changed.promise;
  }

  return {
    start() {
      timer = setInterval(() => void sweep(), sweepEvery);
      void sweep();
    },
    wake,
    async settle() {
      const atFirst = handledInAll;
      let before: number;
      isSettling = true;
      endLingering();
      do {
        before = handledInAll;
        await sweep();
        await whenIdle();
      } while (handledInAll > before && !isStopping);
      isSettling = false;
      return handledInAll - atFirst;
    },
    async stop() {
      isStopping = true;
      clearInterval(timer);
      waiting.clear();
      endLingering();
      announce();
      await sweeping;
      await whenIdle();
    },
  };
}

/** Node 20 has no Promise.withResolvers. */
function newSignal(): PromiseWithResolvers<void> {
  let resolve: () => void = () => {};
  let reject: () => void = () => {};
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

interface PromiseWithResolvers<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
  readonly reject: (reason?: unknown) => void;
}
