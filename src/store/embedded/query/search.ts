import { compileFilter, type Matcher } from '../semantics/filter.ts';
import type { Doc, Value } from '../semantics/values.ts';
import type { Collection } from '../storage/definition.ts';
import type { Store } from '../storage/store.ts';
import { Execution, type Found } from './execution.ts';
import { planQuery } from './planner.ts';
import { nextTurn, timeIsUp } from './rows.ts';

export interface Search {
  readonly filter: Doc;
  readonly sort?: Doc | undefined;
  readonly hint?: Value;
  readonly variables?: Doc | undefined;
  readonly now: Date;
}

/** The search would take longer than a write may hold up all others. */
export const TOO_FAR = Symbol('too far');

/** How many documents and keys a search inside a write may look at. */
const BUDGET = 4_000;
const TURN_MS = 10;

interface StartedSearch {
  readonly execution: Execution;
  readonly matches: Matcher;
}

function startSearch(store: Store, collection: Collection, search: Search, limit: number): StartedSearch {
  const plan = planQuery(collection, search);
  const matches = matcherOf(search);
  return { execution: new Execution(store, collection, { plan, matches, sort: search.sort, limit }), matches };
}

export const matcherOf = ({ filter, variables, now }: Search): Matcher =>
  compileFilter(filter, { now, ...(variables && { variables }) });

/** Inside a write: what is found belongs to the same moment as what is written. `limit` 0 finds all. */
export function findNow(
  store: Store,
  collection: Collection,
  search: Search,
  limit: number,
): readonly Found[] | typeof TOO_FAR {
  const { execution } = startSearch(store, collection, search, limit);
  const found: Found[] = [];
  try {
    for (const one of execution.run()) {
      if (one) found.push(one);
      if (limit > 0 && found.length >= limit) break;
      if (execution.counts.documents + execution.counts.keys > BUDGET) return TOO_FAR;
    }
  } finally {
    execution.pause();
  }
  return found;
}

/** Outside a write, letting others have their turn: whoever acts on what is found has to ask the filter again. */
export async function findSlowly(
  store: Store,
  collection: Collection,
  search: Search,
  limit: number,
  deadline: number | undefined,
): Promise<Uint8Array[]> {
  const { execution } = startSearch(store, collection, search, limit);
  const found: Uint8Array[] = [];
  let end = performance.now() + TURN_MS;
  for (const one of execution.run()) {
    if (one) found.push(one.idKey);
    if (limit > 0 && found.length >= limit) break;
    const now = performance.now();
    if (deadline !== undefined && now > deadline) throw timeIsUp();
    if (now < end) continue;
    execution.pause();
    await nextTurn();
    end = performance.now() + TURN_MS;
  }
  execution.pause();
  return found;
}
