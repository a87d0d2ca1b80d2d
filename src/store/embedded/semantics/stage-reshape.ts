import { CommandError } from './error.ts';
import { compileExpression, type ExpressionContext } from './expression.ts';
import { compileProjectStage } from './projection.ts';
import { type Branch, placeLeaf, projectDoc } from './projection-tree.ts';
import { type Doc, fieldOf, isDoc, typeOf, type Value } from './values.ts';

/** Stages that turn one document into one other; pipelines and updates written as pipelines share them. */
export type Reshape = (doc: Doc) => Doc;

export const reshapeStages: Readonly<Record<string, (argument: Value, context: ExpressionContext) => Reshape>> = {
  $project: compileProjectStage,
  $addFields: (argument, context) => addFields('$addFields', argument, context),
  $set: (argument, context) => addFields('$set', argument, context),
  $unset: unset,
  $replaceRoot: replaceRoot,
  $replaceWith: (argument, context) => replaceWith(argument, context),
};

function addFields(name: string, argument: Value, context: ExpressionContext): Reshape {
  if (!isDoc(argument))
    throw new CommandError(40272, `${name} specification stage must be an object, got ${typeOf(argument)}`);
  const tree: Branch = new Map();
  placeFields(argument, '', tree, context);
  return (doc) => projectDoc(tree, 'add', doc, { root: doc });
}

function placeFields(fields: Doc, prefix: string, tree: Branch, context: ExpressionContext): void {
  for (const name of Object.keys(fields)) {
    const value = fieldOf(fields, name);
    if (name.startsWith('$'))
      throw new CommandError(16410, `FieldPath field names may not start with '$': ${prefix}${name}`);
    const [first] = isDoc(value) ? Object.keys(value) : [];
    if (isDoc(value) && first !== undefined && !first.startsWith('$'))
      placeFields(value, `${prefix}${name}.`, tree, context);
    else placeLeaf(tree, prefix + name, { kind: 'compute', expression: compileExpression(value, context) });
  }
}

function unset(argument: Value): Reshape {
  const paths = Array.isArray(argument) ? argument : [argument];
  if (paths.length === 0)
    throw new CommandError(31119, '$unset specification must be a string or an array with at least one field');
  const tree: Branch = new Map();
  for (const path of paths) {
    if (typeof path !== 'string')
      throw new CommandError(31002, '$unset specification must be a string or an array containing only string values');
    if (path.startsWith('$')) throw new CommandError(16410, `FieldPath field names may not start with '$': ${path}`);
    placeLeaf(tree, path, { kind: 'exclude' });
  }
  return (doc) => projectDoc(tree, 'drop', doc, { root: doc });
}

function replaceRoot(argument: Value, context: ExpressionContext): Reshape {
  if (!isDoc(argument))
    throw new CommandError(
      40229,
      `expected an object as specification for $replaceRoot stage, got ${typeOf(argument)}`,
    );
  const stray = Object.keys(argument).find((name) => name !== 'newRoot');
  if (stray !== undefined) throw new CommandError(40415, `BSON field '$replaceRoot.${stray}' is an unknown field.`);
  if (argument.newRoot === undefined) throw new CommandError(40231, 'no newRoot specified for the $replaceRoot stage');
  return replaceWith(argument.newRoot, context);
}

function replaceWith(argument: Value, context: ExpressionContext): Reshape {
  const expression = compileExpression(argument, context);
  return (doc) => {
    const root = expression(doc);
    if (!isDoc(root))
      throw new CommandError(
        40228,
        `'newRoot' expression must evaluate to an object, but resulting value was of type ${typeOf(root)}`,
      );
    return root;
  };
}
