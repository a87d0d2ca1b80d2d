import { CommandError } from './error.ts';
import { type Doc, fieldOf, isDoc, isNullish, type Value } from './values.ts';

/** A compiled expression: given the document at hand (`$$ROOT`) it answers a value, `undefined` for missing. */
export type Expression = (root: Doc) => Value;

/** What an expression may refer to while it is compiled. Variables live in `slots`, which all closures share. */
export interface ExpressionContext {
  readonly now: Date;
  readonly random: (() => number) | undefined;
  readonly slots: Value[];
  readonly names: ReadonlyMap<string, number>;
}

export interface Compiler {
  readonly context: ExpressionContext;
  readonly compile: (value: Value, context?: ExpressionContext) => Expression;
}

/** Turns `{ $name: argument }` into a closure; refuses a malformed argument before any document is read. */
export type OperatorCompiler = (argument: Value, compiler: Compiler, name: string) => Expression;

export type Operators = Readonly<Record<string, OperatorCompiler>>;

/** A further variable, and the slot its value is to be put into. */
export function bindVariable(context: ExpressionContext, name: string): { context: ExpressionContext; slot: number } {
  const slot = context.slots.push(undefined) - 1;
  return { context: { ...context, names: new Map(context.names).set(name, slot) }, slot };
}

/** Variables of users start with a lower-case letter, so that they never hide one of the system's. */
export function checkVariableName(name: Value): string {
  if (typeof name !== 'string' || name === '') throw new CommandError(9, 'empty variable names are not allowed');
  if (!/^[a-z\u0080-\uffff]/.test(name) && name !== 'CURRENT')
    throw new CommandError(9, `'${name}' starts with an invalid character for a user variable name`);
  const bad = /[^A-Za-z0-9_\u0080-\uffff]/.exec(name);
  if (bad) throw new CommandError(9, `'${name}' contains an invalid character for a variable name: '${bad[0]}'`);
  return name;
}

/** Arguments may be a list or, where there is one only, the value itself. */
export const listOf = (argument: Value): readonly Value[] => (Array.isArray(argument) ? argument : [argument]);

function checkCount(name: string, count: number, least: number, most: number): void {
  if (count >= least && count <= most) return;
  if (least === most)
    throw new CommandError(16020, `Expression ${name} takes exactly ${least} arguments. ${count} were passed in.`);
  throw new CommandError(
    28667,
    `Expression ${name} takes at least ${least} arguments, and at most ${most}, but ${count} were passed in.`,
  );
}

export const unary =
  (run: (value: Value, name: string) => Value): OperatorCompiler =>
  (argument, { compile }, name) => {
    const list = listOf(argument);
    checkCount(name, list.length, 1, 1);
    const inner = compile(list[0]);
    return (root) => run(inner(root), name);
  };

export const binary =
  (run: (left: Value, right: Value, name: string) => Value): OperatorCompiler =>
  (argument, { compile }, name) => {
    const list = listOf(argument);
    checkCount(name, list.length, 2, 2);
    const left = compile(list[0]);
    const right = compile(list[1]);
    return (root) => run(left(root), right(root), name);
  };

/** Any number of arguments between two bounds, all evaluated. */
export const variadic =
  (least: number, most: number, run: (values: Value[], name: string) => Value): OperatorCompiler =>
  (argument, { compile }, name) => {
    const list = listOf(argument);
    checkCount(name, list.length, least, most);
    const inner = list.map((item) => compile(item));
    return (root) =>
      run(
        inner.map((expression) => expression(root)),
        name,
      );
  };

/** Answers null where the argument is null or missing, before `run` sees it. */
export const nullable =
  (run: (value: NonNullable<Value>, name: string) => Value) =>
  (value: Value, name: string): Value =>
    isNullish(value) ? null : run(value, name);

/** The fields of an argument document; an unknown or missing one is refused, as a misspelt option changes the answer. */
export function namedArguments(
  name: string,
  argument: Value,
  required: readonly string[],
  optional: readonly string[],
): Doc {
  if (!isDoc(argument)) throw new CommandError(9, `${name} only supports an object as its argument`);
  for (const field of Object.keys(argument))
    if (!required.includes(field) && !optional.includes(field))
      throw new CommandError(9, `Unrecognized argument to ${name}: ${field}`);
  const lacking = required.find((field) => fieldOf(argument, field) === undefined);
  if (lacking !== undefined) throw new CommandError(9, `Missing '${lacking}' parameter to ${name}`);
  return argument;
}

/** As namedArguments, with each given field compiled; a field that was not given answers missing. */
export const named =
  <Required extends string, Optional extends string>(
    required: readonly Required[],
    optional: readonly Optional[],
    run: (values: Readonly<Record<Required | Optional, Value>>, name: string) => Value,
  ): OperatorCompiler =>
  (argument, { compile }, name) => {
    const fields = namedArguments(name, argument, required, optional);
    const entries = [...required, ...optional].map((field): [string, Expression] => [
      field,
      compile(fieldOf(fields, field)),
    ]);
    return (root) => {
      const values: Record<string, Value> = {};
      for (const [field, expression] of entries) values[field] = expression(root);
      return run(values as Record<Required | Optional, Value>, name); // every name of both lists was just filled in
    };
  };
