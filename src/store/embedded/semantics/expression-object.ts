import type { Operators } from './expression-types.ts';

export const objectOperators: Operators = {};
