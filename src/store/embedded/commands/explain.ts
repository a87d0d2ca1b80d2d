import { Execution } from '../query/execution.ts';
import { type Access, type Plan, planQuery } from '../query/planner.ts';
import { CommandError } from '../semantics/error.ts';
import { compileFilter } from '../semantics/filter.ts';
import { type Doc, isDoc, type Value } from '../semantics/values.ts';
import { type Collection, ID_INDEX_NAME } from '../storage/definition.ts';
import { checkNamespace, namespaceText } from '../storage/namespace.ts';
import { countArgument, docArgument, docsArgument, requiredDoc, textArgument } from './arguments.ts';
import type { Command, ServerState } from './command.ts';
import { countByKeys, distinctIndex, forEachFound } from './count.ts';
import { leadingMatch } from './leading-match.ts';

interface Explained {
  readonly filter: Doc;
  readonly sort?: Doc | undefined;
  readonly hint?: Value;
  readonly limit?: number;
  readonly skip?: number;
  readonly hasProjection?: boolean;
  /** What is asked for can be had from the keys of an index alone. */
  readonly wants?: 'count' | { readonly distinct: string };
}

/** How a command would be carried out, and what it would read if the verbosity asks for it. Nothing is written. */
export const explain: Command = async (request, server) => {
  const command = requiredDoc(request.body, 'explain');
  const verbosity = textArgument(request.body, 'verbosity') ?? 'allPlansExecution';
  const [name = ''] = Object.keys(command);
  const collection = server.store.catalog.find(checkNamespace(request.database, command[name]));
  const explained = readExplained(name, command);
  const plan = explainReading(server, collection, explained);
  if (verbosity === 'queryPlanner' || !collection) return { ...plan, ok: 1 };
  return { ...plan, executionStats: await execute(server, collection, explained, request.deadline), ok: 1 };
};

function readExplained(name: string, command: Doc): Explained {
  switch (name) {
    case 'find':
      return {
        filter: docArgument(command, 'filter') ?? {},
        sort: docArgument(command, 'sort'),
        hint: command.hint,
        limit: countArgument(command, 'limit') ?? 0,
        skip: countArgument(command, 'skip') ?? 0,
        hasProjection: Object.keys(docArgument(command, 'projection') ?? {}).length > 0,
      };
    case 'count':
      return { filter: docArgument(command, 'query') ?? {}, hint: command.hint, wants: 'count' };
    case 'distinct': {
      const distinct = textArgument(command, 'key') ?? '';
      return { filter: docArgument(command, 'query') ?? {}, hint: command.hint, wants: { distinct } };
    }
    case 'findAndModify':
      return {
        filter: docArgument(command, 'query') ?? {},
        sort: docArgument(command, 'sort'),
        hint: command.hint,
        limit: 1,
      };
    case 'aggregate':
      return { filter: leadingMatch(command.pipeline), hint: command.hint };
    case 'update':
    case 'delete': {
      const [statement] = docsArgument(command, name === 'update' ? 'updates' : 'deletes') ?? [];
      return { filter: statement ? requiredDoc(statement, 'q') : {}, hint: statement?.hint };
    }
    default:
      throw new CommandError(59, `Explain failed due to unknown command: ${name}`);
  }
}

export function explainReading(server: ServerState, collection: Collection | undefined, explained: Explained): Doc {
  const winningPlan = collection ? winningStages(server, collection, explained) : { stage: 'EOF' };
  return {
    explainVersion: '1',
    queryPlanner: {
      namespace: collection ? namespaceText(collection.namespace) : '',
      parsedQuery: explained.filter,
      winningPlan,
      rejectedPlans: [],
    },
    serverInfo: { host: 'localhost', version: '7.0.0', startedAt: new Date(server.startedAt) },
  };
}

function winningStages(server: ServerState, collection: Collection, explained: Explained): Doc {
  const plan = planQuery(collection, explained);
  const byKeys = keysStage(server, collection, plan, explained);
  return byKeys ?? stageTree(plan, explained);
}

/** Counting or listing distinct values without reading a document. */
function keysStage({ store }: ServerState, collection: Collection, plan: Plan, explained: Explained): Doc | undefined {
  const [access] = plan.accesses;
  if (explained.wants === 'count' && countByKeys(store, plan) !== undefined) {
    const indexName = access?.index?.name ?? ID_INDEX_NAME;
    return { stage: 'COUNT', inputStage: { stage: 'COUNT_SCAN', indexName } };
  }
  if (typeof explained.wants !== 'object' || Object.keys(explained.filter).length > 0) return undefined;
  const index = distinctIndex(collection, explained.wants.distinct);
  return index && { stage: 'DISTINCT_SCAN', indexName: index.name, keyPattern: { ...index.key } };
}

function stageTree(plan: Plan, { filter, sort, limit = 0, skip = 0, hasProjection = false }: Explained): Doc {
  const inputs = plan.accesses.map((access) => accessStage(access, plan.needsFilter ? filter : undefined));
  const [first = {}] = inputs;
  let stage: Doc = inputs.length > 1 ? { stage: 'SUBPLAN', inputStage: { stage: 'OR', inputStages: inputs } } : first;
  if (plan.needsSort && sort) stage = { stage: 'SORT', sortPattern: sort, inputStage: stage };
  if (skip > 0) stage = { stage: 'SKIP', skipAmount: skip, inputStage: stage };
  if (limit > 0) stage = { stage: 'LIMIT', limitAmount: limit, inputStage: stage };
  return hasProjection ? { stage: 'PROJECTION_DEFAULT', inputStage: stage } : stage;
}

function accessStage({ index, isReverse, isIdLookup, usesBounds, ranges }: Access, filter: Doc | undefined): Doc {
  const direction = isReverse ? 'backward' : 'forward';
  if (!index) return { stage: 'COLLSCAN', direction, ...(filter && { filter }) };
  if (isIdLookup && !filter) return { stage: 'IDHACK', indexName: index.name };
  const scan: Doc = {
    stage: 'IXSCAN',
    keyPattern: { ...index.key },
    indexName: index.name,
    isMultiKey: index.isMultikey,
    isUnique: index.isUnique,
    isSparse: index.isSparse,
    isPartial: index.includes !== undefined,
    direction,
    usesBounds,
    ranges: ranges.length,
  };
  return { stage: 'FETCH', ...(filter && { filter }), inputStage: scan };
}

async function execute(
  { store, now }: ServerState,
  collection: Collection,
  { filter, sort, hint, limit = 0, skip = 0, wants }: Explained,
  deadline: number | undefined,
): Promise<Doc> {
  const started = performance.now();
  const plan = planQuery(collection, { filter, sort, hint });
  const counted = wants === 'count' ? countByKeys(store, plan) : undefined;
  if (counted !== undefined)
    return { executionSuccess: true, nReturned: 0, totalKeysExamined: counted, totalDocsExamined: 0 };
  const matches = compileFilter(filter, { now: now() });
  const wanted = limit > 0 ? limit + skip : 0;
  const execution = new Execution(store, collection, { plan, matches, sort, limit: wanted });
  let returned = 0;
  await forEachFound(execution, deadline, () => {
    returned += 1;
    return wanted > 0 && returned >= wanted;
  });
  return {
    executionSuccess: true,
    nReturned: Math.max(0, returned - skip),
    executionTimeMillis: Math.round(performance.now() - started),
    totalKeysExamined: execution.counts.keys,
    totalDocsExamined: execution.counts.documents,
    executionStages: stageTree(plan, isDoc(sort) ? { filter, sort, limit, skip } : { filter, limit, skip }),
  };
}
