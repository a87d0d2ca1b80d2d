import { encode } from './codec.ts';
import { CommandError } from './error.ts';
import {
  type Compiler,
  type Expression,
  namedArguments,
  nullable,
  type OperatorCompiler,
  type Operators,
  unary,
  variadic,
} from './expression-types.ts';
import { type Doc, fieldOf, isBinary, isDoc, isNullish, setField, typeOf, type Value } from './values.ts';

const mergeObjects = variadic(0, Number.POSITIVE_INFINITY, (values) => {
  const merged: Doc = {};
  for (const value of values) {
    if (isNullish(value)) continue;
    // A lone argument may be a list that was computed.
    for (const doc of values.length === 1 && Array.isArray(value) ? value : [value]) {
      if (isNullish(doc)) continue;
      if (!isDoc(doc))
        throw new CommandError(40400, `$mergeObjects requires object inputs, but input is of type ${typeOf(doc)}`);
      for (const name of Object.keys(doc)) setField(merged, name, fieldOf(doc, name));
    }
  }
  return merged;
});

const objectToArray = unary(
  nullable((value) => {
    if (!isDoc(value))
      throw new CommandError(40390, `$objectToArray requires a document input, found: ${typeOf(value)}`);
    return Object.keys(value).map((name): Doc => ({ k: name, v: fieldOf(value, name) }));
  }),
);

const arrayToObject = unary(
  nullable((value) => {
    if (!Array.isArray(value))
      throw new CommandError(40386, `$arrayToObject requires an array input, found: ${typeOf(value)}`);
    const doc: Doc = {};
    for (const item of value) {
      const [name, field] = pairOf(item);
      setField(doc, name, field);
    }
    return doc;
  }),
);

function pairOf(item: Value): [string, Value] {
  if (isDoc(item) && (!Object.hasOwn(item, 'k') || !Object.hasOwn(item, 'v') || Object.keys(item).length !== 2))
    throw new CommandError(40392, "$arrayToObject requires an object keys of 'k' and 'v'.");
  const [name, value] = Array.isArray(item) ? item : isDoc(item) ? [item.k, item.v] : [];
  if (Array.isArray(item) && item.length !== 2)
    throw new CommandError(
      40397,
      `$arrayToObject requires an array of size 2 arrays,found array of size: ${item.length}`,
    );
  if (typeof name !== 'string')
    throw new CommandError(
      40394,
      `$arrayToObject requires key-value pairs, where the key must be of type string. Found key type: ${typeOf(name)}`,
    );
  return [name, value ?? null];
}

/** Names may hold dots and dollars here, which is what these operators are for; the name is a constant. */
function constantName(field: Value, name: string): string {
  const text = isDoc(field) && typeof field.$literal === 'string' ? field.$literal : field;
  if (typeof text !== 'string')
    throw new CommandError(5654602, `${name} requires 'field' to evaluate to type String, but got ${typeOf(text)}`);
  if (text.startsWith('$') && text === field)
    throw new CommandError(5654600, `${name} requires 'field' to be a constant`);
  return text;
}

const getField: OperatorCompiler = (argument, compiler, name) => {
  if (!isDoc(argument) || '$literal' in argument) {
    const field = constantName(argument, name);
    const current = compiler.compile('$$CURRENT');
    return (root) => readField(current(root), field);
  }
  const { field, input } = namedArguments(name, argument, ['field'], ['input']);
  const constant = constantName(field, name);
  const from = compiler.compile(Object.hasOwn(argument, 'input') ? input : '$$CURRENT');
  return (root) => readField(from(root), constant);
};

const readField = (value: Value, name: string): Value => {
  if (value === null) return null;
  return isDoc(value) ? fieldOf(value, name) : undefined;
};

function writeField(
  argument: Value,
  { compile }: Compiler,
  name: string,
  required: readonly string[],
  value: (fields: Doc) => Expression,
): Expression {
  const fields = namedArguments(name, argument, required, []);
  const field = constantName(fields.field, name);
  const input = compile(fields.input);
  const next = value(fields);
  return (root) => {
    const doc = input(root);
    if (isNullish(doc)) return null;
    if (!isDoc(doc)) throw new CommandError(4161105, `${name} requires 'input' to evaluate to type Object`);
    const copy: Doc = { ...doc };
    const replacement = next(root);
    if (replacement === undefined) delete copy[field];
    else setField(copy, field, replacement);
    return copy;
  };
}

const bytesIn = unary(
  nullable((value, name) => {
    if (typeof value === 'string') return Buffer.byteLength(value);
    if (isBinary(value)) return value.position;
    throw new CommandError(51276, `${name} requires a string or BinData argument, found: ${typeOf(value)}`);
  }),
);

const bsonSize = unary(
  nullable((value, name) => {
    if (!isDoc(value)) throw new CommandError(31393, `${name} requires a document input, found: ${typeOf(value)}`);
    return encode(value).length;
  }),
);

export const objectOperators: Operators = {
  $mergeObjects: mergeObjects,
  $objectToArray: objectToArray,
  $arrayToObject: arrayToObject,
  $getField: getField,
  $setField: (argument, compiler, name) =>
    writeField(argument, compiler, name, ['field', 'input', 'value'], ({ value }) => compiler.compile(value)),
  $unsetField: (argument, compiler, name) =>
    writeField(argument, compiler, name, ['field', 'input'], () => () => undefined),
  $binarySize: bytesIn,
  $bsonSize: bsonSize,
};
