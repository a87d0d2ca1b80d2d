import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { Log } from '../core/ports.ts';
import { sendProblem } from './problems.ts';

/** A caller's own id is kept, so that its log and ours can be laid side by side; what could break a log line is not. */
const ACCEPTABLE_ID = /^[\w.:-]{8,64}$/;

/** Every request gets an id, a log of its own and one closing line that names the route, never the query. */
export function identifyRequests(log: Log): RequestHandler {
  return (req, res, next) => {
    const asked = req.get('x-request-id');
    const requestId = asked !== undefined && ACCEPTABLE_ID.test(asked) ? asked : randomUUID();
    const requestLog = log.child({ requestId });
    res.locals.requestId = requestId;
    res.locals.log = requestLog;
    res.setHeader('X-Request-Id', requestId);
    const startedAt = performance.now();
    res.on('close', () => {
      const route = res.locals.route ?? req.route?.path ?? 'unmatched';
      requestLog.debug(
        { method: req.method, route, status: res.statusCode, ms: Math.round(performance.now() - startedAt) },
        'request',
      );
    });
    next();
  };
}

/**
 * Nothing hangs: a request that has no answer by then is told so, and the connection is free again. Who sends so slowly that not
 * even the request is there by then is no fault of ours.
 */
export function limitTime(milliseconds: number): RequestHandler {
  return (req, res, next) => {
    const timer = setTimeout(() => {
      // What is being sent is an answer already, however long it is.
      if (res.headersSent) return;
      if (!req.complete) {
        // The rest of it is not waited for.
        res.setHeader('Connection', 'close');
        sendProblem(
          res,
          'too_slow',
          `It was not all here after ${milliseconds / 1000} s: send it again, or less of it.`,
        );
        return;
      }
      res.locals.log?.error({}, 'request ran out of time');
      sendProblem(res, 'timeout', `There was no answer within ${milliseconds / 1000} s; try again.`);
    }, milliseconds);
    res.on('close', () => clearTimeout(timer));
    next();
  };
}

/** Per address, in memory: a first wall against loops and scans. Limits that count (per key, per sender) live in the store. */
export function limitRate(perMinute: number): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_req, res) =>
      sendProblem(res, 'too_many_requests', `At most ${perMinute} requests a minute: wait and try again.`),
  });
}
