import { createAccess } from './access.ts';
import { oursIn, wordingProblem } from './bots/words/wording.ts';
import { systemClock } from './clock.ts';
import type { Desk } from './command-line/command.ts';
import { runCommand } from './command-line/run.ts';
import { ConfigError, readConfig } from './config.ts';
import { createCalendars } from './core/calendars/service.ts';
import { Fault } from './core/fault.ts';
import { createPeople } from './core/people/service.ts';
import { createIds } from './ids.ts';
import { loadKeyRing } from './keys.ts';
import { createLog } from './log.ts';
import { locateStore } from './place.ts';
import { openStore } from './store/store.ts';

/** Works on the store of the running service where there is one, and opens it itself where there is none. */
async function withDesk<Value>(act: (desk: Desk) => Promise<Value>): Promise<Value> {
  const config = readConfig(process.env);
  const place = await locateStore({ ...config, role: 'worker' }, createLog(config.logLevel));
  try {
    const ids = createIds(systemClock);
    const store = await openStore({
      uri: place.uri,
      clock: systemClock,
      machineClock: systemClock,
      ids,
      keys: loadKeyRing(config),
      holder: `admin:${process.pid}`,
    });
    try {
      const calendars = createCalendars({ shelf: store.calendars, ids, clock: systemClock });
      // No command mails anything.
      const mail = { send: async () => {} };
      const access = createAccess({ store, calendars, clock: systemClock, ids, mail, publicUrl: config.publicUrl });
      const { contacts: shelf, addresses, organisations, outbox, services } = store;
      const people = createPeople({ shelf, addresses, organisations, outbox, clock: systemClock, ids });
      const sentences = { oursIn, problemOf: wordingProblem };
      return await act({ ...access, services, people, sentences, ids, clock: systemClock });
    } finally {
      await store.close();
    }
  } finally {
    await place.close();
  }
}

const terminal = {
  out: (text: string) => void process.stdout.write(text),
  error: (text: string) => void process.stderr.write(text),
};

runCommand(process.argv.slice(2), terminal, withDesk).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const isForOperator = error instanceof ConfigError || error instanceof Fault;
    terminal.error(`${isForOperator ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  },
);
