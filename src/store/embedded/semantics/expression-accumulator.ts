import { accumulators } from './accumulator.ts';
import { listOf, type OperatorCompiler, type Operators } from './expression-types.ts';
import type { Value } from './values.ts';

/** Over several arguments, or over the items of one argument that is a list. */
const overList: OperatorCompiler = (argument, { compile }, name) => {
  const parts = listOf(argument).map((part) => compile(part));
  const create = accumulators[name];
  return (root) => {
    const values: Value[] = parts.map((part) => part(root));
    const [only] = values;
    const accumulator = create?.();
    for (const value of values.length === 1 && Array.isArray(only) ? only : values) accumulator?.add(value);
    return accumulator?.result();
  };
};

export const accumulatorOperators: Operators = {
  $sum: overList,
  $avg: overList,
  $min: overList,
  $max: overList,
  $stdDevPop: overList,
  $stdDevSamp: overList,
};
