import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { startService } from '../../src/service.ts';

// The whole service in a process that may be killed at any moment. Started by turns.ts with everything in its environment.

const service = await startService({ config: readConfig(process.env), log: createLog('error') });
process.on('SIGTERM', () => void service.stop().then(() => process.exit(0)));
process.on('disconnect', () => process.exit(0));
process.send?.(service.url);
