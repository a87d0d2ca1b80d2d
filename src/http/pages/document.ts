/** As much of OpenAPI 3.1 as our own document uses, and the plainest example of what a schema allows. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly minItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

export interface DocumentedParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

export interface DocumentedOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security?: readonly unknown[];
  readonly parameters?: readonly DocumentedParameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
}

export interface ApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export const resolveSchema = (schema: Schema, { components }: Pick<ApiDocument, 'components'>): Schema =>
  schema.$ref === undefined ? schema : (components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});

/** Texts for the patterns that occur and carry no example of their own. */
const SAMPLES = ['sample', 'en', '#1f7a5c', '09:30', '30', '2026-03-09', 'sample:read'];

export function sampleText({ examples, format, pattern }: Schema): string {
  const example = examples?.[0];
  if (typeof example === 'string') return example;
  if (format === 'email') return 'ines@example.com';
  if (format === 'date-time') return '2026-03-09T15:00:00Z';
  if (format === 'date') return '2026-03-09';
  if (pattern === undefined) return 'sample';
  return SAMPLES.find((text) => new RegExp(pattern).test(text)) ?? 'sample';
}

/** What is required and nothing else; texts are those that `textOf` gives. */
export function exampleOf(
  given: Schema,
  document: Pick<ApiDocument, 'components'>,
  textOf: (schema: Schema) => string = sampleText,
): unknown {
  const within = (part: Schema) => exampleOf(part, document, textOf);
  const schema = resolveSchema(given, document);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.allOf !== undefined) return Object.assign({}, ...schema.allOf.map(within));
  const choice = schema.oneOf?.[0] ?? schema.anyOf?.[0];
  if (choice !== undefined) return within(choice);
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
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
      return textOf(schema);
  }
}
