import type { ErrorRequestHandler, Request, Response } from 'express';
import { Fault, type FaultCode, type FieldError, type RefusalTold } from '../core/fault.ts';
import { html } from './pages/markup.ts';
import { sendPage } from './pages/page.ts';

/** Somebody who follows a link in a browser; what asks the API gets what the API says. */
const isReader = (req: Request): boolean =>
  !req.originalUrl.startsWith('/api/') && req.accepts(['json', 'html']) === 'html';

/** RFC 9457. `type` is a stable word for machines, `title` and `detail` are for the person who reads the answer. */
export interface Problem {
  /** Of a refused use-case, with the facts that help to go on beside it (extension members of the RFC). */
  readonly reason?: string;
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  readonly requestId?: string;
}

const KINDS: Record<FaultCode, { status: number; title: string }> = {
  invalid_input: { status: 400, title: 'Something in the request cannot be used' },
  unauthenticated: { status: 401, title: 'Who is asking is not known' },
  forbidden: { status: 403, title: 'This is not allowed' },
  not_found: { status: 404, title: 'There is nothing here' },
  method_not_allowed: { status: 405, title: 'This cannot be done here' },
  too_slow: { status: 408, title: 'The request did not arrive in time' },
  conflict: { status: 409, title: 'This does not fit what is there' },
  precondition_failed: { status: 412, title: 'It has changed since it was read' },
  key_reused: { status: 422, title: 'The Idempotency-Key was used for another request' },
  too_large: { status: 413, title: 'The request is too large' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  misconfigured: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'Not ready at the moment' },
  timeout: { status: 503, title: 'It took too long' },
};

const writeProblem = ({ title, detail, requestId }: Problem) => html`<main>
<h1>${title}</h1>
<p>${detail}</p>
${requestId === undefined ? undefined : html`<p class="soft">${requestId}</p>`}
</main>`;

export function sendProblem(
  res: Response,
  code: FaultCode,
  detail?: string,
  errors: readonly FieldError[] = [],
  refusal?: RefusalTold,
): void {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  const problem: Problem = {
    ...refusal?.facts,
    ...(refusal === undefined ? {} : { reason: refusal.reason }),
    type: `/problems/${code.replaceAll('_', '-')}`,
    ...KINDS[code],
    ...(detail === undefined ? {} : { detail }),
    ...(errors.length === 0 ? {} : { errors }),
    ...(typeof res.locals.requestId === 'string' ? { requestId: res.locals.requestId } : {}),
  };
  // RFC 9110: an answer that asks who is there says how it can be told.
  if (code === 'unauthenticated') res.setHeader('WWW-Authenticate', 'Bearer realm="Parley"');
  const { status, title } = problem;
  if (isReader(res.req)) sendPage(res, status, { title, content: writeProblem(problem) });
  else res.status(status).type('application/problem+json').send(JSON.stringify(problem));
}

/** What express and its body parsers throw: http-errors with a status and, from body-parser, a type. */
function faultOfExpress(error: unknown): Fault | undefined {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return undefined;
  const type = 'type' in error ? error.type : undefined;
  if (type === 'entity.parse.failed') return new Fault('invalid_input', 'The body is not valid JSON.');
  if (error.status === 413) return new Fault('too_large', 'The body is larger than 1 MB: send less at a time.');
  if (error.status === 404) return new Fault('not_found', 'There is no such address.');
  if (error.status >= 400 && error.status < 500) return new Fault('invalid_input', 'The request could not be read.');
  return undefined;
}

/** The last handler: an expected fault in its own words, anything else as one sentence and a line in the log. */
export const answerProblem: ErrorRequestHandler = (error: unknown, _req, res, _next) => {
  const fault = error instanceof Fault ? error : faultOfExpress(error);
  if (fault !== undefined && KINDS[fault.code].status < 500) {
    if (fault.retryAfter !== undefined && !res.headersSent) res.setHeader('Retry-After', String(fault.retryAfter));
    sendProblem(res, fault.code, fault.message, fault.fields, fault.refusal);
    return;
  }
  res.locals.log?.error({ err: error }, 'request failed');
  sendProblem(
    res,
    fault?.code ?? 'internal',
    'It was noted under the request id; try again, and quote the id if it stays.',
  );
};
