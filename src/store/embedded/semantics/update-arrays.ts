import { compareValues, equalValues } from './compare.ts';
import { CommandError } from './error.ts';
import { compileFilter, isOperatorDoc } from './filter.ts';
import { isIntegral, isNumber, signOf, toJsNumber } from './number.ts';
import { compileSort } from './sort.ts';
import type { Change } from './update-types.ts';
import { type Doc, fieldOf, isDoc, typeOf, type Value } from './values.ts';

/** A missing field becomes an array; anything else that is none is refused. */
function arrayToGrow(current: Value, path: string, refusal: string): Value[] {
  if (current === undefined) return [];
  if (Array.isArray(current)) return current;
  throw new CommandError(2, refusal.replace('%', typeOf(current)).replace('@', path));
}

interface PushPlan {
  readonly items: readonly Value[];
  readonly position: number | undefined;
  readonly slice: number | undefined;
  readonly compare: ((left: Value, right: Value) => number) | undefined;
}

const PUSH_CLAUSES = new Set(['$each', '$position', '$slice', '$sort']);

export function push(argument: Value, path: string): Change {
  const plan = planPush(argument);
  return (current, { owner }) => {
    const array = arrayToGrow(current, path, `The field '@' must be an array but is of type % in document ${owner}`);
    const at = plan.position === undefined ? array.length : insertionPoint(array.length, plan.position);
    const grown = [...array.slice(0, at), ...plan.items, ...array.slice(at)];
    if (plan.compare) grown.sort(plan.compare);
    if (plan.slice === undefined) return grown;
    return plan.slice >= 0 ? grown.slice(0, plan.slice) : grown.slice(plan.slice);
  };
}

const insertionPoint = (length: number, position: number): number =>
  position < 0 ? Math.max(0, length + position) : Math.min(position, length);

function planPush(argument: Value): PushPlan {
  if (!isDoc(argument) || !Object.hasOwn(argument, '$each')) {
    const stray = isDoc(argument) ? Object.keys(argument).find((name) => PUSH_CLAUSES.has(name)) : undefined;
    if (stray !== undefined) throw new CommandError(2, `${stray} in $push needs $each`);
    return { items: [argument], position: undefined, slice: undefined, compare: undefined };
  }
  const unknown = Object.keys(argument).find((name) => !PUSH_CLAUSES.has(name));
  if (unknown !== undefined) throw new CommandError(2, `Unrecognized clause in $push: ${unknown}`);
  const { $sort: sort } = argument;
  return {
    items: eachOf('$push', argument),
    position: wholeNumber('$position', argument),
    slice: wholeNumber('$slice', argument),
    compare: sort === undefined ? undefined : comparison(sort),
  };
}

function eachOf(name: string, argument: Doc): readonly Value[] {
  const { $each: each } = argument;
  if (!Array.isArray(each))
    throw new CommandError(14, `The argument to $each in ${name} must be an array but it was of type ${typeOf(each)}`);
  return each;
}

function wholeNumber(name: string, argument: Doc): number | undefined {
  const value = fieldOf(argument, name);
  if (value === undefined) return undefined;
  if (!isNumber(value) || !isIntegral(value))
    throw new CommandError(2, `The value for ${name} must be an integer value but was given type: ${typeOf(value)}`);
  return toJsNumber(value);
}

function comparison(sort: Value): (left: Value, right: Value) => number {
  const sign = signOf(sort);
  if (sign !== undefined) return (left, right) => compareValues(left, right) * sign;
  if (!isDoc(sort))
    throw new CommandError(
      2,
      'The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields',
    );
  const compare = compileSort(sort);
  const asDoc = (value: Value): Doc => (isDoc(value) ? value : {});
  return (left, right) => compare(asDoc(left), asDoc(right));
}

export function addToSet(argument: Value, path: string): Change {
  const hasEach = isDoc(argument) && Object.keys(argument)[0] === '$each';
  const unknown = hasEach ? Object.keys(argument)[1] : undefined;
  if (unknown !== undefined) throw new CommandError(2, `Found unexpected fields after $each in $addToSet: ${unknown}`);
  const candidates = hasEach ? eachOf('$addToSet', argument) : [argument];
  return (current) => {
    const array = arrayToGrow(
      current,
      path,
      "Cannot apply $addToSet to non-array field. Field named '@' has non-array type %",
    );
    const grown = [...array];
    for (const candidate of candidates) if (!grown.some((item) => equalValues(item, candidate))) grown.push(candidate);
    return grown;
  };
}

const arrayToShrink = (current: Value, refusal: CommandError): readonly Value[] => {
  if (!Array.isArray(current)) throw refusal;
  return current;
};

export function pull(argument: Value): Change {
  const isGone = pullTest(argument);
  return (current) =>
    arrayToShrink(current, new CommandError(2, 'Cannot apply $pull to a non-array value')).filter(
      (item) => !isGone(item),
    );
}

/** A document is a filter on items that are documents; operators and regexes are asked of the item itself. */
function pullTest(argument: Value): (item: Value) => boolean {
  if (isDoc(argument) && !isOperatorDoc(argument)) {
    const matches = compileFilter(argument);
    return (item) => isDoc(item) && matches(item);
  }
  if (!isOperatorDoc(argument) && typeOf(argument) !== 'regex') return (item) => equalValues(item, argument);
  const matches = compileFilter({ item: argument });
  return (item) => matches({ item: Array.isArray(item) ? [item] : item });
}

export function pullAll(argument: Value): Change {
  if (!Array.isArray(argument))
    throw new CommandError(2, `$pullAll requires an array argument but was given a ${typeOf(argument)}`);
  return (current) =>
    arrayToShrink(current, new CommandError(2, 'Cannot apply $pull to a non-array value')).filter(
      (item) => !argument.some((gone) => equalValues(item, gone)),
    );
}

export function pop(argument: Value, path: string): Change {
  const end = signOf(argument);
  if (end === undefined) throw new CommandError(9, `$pop expects 1 or -1, found: ${String(argument)}`);
  return (current) => {
    const refusal = new CommandError(14, `Path '${path}' contains an element of non-array type '${typeOf(current)}'`);
    const array = arrayToShrink(current, refusal);
    return end === 1 ? array.slice(0, -1) : array.slice(1);
  };
}
