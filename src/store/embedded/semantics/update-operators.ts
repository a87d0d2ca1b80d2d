import { Timestamp } from 'bson';
import { compareValues, type NumberValue } from './compare.ts';
import { CommandError } from './error.ts';
import { calculate, fromBigInt, isNumber, numberType, truncated } from './number.ts';
import { addToSet, pop, pull, pullAll, push } from './update-arrays.ts';
import type { Change, Modifier } from './update-types.ts';
import { type Doc, fieldOf, isDoc, typeOf, type Value } from './values.ts';

export const modifiers: Readonly<Record<string, Modifier>> = {
  $set: { creates: true, compile: (argument) => () => argument },
  $inc: { creates: true, compile: (argument, path) => arithmetic('$inc', argument, path) },
  $mul: { creates: true, compile: (argument, path) => arithmetic('$mul', argument, path) },
  $min: { creates: true, compile: (argument) => extreme(argument, -1) },
  $max: { creates: true, compile: (argument) => extreme(argument, 1) },
  $currentDate: { creates: true, compile: currentDate },
  $bit: { creates: true, compile: bit },
  $push: { creates: true, compile: push },
  $addToSet: { creates: true, compile: addToSet },
  $pull: { creates: false, compile: pull },
  $pullAll: { creates: false, compile: pullAll },
  $pop: { creates: false, compile: pop },
};

function arithmetic(name: '$inc' | '$mul', argument: Value, path: string): Change {
  const verb = name === '$inc' ? 'increment' : 'multiply';
  if (!isNumber(argument))
    throw new CommandError(14, `Cannot ${verb} with non-numeric argument: {${path}: <${typeOf(argument)}>}`);
  return (current, { owner }) => {
    if (current === undefined) return name === '$inc' ? argument : calculate('multiply', argument, 0);
    if (!isNumber(current))
      throw new CommandError(
        14,
        `Cannot apply ${name} to a value of non-numeric type. ${owner} has the field '${path}' of non-numeric type ${typeOf(current)}`,
      );
    const result = calculate(name === '$inc' ? 'add' : 'multiply', current, argument);
    if (numberType(result) === 'double' && isWhole(current) && isWhole(argument))
      throw new CommandError(2, `Failed to apply ${name} operations to current value of ${owner}: it would overflow`);
    return result;
  };
}

const isWhole = (value: NumberValue): boolean => numberType(value) === 'int' || numberType(value) === 'long';

const extreme =
  (argument: Value, sign: number): Change =>
  (current) =>
    current === undefined || compareValues(argument, current) * sign > 0 ? argument : current;

function currentDate(argument: Value, path: string): Change {
  const type = isDoc(argument) ? argument.$type : argument === true || argument === false ? 'date' : undefined;
  if (isDoc(argument) && Object.keys(argument).some((name) => name !== '$type'))
    throw new CommandError(
      2,
      `Unrecognized $currentDate option: ${Object.keys(argument).find((name) => name !== '$type')}`,
    );
  if (type === 'date') return (_current, { now }) => now;
  if (type === 'timestamp') return (_current, { now }) => new Timestamp({ t: Math.floor(now.getTime() / 1000), i: 1 });
  throw new CommandError(
    2,
    `${typeOf(argument)} is not valid type for $currentDate of '${path}'. Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}).`,
  );
}

const bitOperations: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
};

function bit(argument: Value, path: string): Change {
  if (!isDoc(argument) || Object.keys(argument).length === 0)
    throw new CommandError(2, `The $bit modifier of '${path}' needs a document such as {or: 5}`);
  const steps = Object.keys(argument).map((name) => bitStep(name, argument));
  return (current, { owner }) => {
    const start = current ?? 0;
    if (!isNumber(start) || !isWhole(start))
      throw new CommandError(
        2,
        `Cannot apply $bit to a value of non-integral type.${owner} has the field ${path} of non-integer type ${typeOf(current)}`,
      );
    const isLong = steps.some(({ operand }) => numberType(operand) === 'long') || numberType(start) === 'long';
    const bits = steps.reduce(
      (value, { run, operand }) => run(value, truncated(operand) ?? 0n),
      truncated(start) ?? 0n,
    );
    return fromBigInt(BigInt.asIntN(64, bits), isLong);
  };
}

function bitStep(name: string, argument: Doc): { run: (a: bigint, b: bigint) => bigint; operand: NumberValue } {
  const run = Object.hasOwn(bitOperations, name) ? bitOperations[name] : undefined;
  if (!run) throw new CommandError(2, `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}'`);
  const operand = fieldOf(argument, name);
  if (!isNumber(operand) || !isWhole(operand))
    throw new CommandError(
      2,
      `The $bit modifier field must be an Integer(32/64 bit); a '${typeOf(operand)}' is not supported here`,
    );
  return { run, operand };
}
