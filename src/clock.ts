import type { Clock } from './core/ports.ts';

/** The one place of the service that reads the machine's clock; everybody else is handed a clock. */
export const systemClock: Clock = { now: () => Date.now() };
