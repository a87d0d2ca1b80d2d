import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Request, type Response, Router } from 'express';
import type { z } from 'zod';
import { Fault, type FieldError } from '../core/fault.ts';
import type { Id, IdKind } from '../core/ids.ts';
import type { Log } from '../core/ports.ts';

type Shape = z.ZodObject;
type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

export interface Answer {
  readonly status: number;
  /** Sent as JSON; what comes bit by bit is sent as it comes; absent for 204. */
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
  /** For what a call under an `Idempotency-Key` makes: at every try the same. Without a key there is none. */
  readonly newId: NewId;
}

export type NewId = <Kind extends IdKind>(kind: Kind) => Id<Kind> | undefined;

interface AnswerForm {
  readonly description: string;
  /** Of JSON. */
  readonly schema?: z.ZodType;
  /** Of a file instead. */
  readonly mediaTypes?: readonly string[];
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
  readonly answers: Readonly<Record<number, AnswerForm>>;
  /** What it makes carries a `newId`, so that a try that was cut off may be done again under the same key. */
  readonly isRepeatable?: true;
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

/** What a request shows of who sends it. */
export interface Credentials {
  readonly method: string;
  readonly authorization: string | undefined;
  readonly cookie: string | undefined;
  readonly origin: string | undefined;
  readonly host: string | undefined;
  readonly requestedWith: string | undefined;
  /** The organisation a super admin acts in. */
  readonly organisation: string | undefined;
  /** The network address. */
  readonly from: string | undefined;
}

/** Who calls: resolves to the caller, or throws `unauthenticated`. */
export type Admit<Caller> = (credentials: Credentials) => Promise<Caller>;

/** A call under an `Idempotency-Key`, as what remembers its answer sees it. */
export interface KeyedRequest<Caller> {
  readonly caller: Caller;
  readonly key: string;
  readonly method: string;
  readonly address: string;
  readonly body: unknown;
  readonly isRepeatable: boolean;
}

/** Answers with what `run` gives, or with what it gave when the same call came before. */
export type AnswerOnce<Caller> = (
  request: KeyedRequest<Caller>,
  run: (newId: NewId) => Promise<Answer>,
) => Promise<Answer>;

/** Read from the request alone; nothing of it is believed before it was checked. */
export const credentialsOf = (req: Request): Credentials => ({
  method: req.method,
  authorization: req.get('authorization'),
  cookie: req.get('cookie'),
  origin: req.get('origin'),
  host: req.get('host'),
  requestedWith: req.get('x-requested-with'),
  organisation: req.get('parley-organisation'),
  from: req.ip,
});

function parseRequest<Caller>({ params, query, body }: Route<Caller>, req: Request, caller: Caller, log: Log) {
  const errors: FieldError[] = [];
  const request = {
    params: parse('params', params, req.params, errors),
    query: parse('query', query, req.query, errors),
    // Whoever sends nothing sends nothing in particular: what has to be there is then named field by field.
    body: parse('body', body, req.body ?? {}, errors),
    ifMatch: versionOf(req.get('if-match')),
    caller,
    log,
  };
  if (errors.length === 0) return request;
  const where = errors[0].pointer === '' ? 'The body' : errors[0].pointer;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  throw new Fault('invalid_input', `${where} ${errors[0].message}${more}.`, { fields: errors });
}

const isStream = (body: unknown): body is AsyncIterable<string> =>
  typeof body === 'object' && body !== null && Symbol.asyncIterator in body;

async function send(res: Response, { status, body, version, headers }: Answer): Promise<void> {
  if (res.headersSent) return;
  const etag = version === undefined ? {} : { ETag: `"${version}"` };
  res.status(status).set({ 'Cache-Control': 'no-store', ...etag, ...headers });
  if (body === undefined) res.end();
  else if (isStream(body)) await pipeline(Readable.from(body), res);
  else res.json(body);
}

const noId: NewId = () => undefined;

export interface Mounting<Caller> {
  readonly admit: Admit<Caller>;
  /** Without it an `Idempotency-Key` means nothing. */
  readonly answerOnce?: AnswerOnce<Caller>;
}

export function mountRoutes<Caller>(routes: readonly Route<Caller>[], { admit, answerOnce }: Mounting<Caller>): Router {
  const router = Router();
  for (const route of routes) {
    router[route.method](route.path.replaceAll(/\{(\w+)\}/g, ':$1'), async (req, res) => {
      res.locals.route = route.path;
      const caller = await admit(credentialsOf(req));
      const request = parseRequest(route, req, caller, res.locals.log);
      const run = (newId: NewId) => route.handle({ ...request, newId });
      const key = route.method === 'post' ? req.get('idempotency-key') : undefined;
      if (key === undefined || answerOnce === undefined) return await send(res, await run(noId));
      const { isRepeatable = false } = route;
      const keyed = { caller, key, method: req.method, address: req.originalUrl, body: req.body, isRepeatable };
      await send(res, await answerOnce(keyed, run));
    });
  }
  return router;
}
