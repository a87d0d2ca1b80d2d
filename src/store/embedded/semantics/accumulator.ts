import type { NumberValue } from './compare.ts';
import { compareValues } from './compare.ts';
import { CommandError } from './error.ts';
import type { Expression } from './expression-types.ts';
import { keyText } from './key.ts';
import { calculate, divide, isIntegral, isNumber, numberType, toJsNumber } from './number.ts';
import { compileSort } from './sort.ts';
import { type Doc, fieldOf, isDoc, isNullish, setField, toDouble, typeOf, type Value } from './values.ts';

/** One running result, fed with a value per document. */
export interface Accumulator {
  readonly add: (value: Value) => void;
  readonly result: () => Value;
}

/**
 * The sum has the widest type that was added. Doubles are summed with Neumaier's correction, as a mongod does, so that
 * ten times 0.1 makes 1.
 */
function sumOf(): Accumulator {
  let exact: NumberValue = 0;
  let [sum, lost, hasDouble] = [0, 0, false];
  return {
    add: (value) => {
      if (!isNumber(value)) return;
      if (numberType(value) !== 'double') {
        exact = calculate('add', exact, value);
        return;
      }
      hasDouble = true;
      const number = toJsNumber(value);
      const next = sum + number;
      lost += Math.abs(sum) >= Math.abs(number) ? sum - next + number : number - next + sum;
      sum = next;
    },
    result: () => (hasDouble ? calculate('add', exact, toDouble(Number.isFinite(sum) ? sum + lost : sum)) : exact),
  };
}

function averageOf(): Accumulator {
  const sum = sumOf();
  let count = 0;
  return {
    add: (value) => {
      if (!isNumber(value)) return;
      count += 1;
      sum.add(value);
    },
    result: () => (count === 0 ? null : divide(sum.result() as NumberValue, count)), // a sum is a number
  };
}

/** Null and missing count for nothing. */
const extremeOf = (sign: number) => (): Accumulator => {
  let best: Value = null;
  return {
    add: (value) => {
      if (!isNullish(value) && (best === null || compareValues(value, best) * sign > 0)) best = value;
    },
    result: () => best,
  };
};

/** Welford's method; values that are no numbers count for nothing. */
const deviationOf = (isSample: boolean) => (): Accumulator => {
  let [count, mean, squares] = [0, 0, 0];
  return {
    add: (value) => {
      if (!isNumber(value)) return;
      const number = toJsNumber(value);
      count += 1;
      const before = number - mean;
      mean += before / count;
      squares += before * (number - mean);
    },
    result: () => {
      const divisor = isSample ? count - 1 : count;
      return divisor < 1 ? null : toDouble(Math.sqrt(squares / divisor));
    },
  };
};

const pushAll = (): Accumulator => {
  const items: Value[] = [];
  return {
    add: (value) => {
      if (value !== undefined) items.push(value);
    },
    result: () => items,
  };
};

const distinct = (): Accumulator => {
  const items = new Map<string, Value>();
  return {
    add: (value) => {
      if (value === undefined) return;
      const key = keyText(value);
      if (!items.has(key)) items.set(key, value);
    },
    result: () => [...items.values()],
  };
};

const firstOf = (): Accumulator => {
  let [seen, first]: [boolean, Value] = [false, null];
  return {
    add: (value) => {
      if (!seen) [seen, first] = [true, value ?? null];
    },
    result: () => first,
  };
};

const lastOf = (): Accumulator => {
  let last: Value = null;
  return {
    add: (value) => {
      last = value ?? null;
    },
    result: () => last,
  };
};

const mergeAll = (): Accumulator => {
  const merged: Doc = {};
  return {
    add: (value) => {
      if (isNullish(value)) return;
      if (!isDoc(value))
        throw new CommandError(40400, `$mergeObjects requires object inputs, but input is of type ${typeOf(value)}`);
      for (const name of Object.keys(value)) setField(merged, name, fieldOf(value, name));
    },
    result: () => merged,
  };
};

/** Those that take one value per document, and serve as expressions over a list too where MongoDB has them so. */
export const accumulators: Readonly<Record<string, () => Accumulator>> = {
  $sum: sumOf,
  $avg: averageOf,
  $min: extremeOf(-1),
  $max: extremeOf(1),
  $stdDevPop: deviationOf(false),
  $stdDevSamp: deviationOf(true),
  $push: pushAll,
  $addToSet: distinct,
  $first: firstOf,
  $last: lastOf,
  $mergeObjects: mergeAll,
};

