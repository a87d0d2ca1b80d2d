import type { Instant } from './time/types.ts';

export interface Clock {
  now(): Instant;
}

/** Fields carry ids and counts, never what a person wrote, nor how to reach them. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Log;
}
