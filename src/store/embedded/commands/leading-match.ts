import { type Doc, isDoc, type Value } from '../semantics/values.ts';

/** What the `$match` stages at the head of a pipeline ask for together. */
export function leadingMatch(pipeline: Value): Doc {
  const stages = Array.isArray(pipeline) ? pipeline.filter(isDoc) : [];
  const end = stages.findIndex((stage) => !('$match' in stage));
  const filters = stages.slice(0, end < 0 ? stages.length : end).map(({ $match }) => $match);
  const [first] = filters;
  if (filters.length === 1 && isDoc(first)) return first;
  return filters.length === 0 ? {} : { $and: filters };
}