/** What `$group` does with one output field: a fresh accumulator per group, and what to feed it with. */
export interface GroupField {
  readonly create: () => Accumulator;
  readonly input: Expression;
}

type Compile = (value: Value) => Expression;

export function compileAccumulator(name: string, argument: Value, compile: Compile): GroupField {
  const simple = Object.hasOwn(accumulators, name) ? accumulators[name] : undefined;
  if (simple) {
    if (Array.isArray(argument) && argument.length !== 1)
      throw new CommandError(40237, `The ${name} accumulator is a unary operator`);
    return { create: simple, input: compile(Array.isArray(argument) ? argument[0] : argument) };
  }
  if (name === '$count') {
    if (!isDoc(argument) || Object.keys(argument).length > 0)
      throw new CommandError(2, '$count takes no arguments, i.e. $count:{}');
    return { create: sumOf, input: () => 1 };
  }
  if (Object.hasOwn(severals, name) || Object.hasOwn(ranked, name)) return compileSeveral(name, argument, compile);
  throw new CommandError(15952, `unknown group operator '${name}'`);
}

/** The first, last, smallest or largest n. */
const severals: Readonly<Record<string, (items: Value[], count: number) => Value[]>> = {
  $firstN: (items, count) => items.slice(0, count),
  $lastN: (items, count) => items.slice(-count),
  $minN: (items, count) =>
    items
      .filter((item) => !isNullish(item))
      .sort(compareValues)
      .slice(0, count),
  $maxN: (items, count) =>
    items
      .filter((item) => !isNullish(item))
      .sort((a, b) => compareValues(b, a))
      .slice(0, count),
};

const ranked: Readonly<Record<string, { takes: 1 | -1; isList: boolean }>> = {
  $top: { takes: 1, isList: false },
  $topN: { takes: 1, isList: true },
  $bottom: { takes: -1, isList: false },
  $bottomN: { takes: -1, isList: true },
};

/** `n` is a constant, as it must not depend on a document; an expression of constants is computed once. */
function compileSeveral(name: string, argument: Value, compile: Compile): GroupField {
  if (!isDoc(argument))
    throw new CommandError(5787900, `specification must be an object; found ${name}: ${typeOf(argument)}`);
  const rank = Object.hasOwn(ranked, name) ? ranked[name] : undefined;
  const known = rank ? ['output', 'sortBy', ...(rank.isList ? ['n'] : [])] : ['input', 'n'];
  const stray = Object.keys(argument).find((field) => !known.includes(field));
  if (stray !== undefined) throw new CommandError(5787901, `Unknown argument for ${name}: ${stray}`);
  const lacking = known.find((field) => fieldOf(argument, field) === undefined);
  if (lacking !== undefined) throw new CommandError(5787907, `${name} requires an '${lacking}' argument`);
  const count = known.includes('n') ? countOf(compile(argument.n)({}), name) : 1;
  if (!rank) {
    const pick = severals[name] ?? ((items: Value[]) => items);
    return { create: () => collecting((items) => pick(items, count)), input: orNull(compile(argument.input)) };
  }
  const compare = compileSort(argument.sortBy);
  const output = compile(argument.output);
  const choose = (items: Value[]): Value => {
    // What `input` below put there, and nothing else.
    const rows = (items as { doc: Doc; output: Value }[]).sort((a, b) => compare(a.doc, b.doc));
    const chosen = (rank.takes === 1 ? rows.slice(0, count) : rows.slice(-count)).map((row) => row.output);
    return rank.isList ? chosen : (chosen[0] ?? null);
  };
  return { create: () => collecting(choose), input: (root) => ({ doc: root, output: output(root) ?? null }) };
}

const orNull =
  (expression: Expression): Expression =>
  (root) =>
    expression(root) ?? null;

function collecting(finish: (items: Value[]) => Value): Accumulator {
  const items: Value[] = [];
  return { add: (value) => void items.push(value), result: () => finish(items) };
}

function countOf(value: Value, name: string): number {
  const count = isNumber(value) && isIntegral(value) ? toJsNumber(value) : 0;
  if (count < 1) throw new CommandError(5787908, `'n' of ${name} must be a whole number greater than 0`);
  return count;
}
