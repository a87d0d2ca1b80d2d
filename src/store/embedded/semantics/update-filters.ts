import { CommandError } from './error.ts';
import { compileFilter } from './filter.ts';
import { type ArrayFilters, identifiersIn, type Names } from './update-path.ts';
import { type Doc, fieldOf, isDoc, type Value } from './values.ts';

/** The tests behind `$[identifier]`; every identifier needs a filter and every filter is needed. */
export function compileArrayFilters(given: readonly Doc[], paths: readonly Names[]): ArrayFilters {
  const filters = new Map<string, (item: Value) => boolean>();
  for (const filter of given) {
    const identifier = identifierOf(filter);
    if (filters.has(identifier))
      throw new CommandError(9, `Found multiple array filters with the same top-level field name ${identifier}`);
    const matches = compileFilter(filter);
    filters.set(identifier, (item) => matches({ [identifier]: Array.isArray(item) ? [item] : item }));
  }
  const used = new Set(paths.flatMap(identifiersIn));
  for (const names of paths)
    for (const identifier of identifiersIn(names))
      if (!filters.has(identifier))
        throw new CommandError(2, `No array filter found for identifier '${identifier}' in path '${names.join('.')}'`);
  for (const identifier of filters.keys())
    if (!used.has(identifier))
      throw new CommandError(9, `The array filter for identifier '${identifier}' was not used in the update`);
  return filters;
}

/** All conditions of one array filter start with the same name; that is its identifier. */
function identifierOf(filter: Value): string {
  const found = new Set(isDoc(filter) ? topLevelNames(filter) : []);
  const [identifier, other] = found;
  if (identifier === undefined)
    throw new CommandError(9, 'Cannot use an expression without a top-level field name in arrayFilters');
  if (other !== undefined)
    throw new CommandError(
      9,
      `Error parsing array filter: expected a single top-level field name, found '${identifier}' and '${other}'`,
    );
  if (!/^[a-z][a-zA-Z0-9]*$/.test(identifier))
    throw new CommandError(
      2,
      `Error parsing array filter: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${identifier}'`,
    );
  return identifier;
}

function topLevelNames(filter: Doc): string[] {
  return Object.keys(filter).flatMap((name) => {
    if (!name.startsWith('$')) return [name.split('.')[0] ?? ''];
    const list = fieldOf(filter, name);
    return Array.isArray(list) ? list.flatMap((clause) => (isDoc(clause) ? topLevelNames(clause) : [])) : [];
  });
}
