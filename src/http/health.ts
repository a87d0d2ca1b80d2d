import type { RequestHandler } from 'express';

/** What has to work before we take traffic; resolves when it does, rejects when it does not. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<unknown>>>;

const PATIENCE_MS = 2_000;

async function outcomeOf(check: () => Promise<unknown>): Promise<'ok' | 'failing'> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), PATIENCE_MS);
  });
  try {
    await Promise.race([check(), patience]);
    return 'ok';
  } catch {
    return 'failing';
  } finally {
    clearTimeout(timer);
  }
}

export const serveLiveness: RequestHandler = (_req, res) => {
  res.json({ status: 'ok' });
};

export function serveReadiness(checks: ReadinessChecks): RequestHandler {
  return async (_req, res) => {
    const outcomes = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, await outcomeOf(check)] as const),
    );
    const isReady = outcomes.every(([, outcome]) => outcome === 'ok');
    res
      .status(isReady ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({ status: isReady ? 'ok' : 'not ready', checks: Object.fromEntries(outcomes) });
  };
}
