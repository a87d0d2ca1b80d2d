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

function operation({ id, summary, tag, params, query, body, answers }: Route<never>): ZodOpenApiOperationObject {
  const responses = Object.fromEntries(
    Object.entries(answers).map(([status, { description, schema }]) => [
      status,
      { description, ...(schema ? { content: { 'application/json': { schema } } } : {}) },
    ]),
  );
  return {
    operationId: id,
    summary,
    tags: [tag],
    ...(params || query ? { requestParams: { ...(params ? { path: params } : {}), ...(query ? { query } : {}) } } : {}),
    ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } } : {}),
    responses: { ...responses, default: problemAnswer },
  };
}

/** OpenAPI 3.1 of every route, made from the schemas that check the requests: it cannot say anything else than what is done. */
export function describeRoutes(routes: readonly Route<never>[], version: string, serverUrl: string) {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of routes) {
    paths[route.path] ??= {};
    paths[route.path][route.method] = operation(route);
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Parley',
      version,
      description:
        'Scheduling that happens inside the conversation. Instants are ISO 8601 in UTC; wall times name their IANA zone.',
    },
    servers: [{ url: serverUrl }],
    security: [{ apiKey: [] }],
    paths: paths satisfies ZodOpenApiPathsObject,
    components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'An API key' } } },
  });
}
