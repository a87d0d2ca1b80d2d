import { ConfigError, readConfig } from './config.ts';
import { Fault } from './core/fault.ts';
import { createLog } from './log.ts';
import { startService } from './service.ts';

const STOP_WITHIN_MS = 40_000;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const service = await startService({ config, log });
  log.info({ role: config.role, url: service.url }, 'ready');
  if (!config.isProduction) process.stdout.write(welcome(service.url, config));

  let isStopping = false;
  const stop = (signal: string) => {
    if (isStopping) return;
    isStopping = true;
    log.info({ signal }, 'stopping');
    // Whoever waits for us (a supervisor, a terminal) is not kept waiting by something that hangs.
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    service.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function welcome(url: string, { dataDir, mongodbUri }: ReturnType<typeof readConfig>): string {
  const kept = mongodbUri === undefined ? `data in ${dataDir}` : 'data in MONGODB_URI';
  return `
  Parley is ready, ${kept}.

    ${url}/sandbox   live it: a phone and a desk, no account needed
    ${url}/docs      the API: read it, try it
    ${url}/readyz    is everything up
    ${url}/metrics   figures

  Stop it with Ctrl-C.

`;
}

main().catch((error: unknown) => {
  // What the operator can mend is told in a sentence; anything else with its stack.
  const isForOperator = error instanceof ConfigError || error instanceof Fault;
  process.stderr.write(`${isForOperator ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
