import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import type { Route } from './route.ts';

const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    errors: z.array(z.object({ pointer: z.string(), message: z.string() })).optional(),
    reason: z.string().optional().meta({ description: 'Which refusal it is; what helps to go on stands beside it' }),
    requestId: z.string().optional(),
  })
  .meta({
    id: 'Problem',
    description: 'RFC 9457 problem details; `errors` points at every field that cannot be used.',
  });

const problemAnswer = {
  description: 'Problem details (RFC 9457)',
  content: { 'application/problem+json': { schema: problem } },
};

const idempotencyKey = z
  .string()
  .max(200)
  .optional()
  .meta({ description: 'The same key and body again within a day give the same answer and do nothing twice' });
const repeatableKey = idempotencyKey.meta({
  description:
    'The same key and body again within a day give the same answer and do nothing twice, also where the first call was cut off half-way',
});
const ifMatch = z
  .string()
  .max(20)
  .optional()
  .meta({ description: 'The ETag of the version that was read: a change made for an older one is refused' });

/** What every writing call of a kind takes beside its own fields. */
const headerOf = ({ method, params, isRepeatable }: Route<never>) => {
  if (method === 'get') return undefined;
  if (method !== 'post') return { 'If-Match': ifMatch };
  // A step in the life of something that is there already.
  return {
    'Idempotency-Key': isRepeatable ? repeatableKey : idempotencyKey,
    ...(params ? { 'If-Match': ifMatch } : {}),
  };
};

type Audience = 'visitors' | 'callers';

function operation(route: Route<never>, audience: Audience): ZodOpenApiOperationObject {
  const { id, summary, tag, params, query, body, answers } = route;
  const headers = audience === 'callers' ? headerOf(route) : undefined;
  const requestParams = {
    ...(params ? { path: params } : {}),
    ...(query ? { query } : {}),
    ...(headers ? { header: z.object(headers) } : {}),
  };
  const responses = Object.fromEntries(
    Object.entries(answers).map(([status, { description, schema, mediaTypes = [] }]) => {
      const files = Object.fromEntries(mediaTypes.map((type) => [type, { schema: z.string() }]));
      const content = schema ? { 'application/json': { schema }, ...files } : files;
      return [status, { description, ...(Object.keys(content).length > 0 ? { content } : {}) }];
    }),
  );
  return {
    operationId: id,
    summary,
    tags: [tag],
    ...(audience === 'visitors' ? { security: [] } : {}),
    ...(Object.keys(requestParams).length > 0 ? { requestParams } : {}),
    ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } } : {}),
    responses: { ...responses, default: problemAnswer },
  };
}

/** OpenAPI 3.1 of every route, made from the schemas that check the requests: it cannot say anything else than what is done. */
export function describeRoutes(
  {
    forVisitors,
    forCallers,
  }: { readonly forVisitors: readonly Route<never>[]; readonly forCallers: readonly Route<never>[] },
  version: string,
  serverUrl: string,
  sessionCookieName: string,
) {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  const add = (route: Route<never>, audience: Audience) => {
    paths[route.path] ??= {};
    paths[route.path][route.method] = operation(route, audience);
  };
  for (const route of forVisitors) add(route, 'visitors');
  for (const route of forCallers) add(route, 'callers');
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Parley',
      version,
      description:
        'Scheduling that happens inside the conversation. Instants are ISO 8601 in UTC; wall times name their IANA zone.',
    },
    servers: [{ url: serverUrl }],
    security: [{ apiKey: [] }, { session: [] }],
    paths: paths satisfies ZodOpenApiPathsObject,
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key' },
        session: { type: 'apiKey', in: 'cookie', name: sessionCookieName, description: 'What signing in leaves' },
      },
    },
  });
}
