import express, { type Express, type Router } from 'express';
import helmet from 'helmet';

import type { Log } from '../core/ports.ts';
import { type ReadinessChecks, serveLiveness, serveReadiness } from './health.ts';
import { answerOptions, answerUnknown } from './methods.ts';
import { type Metrics, serveMetrics } from './metrics.ts';
import { answerProblem } from './problems.ts';
import { identifyRequests, limitRate, limitTime } from './requests.ts';

const REQUESTS_PER_MINUTE = 1_200;
const ANSWER_WITHIN_MS = 15_000;

export interface AppParts {
  readonly isProduction: boolean;
  readonly metricsToken: string | undefined;
  readonly trustedProxies: number;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly checks: ReadinessChecks;
  /** What providers call: signed, paced by sender, and from few addresses, so the limit per address is not for them. */
  readonly webhooks?: readonly (readonly [path: string, router: Router])[];
  /** Where each router hangs, in order; a worker has none. */
  readonly routers: readonly (readonly [path: string, router: Router])[];
}

export function createApp(parts: AppParts): Express {
  const app = express();
  app.set('trust proxy', parts.trustedProxies);
  app.set('query parser', 'simple');
  app.disable('x-powered-by');

  app.use(identifyRequests(parts.log), parts.metrics.measure);
  // First and without headers for browsers: a provider that brings much at once waits for nothing it has no use for.
  for (const [path, router] of parts.webhooks ?? []) app.use(path, limitTime(ANSWER_WITHIN_MS), router);
  app.use(helmet());
  app.get('/healthz', serveLiveness);
  app.get('/readyz', serveReadiness(parts.checks));
  app.get('/metrics', serveMetrics(parts.metrics, parts.metricsToken, parts.isProduction));

  app.use(limitRate(REQUESTS_PER_MINUTE), limitTime(ANSWER_WITHIN_MS), answerOptions(app));
  for (const [path, router] of parts.routers) app.use(path, router);
  app.use(answerUnknown(app), answerProblem);
  return app;
}
