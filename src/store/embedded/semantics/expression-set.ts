import { compareValues } from './compare.ts';
import { CommandError } from './error.ts';
import { binary, type OperatorCompiler, type Operators, unary, variadic } from './expression-types.ts';
import { keyText } from './key.ts';
import { isTruthy } from './number.ts';
import { isNullish, typeOf, type Value } from './values.ts';

const ANY = Number.POSITIVE_INFINITY;

function arrayOf(value: Value, name: string, code: number): readonly Value[] {
  if (!Array.isArray(value))
    throw new CommandError(code, `All operands of ${name} must be arrays. One argument is of type: ${typeOf(value)}`);
  return value;
}

/** Each value once, equal numbers of different types being one; the first of them stands. */
function distinct(items: readonly Value[]): Map<string, Value> {
  const found = new Map<string, Value>();
  for (const item of items) {
    const key = keyText(item);
    if (!found.has(key)) found.set(key, item);
  }
  return found;
}

const inOrder = (items: Iterable<Value>): Value[] => [...items].sort(compareValues);

const union = variadic(0, ANY, (values, name) => {
  if (values.some(isNullish)) return null;
  return inOrder(distinct(values.flatMap((value) => arrayOf(value, name, 17043))).values());
});

const intersection = variadic(0, ANY, (values, name) => {
  if (values.some(isNullish)) return null;
  const [first, ...others] = values.map((value) => distinct(arrayOf(value, name, 17047)));
  if (!first) return [];
  return inOrder([...first].filter(([key]) => others.every((other) => other.has(key))).map(([, value]) => value));
});

const difference = binary((left, right, name) => {
  if (isNullish(left) || isNullish(right)) return null;
  const gone = distinct(arrayOf(right, name, 17049));
  return [...distinct(arrayOf(left, name, 17048))].filter(([key]) => !gone.has(key)).map(([, value]) => value);
});

const isSubset = binary((left, right, name) => {
  const whole = distinct(arrayOf(right, name, 17042));
  return [...distinct(arrayOf(left, name, 17046)).keys()].every((key) => whole.has(key));
});

const equals = variadic(2, ANY, (values, name) => {
  const [first = new Map(), ...others] = values.map((value) => distinct(arrayOf(value, name, 17044)));
  return others.every((other) => other.size === first.size && [...other.keys()].every((key) => first.has(key)));
});

const elements = (code: number, holds: (items: readonly Value[]) => boolean): OperatorCompiler =>
  unary((value, name) => {
    if (!Array.isArray(value))
      throw new CommandError(code, `${name}'s argument must be an array, but is ${typeOf(value)}`);
    return holds(value);
  });

export const setOperators: Operators = {
  $setUnion: union,
  $setIntersection: intersection,
  $setDifference: difference,
  $setIsSubset: isSubset,
  $setEquals: equals,
  $allElementsTrue: elements(17040, (items) => items.every(isTruthy)),
  $anyElementTrue: elements(17041, (items) => items.some(isTruthy)),
};
