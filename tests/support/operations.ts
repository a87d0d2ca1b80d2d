import {
  type ApiDocument,
  type DocumentedParameter,
  exampleOf,
  type Schema,
  sampleText,
} from '../../src/http/pages/document.ts';
import type { FrontDesk } from './front-desk.ts';

// Every operation of the API as its own documentation tells of it: tests that walk them cover what is added later, too.

export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly DocumentedParameter[];
  readonly body: Schema | undefined;
  /** Anybody may call it: signing in. */
  readonly isPublic: boolean;
}

export async function readDocument(desk: FrontDesk): Promise<ApiDocument> {
  return (await desk.call('GET', '/api/v1/openapi.json')).body as ApiDocument; // what the expectations then look at
}

export const operationsOf = ({ paths }: ApiDocument): readonly Operation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, security, parameters = [], requestBody }]) => ({
      id: operationId,
      method: method.toUpperCase(),
      path,
      parameters,
      body: requestBody?.content['application/json']?.schema,
      isPublic: security?.length === 0,
    })),
  );

/** Ids by the letters in front of them, e.g. `mem` -> `mem_01k…`. */
export type KnownIds = ReadonlyMap<string, string>;

const ID = /\b([a-z]{3})_[0-9a-z]{26}\b/g;

/** The first id of each kind in whatever was answered. */
export function collectIds(texts: Iterable<string>): KnownIds {
  const ids = new Map<string, string>();
  // What the documentation shows is nobody's.
  for (const text of texts)
    for (const [id, kind = ''] of text.matchAll(ID))
      if (!ids.has(kind) && !id.endsWith('_01k8c0v6z1r4x2m7q9t3w5y8ab')) ids.set(kind, id);
  return ids;
}

/** The plainest value a schema allows, with these ids and, where any text will do, this word in it. */
export const sampleOf = (schema: Schema, document: ApiDocument, ids: KnownIds, word: string): unknown =>
  exampleOf(schema, document, (text) => {
    const sample = sampleText(text);
    if (text.format === 'email') return `${word}@example.com`;
    return sample === 'sample' ? word : (ids.get(sample.slice(0, 3)) ?? sample);
  });

export interface Sample {
  readonly path: string;
  readonly body: unknown;
}

/** A call of the operation with these ids in it. */
export function sampleCall(operation: Operation, document: ApiDocument, ids: KnownIds, word = 'sample'): Sample {
  const textOf = ({ schema }: DocumentedParameter) => String(sampleOf(schema, document, ids, word));
  let path = operation.path;
  const query = new URLSearchParams();
  for (const parameter of operation.parameters) {
    if (parameter.in === 'path') path = path.replace(`{${parameter.name}}`, encodeURIComponent(textOf(parameter)));
    if (parameter.in === 'query' && parameter.required) query.set(parameter.name, textOf(parameter));
  }
  const search = query.size === 0 ? '' : `?${query}`;
  const body = operation.body && sampleOf(operation.body, document, ids, word);
  return { path: `/api/v1${path}${search}`, body };
}
