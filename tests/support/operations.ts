import type { FrontDesk } from './front-desk.ts';

// Every operation of the API as its own documentation tells of it: tests that walk them cover what is added later, too.

/** As much of JSON Schema as OpenAPI documents of ours use. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly minLength?: number;
  readonly minItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required?: boolean;
  readonly schema: Schema;
}

export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: Schema | undefined;
  /** Anybody may call it: signing in. */
  readonly isPublic: boolean;
}

interface DocumentedOperation {
  readonly operationId: string;
  readonly security?: readonly unknown[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } };
}

export interface ApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
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
      body: requestBody?.content['application/json'].schema,
      isPublic: security?.length === 0,
    })),
  );

/** Ids by the letters in front of them, e.g. `mem` -> `mem_01k…`. */
export type KnownIds = ReadonlyMap<string, string>;

const ID = /\b([a-z]{3})_[0-9a-z]{26}\b/g;

/** The first id of each kind in whatever was answered. */
export function collectIds(texts: Iterable<string>): KnownIds {
  const ids = new Map<string, string>();
  for (const text of texts) for (const [id, kind = ''] of text.matchAll(ID)) if (!ids.has(kind)) ids.set(kind, id);
  return ids;
}

/** Texts for the patterns that occur and carry no example. */
const SAMPLES = ['sample', 'en', '#1f7a5c', '09:30', '30', '2026-03-09', 'sample:read'];

function sampleText({ examples, format, pattern }: Schema, ids: KnownIds, word: string): string {
  const example = examples?.[0];
  if (typeof example === 'string') return ids.get(example.slice(0, 3)) ?? example;
  if (format === 'email') return `${word}@example.com`;
  if (format === 'date-time') return '2026-03-09T15:00:00Z';
  if (format === 'date') return '2026-03-09';
  if (pattern !== undefined) return SAMPLES.find((text) => new RegExp(pattern).test(text)) ?? word;
  return word;
}

/** The plainest value a schema allows: what is required and nothing else; ids are those that are known. */
export function exampleOf(schema: Schema, document: ApiDocument, ids: KnownIds, word: string): unknown {
  const within = (part: Schema) => exampleOf(part, document, ids, word);
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1) ?? '';
    return within(document.components.schemas[name] ?? {});
  }
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.allOf !== undefined) return Object.assign({}, ...schema.allOf.map(within));
  const choice = schema.oneOf?.[0] ?? schema.anyOf?.[0];
  if (choice !== undefined) return within(choice);
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'string':
      return sampleText(schema, ids, word);
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 1, 1);
    case 'boolean':
      return true;
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => within(schema.items ?? {}));
    case 'object': {
      const { properties = {}, required = [] } = schema;
      return Object.fromEntries(required.map((name) => [name, within(properties[name] ?? {})]));
    }
    default:
      return word;
  }
}

export interface Sample {
  readonly path: string;
  readonly body: unknown;
}

/** A call of the operation with these ids in it. */
export function sampleCall(operation: Operation, document: ApiDocument, ids: KnownIds, word = 'sample'): Sample {
  const valueOf = ({ schema }: Parameter) => String(exampleOf(schema, document, ids, word));
  let path = operation.path;
  const query = new URLSearchParams();
  for (const parameter of operation.parameters) {
    if (parameter.in === 'path') path = path.replace(`{${parameter.name}}`, encodeURIComponent(valueOf(parameter)));
    if (parameter.in === 'query' && parameter.required) query.set(parameter.name, valueOf(parameter));
  }
  const search = query.size === 0 ? '' : `?${query}`;
  const body = operation.body && exampleOf(operation.body, document, ids, word);
  return { path: `/api/v1${path}${search}`, body };
}
