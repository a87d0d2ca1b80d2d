import { timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { sendProblem } from './problems.ts';

export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer, by method, route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10],
    registers: [registry],
  });

  /** The route's pattern is the label, never the path: ids and tokens must not become time series. */
  const measure: RequestHandler = (req, res, next) => {
    const stop = seconds.startTimer({ method: req.method });
    res.on('close', () => stop({ route: res.locals.route ?? req.route?.path ?? 'unmatched', status: res.statusCode }));
    next();
  };

  return { registry, measure };
}

export type Metrics = ReturnType<typeof createMetrics>;

const sameText = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

/** With METRICS_TOKEN the scraper shows it; without, figures are for development only. */
export function serveMetrics({ registry }: Metrics, token: string | undefined, isProduction: boolean): RequestHandler {
  return async (req, res) => {
    if (token === undefined && isProduction) {
      sendProblem(res, 'not_found', 'Set METRICS_TOKEN to have figures here.');
      return;
    }
    if (token !== undefined && !sameText(req.get('authorization') ?? '', `Bearer ${token}`)) {
      sendProblem(res, 'unauthenticated', 'Send METRICS_TOKEN as a bearer token.');
      return;
    }
    res.type(registry.contentType).send(await registry.metrics());
  };
}
