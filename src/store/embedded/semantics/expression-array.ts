import { compareValues, equalValues } from './compare.ts';
import { CommandError } from './error.ts';
import {
  binary,
  bindVariable,
  checkVariableName,
  namedArguments,
  nullable,
  type OperatorCompiler,
  type Operators,
  unary,
  variadic,
} from './expression-types.ts';
import { isIntegral, isNumber, isTruthy, signOf, toJsNumber } from './number.ts';
import { compileSort } from './sort.ts';
import { isDoc, isInt32, isNullish, typeOf, type Value } from './values.ts';

function arrayOrRefuse(value: Value, code: number, message: string): readonly Value[] {
  if (!Array.isArray(value)) throw new CommandError(code, message.replace('%', typeOf(value)));
  return value;
}

function integerOrRefuse(value: Value, code: number, what: string): number {
  const number = isNumber(value) && isIntegral(value) ? toJsNumber(value) : Number.NaN;
  if (Number.isNaN(number) || !isInt32(number + 0))
    throw new CommandError(code, `${what} must be a whole number of 32 bits, found ${typeOf(value)}`);
  return number;
}

const arrayElemAt = binary((array, index) => {
  if (isNullish(array) || isNullish(index)) return null;
  const items = arrayOrRefuse(array, 28689, "$arrayElemAt's first argument must be an array, but is %");
  const at = integerOrRefuse(index, 28690, "$arrayElemAt's second argument");
  return items.at(at);
});

const edge = (at: 0 | -1): OperatorCompiler =>
  unary(nullable((value, name) => arrayOrRefuse(value, 28689, `${name}'s argument must be an array, but is %`).at(at)));

/** `$map` and `$filter` bind one variable per item; its slot is shared by all closures below. */
function overItems(name: string, argument: Value, body: 'in' | 'cond', code: number, optional: readonly string[]) {
  const fields = namedArguments(name, argument, ['input', body], ['as', ...optional]);
  const as = fields.as === undefined ? 'this' : checkVariableName(fields.as);
  return { fields, as, body: fields[body], refusal: `input to ${name} must be an array not %`, code };
}

const map: OperatorCompiler = (argument, { compile, context }, name) => {
  const { fields, as, body, refusal, code } = overItems(name, argument, 'in', 16883, []);
  const input = compile(fields.input);
  const bound = bindVariable(context, as);
  const each = compile(body, bound.context);
  return (root) => {
    const value = input(root);
    if (isNullish(value)) return null;
    return arrayOrRefuse(value, code, refusal).map((item) => {
      context.slots[bound.slot] = item;
      return each(root) ?? null;
    });
  };
};

const filter: OperatorCompiler = (argument, { compile, context }, name) => {
  const { fields, as, body, refusal, code } = overItems(name, argument, 'cond', 28651, ['limit']);
  const input = compile(fields.input);
  const limit = compile(fields.limit ?? null);
  const bound = bindVariable(context, as);
  const holds = compile(body, bound.context);
  return (root) => {
    const value = input(root);
    if (isNullish(value)) return null;
    const given = limit(root);
    const most = isNullish(given) ? Number.POSITIVE_INFINITY : integerOrRefuse(given, 327391, "$filter's limit");
    if (most < 1) throw new CommandError(327392, '$filter: limit must be greater than 0');
    const kept: Value[] = [];
    for (const item of arrayOrRefuse(value, code, refusal)) {
      if (kept.length >= most) break;
      context.slots[bound.slot] = item;
      if (isTruthy(holds(root))) kept.push(item);
    }
    return kept;
  };
};

const reduce: OperatorCompiler = (argument, { compile, context }, name) => {
  const fields = namedArguments(name, argument, ['input', 'initialValue', 'in'], []);
  const input = compile(fields.input);
  const initial = compile(fields.initialValue);
  const item = bindVariable(context, 'this');
  const sum = bindVariable(item.context, 'value');
  const step = compile(fields.in, sum.context);
  const { slots } = context;
  return (root) => {
    const value = input(root);
    if (isNullish(value)) return null;
    let result = initial(root);
    for (const each of arrayOrRefuse(value, 40080, "$reduce requires that 'input' be an array, found: %")) {
      slots[item.slot] = each;
      slots[sum.slot] = result;
      result = step(root);
    }
    return result;
  };
};

const slice = variadic(2, 3, ([array, first, count]) => {
  if (isNullish(array) || isNullish(first) || count === null) return null;
  const items = arrayOrRefuse(array, 28724, 'First argument to $slice must be an array, but is of type: %');
  const position = integerOrRefuse(first, 28725, 'Second argument to $slice');
  if (count === undefined) return position >= 0 ? items.slice(0, position) : items.slice(position);
  const most = integerOrRefuse(count, 28727, 'Third argument to $slice');
  if (most <= 0) throw new CommandError(28729, `Third argument to $slice must be positive: ${most}`);
  const start = position >= 0 ? position : Math.max(0, items.length + position);
  return items.slice(start, start + most);
});

const MOST_ITEMS = 5_000_000;

const range = variadic(2, 3, ([from, until, by]) => {
  const start = integerOrRefuse(from, 34443, "$range's starting value");
  const end = integerOrRefuse(until, 34445, "$range's ending value");
  const step = by === undefined ? 1 : integerOrRefuse(by, 34447, "$range's step value");
  if (step === 0) throw new CommandError(34449, '$range requires a non-zero step value');
  const length = Math.max(0, Math.ceil((end - start) / step));
  if (length > MOST_ITEMS) throw new CommandError(146, '$range would use too much memory');
  return Array.from({ length }, (_, at) => start + at * step);
});

