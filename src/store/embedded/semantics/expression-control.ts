import { compareValues } from './compare.ts';
import { CommandError } from './error.ts';
import {
  binary,
  bindVariable,
  checkVariableName,
  type Expression,
  listOf,
  namedArguments,
  type OperatorCompiler,
  type Operators,
} from './expression-types.ts';
import { isTruthy } from './number.ts';
import { type Doc, fieldOf, isDoc, isNullish, typeOf, type Value } from './values.ts';

const comparison = (holds: (order: number) => boolean): OperatorCompiler =>
  binary((left, right) => holds(compareValues(left, right)));

const and: OperatorCompiler = (argument, { compile }) => {
  const parts = listOf(argument).map((part) => compile(part));
  return (root) => parts.every((part) => isTruthy(part(root)));
};

const or: OperatorCompiler = (argument, { compile }) => {
  const parts = listOf(argument).map((part) => compile(part));
  return (root) => parts.some((part) => isTruthy(part(root)));
};

const not: OperatorCompiler = (argument, { compile }) => {
  const list = listOf(argument);
  if (list.length !== 1)
    throw new CommandError(16020, `Expression $not takes exactly 1 arguments. ${list.length} were passed in.`);
  const part = compile(list[0]);
  return (root) => !isTruthy(part(root));
};

const cond: OperatorCompiler = (argument, { compile }) => {
  const parts = Array.isArray(argument) ? argument : branchesOf(argument);
  if (parts.length !== 3)
    throw new CommandError(16020, `Expression $cond takes exactly 3 arguments. ${parts.length} were passed in.`);
  const [condition, yes, no] = parts.map((part) => compile(part)) as [Expression, Expression, Expression]; // three were counted
  return (root) => (isTruthy(condition(root)) ? yes(root) : no(root));
};

function branchesOf(argument: Value): Value[] {
  if (!isDoc(argument)) throw new CommandError(16020, 'Expression $cond takes exactly 3 arguments. 1 were passed in.');
  const stray = Object.keys(argument).find((name) => !['if', 'then', 'else'].includes(name));
  if (stray !== undefined) throw new CommandError(17083, `Unrecognized parameter to $cond: ${stray}`);
  return (['if', 'then', 'else'] as const).map((name, at) => {
    if (!Object.hasOwn(argument, name)) throw new CommandError(17080 + at, `Missing '${name}' parameter to $cond`);
    return fieldOf(argument, name);
  });
}

const ifNull: OperatorCompiler = (argument, { compile }) => {
  const list = listOf(argument);
  if (list.length < 2) throw new CommandError(1257300, `$ifNull needs at least two arguments, had: ${list.length}`);
  const parts = list.map((part) => compile(part));
  return (root) => {
    let value: Value;
    for (const part of parts) {
      value = part(root);
      if (!isNullish(value)) return value;
    }
    return value;
  };
};

const choose: OperatorCompiler = (argument, { compile }) => {
  if (!isDoc(argument))
    throw new CommandError(40060, `$switch requires an object as an argument, found: ${typeOf(argument)}`);
  const stray = Object.keys(argument).find((name) => name !== 'branches' && name !== 'default');
  if (stray !== undefined) throw new CommandError(40067, `$switch found an unknown argument: ${stray}`);
  const { branches: given } = argument;
  if (!Array.isArray(given))
    throw new CommandError(40061, `$switch expected an array for 'branches', found: ${typeOf(given)}`);
  if (given.length === 0) throw new CommandError(40068, '$switch requires at least one branch.');
  const branches = given.map((branch) => {
    if (!isDoc(branch))
      throw new CommandError(40062, `$switch expected each branch to be an object, found: ${typeOf(branch)}`);
    if (branch.case === undefined)
      throw new CommandError(40064, "$switch requires each branch have a 'case' expression");
    if (branch.then === undefined)
      throw new CommandError(40065, "$switch requires each branch have a 'then' expression.");
    return { when: compile(branch.case), answer: compile(branch.then) };
  });
  const otherwise = Object.hasOwn(argument, 'default') ? compile(argument.default) : undefined;
  return (root) => {
    const branch = branches.find(({ when }) => isTruthy(when(root)));
    if (branch) return branch.answer(root);
    if (otherwise) return otherwise(root);
    throw new CommandError(
      40066,
      '$switch could not find a matching branch for an input, and no default was specified.',
    );
  };
};

const letIn: OperatorCompiler = (argument, { compile, context }, name) => {
  const { vars, in: body } = namedArguments(name, argument, ['vars', 'in'], []);
  if (!isDoc(vars))
    throw new CommandError(10065, `invalid parameter: expected an object (vars), found ${typeOf(vars)}`);
  let inner = context;
  const assignments: [number, Expression][] = [];
  for (const variable of Object.keys(vars)) {
    const expression = compile(fieldOf(vars, variable));
    const bound = bindVariable(inner, checkVariableName(variable));
    inner = bound.context;
    assignments.push([bound.slot, expression]);
  }
  const answer = compile(body, inner);
  const { slots } = context;
  return (root) => {
    for (const [slot, expression] of assignments) slots[slot] = expression(root);
    return answer(root);
  };
};

/** What aggregation calls constants: `$literal` keeps text that looks like a path from being one. */
const literal: OperatorCompiler = (argument: Value | Doc) => () => argument;

export const controlOperators: Operators = {
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
  $cmp: binary((left, right) => compareValues(left, right)),
  $and: and,
  $or: or,
  $not: not,
  $cond: cond,
  $ifNull: ifNull,
  $switch: choose,
  $let: letIn,
  $literal: literal,
};
