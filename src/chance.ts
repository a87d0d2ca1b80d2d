import type { Chance } from './core/ports.ts';

/** For spreading retries over time; whatever must not be guessed comes from node:crypto instead. */
export const systemChance: Chance = Math.random;
