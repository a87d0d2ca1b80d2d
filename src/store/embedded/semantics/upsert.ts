import { identicalValues } from './compare.ts';
import { CommandError } from './error.ts';
import { isOperatorDoc } from './filter.ts';
import type { Update } from './update.ts';
import { makePlace, writePlace } from './update-path.ts';
import { cloneValue, type Doc, fieldOf, isDoc, typeOf, type Value } from './values.ts';

/**
 * The document an upsert inserts: what the filter says with equality, then the update (with `$setOnInsert`). `_id` comes
 * first; where neither names one it is missing, and the server makes it up.
 */
export function upsertDocument(filter: Doc, update: Update): Doc {
  const equalities = new Map<string, Value>();
  collectEqualities(filter, equalities);
  const start: Doc = {};
  const id = equalities.get('_id');
  if (id !== undefined) start._id = cloneValue(id);
  if (update.kind !== 'replacement') {
    refusePathsWithin(equalities);
    for (const [path, value] of equalities)
      if (path !== '_id') writePlace(makePlace(start, path.split('.')), cloneValue(value));
  }
  const { doc } = update.apply(start, { isInsert: true });
  const { _id, ...rest } = doc;
  return _id === undefined ? rest : { _id, ...rest };
}

function collectEqualities(filter: Doc, found: Map<string, Value>): void {
  for (const name of Object.keys(filter)) {
    const value = fieldOf(filter, name);
    const isOnlyChoice = name === '$or' && Array.isArray(value) && value.length === 1;
    if (name === '$and' || isOnlyChoice) {
      for (const clause of Array.isArray(value) ? value : []) if (isDoc(clause)) collectEqualities(clause, found);
    } else if (name === '$expr')
      throw new CommandError(224, '$expr is not allowed in the query predicate for an upsert');
    else if (!name.startsWith('$')) collectField(name, value, found);
  }
}

/** What is to be inserted would depend on which of both is written first. */
function refusePathsWithin(equalities: ReadonlyMap<string, Value>): void {
  for (const path of equalities.keys())
    for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
      const around = path.slice(0, dot);
      if (equalities.has(around))
        throw new CommandError(
          54,
          `cannot infer query fields to set, both paths '${path}' and '${around}' are matched`,
        );
    }
}

function collectField(path: string, value: Value, found: Map<string, Value>): void {
  if (!isOperatorDoc(value)) {
    if (typeOf(value) !== 'regex') note(path, value, found);
    return;
  }
  const { $eq: equal, $in: list, $all: all } = value;
  if (equal !== undefined) note(path, equal, found);
  for (const only of [list, all])
    if (Array.isArray(only) && only.length === 1 && !isOperatorDoc(only[0]) && typeOf(only[0]) !== 'regex')
      note(path, only[0], found);
}

function note(path: string, value: Value, found: Map<string, Value>): void {
  if (found.has(path) && !identicalValues(found.get(path), value))
    throw new CommandError(54, `cannot infer query fields to set, path '${path}' is matched twice`);
  found.set(path, value);
}