const indexOfArray = variadic(2, 4, ([array, wanted, from, until]) => {
  if (isNullish(array)) return null;
  const items = arrayOrRefuse(array, 40090, '$indexOfArray requires an array as a first argument, found: %');
  const start = from === undefined ? 0 : integerOrRefuse(from, 40096, "$indexOfArray's starting index");
  const end = until === undefined ? items.length : integerOrRefuse(until, 40096, "$indexOfArray's ending index");
  if (start < 0 || end < 0) throw new CommandError(40097, '$indexOfArray requires a nonnegative index');
  for (let at = start; at < Math.min(end, items.length); at += 1) if (equalValues(items[at], wanted)) return at;
  return -1;
});

const zip: OperatorCompiler = (argument, { compile }, name) => {
  const fields = namedArguments(name, argument, ['inputs'], ['useLongestLength', 'defaults']);
  const { inputs, useLongestLength: longest = false, defaults } = fields;
  if (!Array.isArray(inputs))
    throw new CommandError(34461, `inputs must be an array of expressions, found ${typeOf(inputs)}`);
  if (inputs.length === 0) throw new CommandError(34465, '$zip requires at least one input array');
  if (typeof longest !== 'boolean') throw new CommandError(34463, 'useLongestLength must be a bool');
  if (defaults !== undefined && !longest)
    throw new CommandError(34466, 'cannot specify defaults unless useLongestLength is true');
  if (defaults !== undefined && (!Array.isArray(defaults) || defaults.length !== inputs.length))
    throw new CommandError(34467, 'defaults and inputs must have the same length');
  const arrays = inputs.map((input) => compile(input));
  const fillers = (defaults ?? []).map((filler) => compile(filler));
  return (root) => {
    const values = arrays.map((expression) => expression(root));
    if (values.some(isNullish)) return null;
    const columns = values.map((value) => arrayOrRefuse(value, 34468, '$zip found a non-array expression in input: %'));
    const lengths = columns.map((column) => column.length);
    const length = longest ? Math.max(...lengths) : Math.min(...lengths);
    const fill = fillers.map((filler) => filler(root) ?? null);
    return Array.from({ length }, (_, at) =>
      columns.map((column, index) => (at < column.length ? (column[at] ?? null) : (fill[index] ?? null))),
    );
  };
};

const sortArray: OperatorCompiler = (argument, { compile }, name) => {
  const { input, sortBy } = namedArguments(name, argument, ['input', 'sortBy'], []);
  const array = compile(input);
  const compare = comparisonBy(sortBy);
  return (root) => {
    const value = array(root);
    if (isNullish(value)) return null;
    return [
      ...arrayOrRefuse(value, 2942504, 'The input argument to $sortArray must be an array, but was of type: %'),
    ].sort(compare);
  };
};

function comparisonBy(sortBy: Value): (left: Value, right: Value) => number {
  const sign = signOf(sortBy);
  if (sign !== undefined) return (left, right) => compareValues(left, right) * sign;
  const compare = compileSort(sortBy);
  return (left, right) => compare(isDoc(left) ? left : {}, isDoc(right) ? right : {});
}

/** firstN, lastN, minN, maxN of an array; null counts for nothing among the smallest and largest. */
const several =
  (pick: (items: readonly Value[], count: number) => Value[]): OperatorCompiler =>
  (argument, { compile }, name) => {
    const fields = namedArguments(name, argument, ['input', 'n'], []);
    const input = compile(fields.input);
    const count = compile(fields.n);
    return (root) => {
      const items = arrayOrRefuse(input(root), 5788200, `Value for ${name} must be an array, but was %`);
      const wanted = integerOrRefuse(count(root), 5787902, `Value for 'n' of ${name}`);
      if (wanted < 1) throw new CommandError(5787908, `'n' must be greater than 0, found ${wanted}`);
      return pick(items, wanted);
    };
  };

const extremes =
  (sign: number) =>
  (items: readonly Value[], count: number): Value[] =>
    items
      .filter((item) => !isNullish(item))
      .sort((left, right) => compareValues(left, right) * sign)
      .slice(0, count);

export const arrayOperators: Operators = {
  $arrayElemAt: arrayElemAt,
  $first: edge(0),
  $last: edge(-1),
  $firstN: several((items, count) => items.slice(0, count)),
  $lastN: several((items, count) => items.slice(-count)),
  $minN: several(extremes(1)),
  $maxN: several(extremes(-1)),
  $map: map,
  $filter: filter,
  $reduce: reduce,
  $slice: slice,
  $range: range,
  $indexOfArray: indexOfArray,
  $zip: zip,
  $sortArray: sortArray,
  $isArray: unary((value) => Array.isArray(value)),
  $size: unary(
    (value) => arrayOrRefuse(value, 17124, 'The argument to $size must be an array, but was of type: %').length,
  ),
  $in: binary((value, array) =>
    arrayOrRefuse(array, 40081, '$in requires an array as a second argument, found: %').some((item) =>
      equalValues(item, value),
    ),
  ),
  $reverseArray: unary(
    nullable((value) =>
      arrayOrRefuse(value, 34435, 'The argument to $reverseArray must be an array, but was of type: %').toReversed(),
    ),
  ),
  $concatArrays: variadic(0, Number.POSITIVE_INFINITY, (values) => {
    if (values.some(isNullish)) return null;
    return values.flatMap((value) => arrayOrRefuse(value, 28664, '$concatArrays only supports arrays, not %'));
  }),
};
