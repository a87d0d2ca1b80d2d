import type { Operators } from './expression-types.ts';

export const setOperators: Operators = {};
