import { Fault } from '../../core/fault.ts';

/**
 * Ends the waiting, not the work: what does not heed the signal may still finish later, which is why everything done here has to be
 * harmless twice.
 */
export async function withinLimit<Value>(
  milliseconds: number,
  outer: AbortSignal,
  act: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const limit = new AbortController();
  const signal = AbortSignal.any([outer, limit.signal]);
  const timer = setTimeout(
    () => limit.abort(new Fault('timeout', `Gave up after ${milliseconds / 1000} s`)),
    milliseconds,
  );
  let stopWaiting: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stopWaiting = () => reject(signal.reason);
    signal.addEventListener('abort', stopWaiting, { once: true });
  });
  try {
    if (signal.aborted) throw signal.reason;
    return await Promise.race([act(signal), aborted]);
  } finally {
    clearTimeout(timer);
    if (stopWaiting) signal.removeEventListener('abort', stopWaiting);
  }
}

/** What a person may read about a failure in a list of failed work; longer stories are in the log. */
export const describeFailure = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 300);
