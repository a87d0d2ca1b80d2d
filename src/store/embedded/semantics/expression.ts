import { CommandError } from './error.ts';
import { accumulatorOperators } from './expression-accumulator.ts';
import { arithmeticOperators } from './expression-arithmetic.ts';
import { arrayOperators } from './expression-array.ts';
import { controlOperators } from './expression-control.ts';
import { conversionOperators } from './expression-convert.ts';
import { dateOperators } from './expression-date.ts';
import { objectOperators } from './expression-object.ts';
import { setOperators } from './expression-set.ts';
import { textOperators } from './expression-text.ts';
import type { Compiler, Expression, ExpressionContext, Operators } from './expression-types.ts';
import { type Doc, fieldOf, isDoc, setField, type Value } from './values.ts';

export type { Expression, ExpressionContext } from './expression-types.ts';

/**
 * Expressions are compiled to closures of our own. mingo's evaluator reads array positions where MongoDB does not,
 * knows JavaScript numbers only and compares by its own order; none of that can be changed from outside.
 */
const operators: Operators = {
  ...accumulatorOperators,
  ...arithmeticOperators,
  ...arrayOperators,
  ...controlOperators,
  ...conversionOperators,
  ...dateOperators,
  ...objectOperators,
  ...setOperators,
  ...textOperators,
};

export interface ContextOptions {
  readonly now?: Date;
  readonly random?: () => number;
  readonly variables?: Doc;
}

const EPOCH = new Date(0);

/** `now` is what `$$NOW` says; without it no clock is asked and the variable is refused. */
export function newContext({ now, random, variables = {} }: ContextOptions = {}): ExpressionContext {
  const slots: Value[] = [];
  const names = new Map<string, number>();
  for (const name of Object.keys(variables)) names.set(name, slots.push(fieldOf(variables, name)) - 1);
  if (now) names.set('NOW', slots.push(now) - 1);
  return { now: now ?? EPOCH, random, slots, names };
}

export function compileExpression(value: Value, context: ExpressionContext): Expression {
  if (typeof value === 'string' && value.startsWith('$')) return compileReference(value, context);
  if (Array.isArray(value)) {
    const items = value.map((item) => compileExpression(item, context));
    return (root) => items.map((item) => item(root) ?? null);
  }
  if (!isDoc(value)) return () => value;
  const names = Object.keys(value);
  if (names[0]?.startsWith('$')) return compileOperator(names, value, context);
  return compileObject(names, value, context);
}

function compileOperator(names: readonly string[], value: Doc, context: ExpressionContext): Expression {
  const [name = ''] = names;
  if (names.length !== 1)
    throw new CommandError(
      15983,
      `an object representing an expression must have exactly one field: ${names.join(', ')}`,
    );
  const compileOne = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (!compileOne) throw new CommandError(168, `Unrecognized expression '${name}'`);
  const compiler: Compiler = { context, compile: (inner, within = context) => compileExpression(inner, within) };
  return compileOne(fieldOf(value, name), compiler, name);
}

function compileObject(names: readonly string[], value: Doc, context: ExpressionContext): Expression {
  const fields = names.map((name): [string, Expression] => {
    if (name.includes('.'))
      throw new CommandError(
        16412,
        `FieldPath field names may not contain '.'. Consider using $getField or $setField.`,
      );
    if (name.startsWith('$')) throw new CommandError(16410, `FieldPath field names may not start with '$': ${name}`);
    return [name, compileExpression(fieldOf(value, name), context)];
  });
  return (root) => {
    const doc: Doc = {};
    for (const [name, expression] of fields) {
      const found = expression(root);
      if (found !== undefined) setField(doc, name, found);
    }
    return doc;
  };
}

function compileReference(text: string, context: ExpressionContext): Expression {
  const isVariable = text.startsWith('$$');
  const [head = '', ...rest] = text.slice(isVariable ? 2 : 1).split('.');
  const names = isVariable ? rest : [head, ...rest];
  if (names.some((name) => name === ''))
    throw new CommandError(
      text.endsWith('.') ? 40353 : 15998,
      `FieldPath '${text}' must not hold an empty name or end with a '.'`,
    );
  if (!isVariable) {
    const current = context.names.get('CURRENT');
    if (current !== undefined) return (_root) => readPath(context.slots[current], names, 0);
    const [only = ''] = names;
    if (names.length === 1) return (root) => fieldOf(root, only);
    return (root) => readPath(root, names, 0);
  }
  const base = variable(head, context);
  return names.length === 0 ? base : (root) => readPath(base(root), names, 0);
}

function variable(name: string, context: ExpressionContext): Expression {
  const slot = context.names.get(name);
  if (slot !== undefined) return () => context.slots[slot];
  if (name === 'ROOT' || name === 'CURRENT') return (root) => root;
  if (name === 'REMOVE') return () => undefined;
  if (name === 'CLUSTER_TIME')
    throw new CommandError(51144, "system variable 'CLUSTER_TIME' is not available on a standalone");
  throw new CommandError(17276, `Use of undefined variable: ${name}`);
}

/** Array items that are documents are looked into, one level deep; a number in the path is a field name, no position. */
function readPath(value: Value, names: readonly string[], at: number): Value {
  let found = value;
  for (let index = at; index < names.length; index += 1) {
    if (Array.isArray(found)) {
      const items: Value[] = [];
      for (const item of found) {
        const inner = isDoc(item) ? readPath(item, names, index) : undefined;
        if (inner !== undefined) items.push(inner);
      }
      return items;
    }
    if (!isDoc(found)) return undefined;
    found = fieldOf(found, names[index] ?? '');
  }
  return found;
}
