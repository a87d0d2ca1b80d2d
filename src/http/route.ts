import { Router } from 'express';
import type { z } from 'zod';
import { Fault, type FieldError } from '../core/fault.ts';
import type { Log } from '../core/ports.ts';

type Shape = z.ZodObject;
type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

export interface Answer {
  readonly status: number;
  /** Sent as JSON; absent for 204. */
  readonly body?: unknown;
  /** Sent as ETag. */
  readonly version?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RouteRequest<Params, Query, Body, Caller> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** The version an `If-Match` names: the change is refused when the document has moved on. */
  readonly ifMatch: number | undefined;
  readonly caller: Caller;
  readonly log: Log;
}

/** One operation: what it takes and gives is told once, and checking, documentation and tests all read it from here. */
export interface Route<Caller> {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** In OpenAPI's form: `/scheduling/overrides/{overrideId}`. */
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  readonly tag: string;
  readonly params?: Shape;
  readonly query?: Shape;
  readonly body?: z.ZodType;
  readonly answers: Readonly<Record<number, { readonly description: string; readonly schema?: z.ZodType }>>;
  handle(request: RouteRequest<unknown, unknown, unknown, Caller>): Promise<Answer>;
}

/** Gives `handle` the types of its own schemas; the route it returns forgets them, for lists of routes. */
export function route<
  Caller,
  Params extends Shape | undefined = undefined,
  Query extends Shape | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
>(
  definition: Omit<Route<Caller>, 'params' | 'query' | 'body' | 'handle'> & {
    readonly params?: Params;
    readonly query?: Query;
    readonly body?: Body;
    handle(request: RouteRequest<Parsed<Params>, Parsed<Query>, Parsed<Body>, Caller>): Promise<Answer>;
  },
): Route<Caller> {
  // `mountRoutes` hands over exactly what these schemas parsed, so the narrower handler is safe behind the wider type.
  return definition as unknown as Route<Caller>;
}

const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const messageOf = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined'))
    return `is missing; it must be ${issue.expected}`;
  if (issue.code === 'unrecognized_keys') return `has fields that are not known here: ${issue.keys.join(', ')}`;
  return issue.message;
};

type Place = 'params' | 'query' | 'body';
const PLACE_NAMES: Record<Place, string> = { params: 'path', query: 'query', body: '' };

function parse(place: Place, schema: z.ZodType | undefined, value: unknown, errors: FieldError[]): unknown {
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const prefix = PLACE_NAMES[place] === '' ? '' : `/${PLACE_NAMES[place]}`;
  for (const issue of parsed.error.issues)
    errors.push({ pointer: prefix + pointerOf(issue.path), message: messageOf(issue) });
  return undefined;
}

const ETAG = /^"(\d{1,15})"$/;

function versionOf(header: string | undefined): number | undefined {
  if (header === undefined || header === '*') return undefined;
  const version = ETAG.exec(header)?.[1];
  if (version === undefined)
    throw new Fault('precondition_failed', 'If-Match must be an ETag as it was sent, e.g. "3".');
  return Number(version);
}

/** Who calls: resolves to the caller, or throws `unauthenticated`. */
export type Admit<Caller> = (authorization: string | undefined) => Promise<Caller>;

export function mountRoutes<Caller>(routes: readonly Route<Caller>[], admit: Admit<Caller>): Router {
  const router = Router();
  for (const { method, path, params, query, body, handle } of routes) {
    router[method](path.replaceAll(/\{(\w+)\}/g, ':$1'), async (req, res) => {
      res.locals.route = path;
      const caller = await admit(req.get('authorization'));
      const errors: FieldError[] = [];
      const request = {
        params: parse('params', params, req.params, errors),
        query: parse('query', query, req.query, errors),
        body: parse('body', body, req.body, errors),
        ifMatch: versionOf(req.get('if-match')),
        caller,
        log: res.locals.log,
      };
      if (errors.length > 0) {
        const where = errors[0].pointer === '' ? 'The body' : errors[0].pointer;
        const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
        throw new Fault('invalid_input', `${where} ${errors[0].message}${more}.`, { fields: errors });
      }
      const answer = await handle(request);
      if (res.headersSent) return;
      const etag = answer.version === undefined ? {} : { ETag: `"${answer.version}"` };
      res.status(answer.status).set({ 'Cache-Control': 'no-store', ...etag, ...answer.headers });
      if (answer.body === undefined) res.end();
      else res.json(answer.body);
    });
  }
  return router;
}
