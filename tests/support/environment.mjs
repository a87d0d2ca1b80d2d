// Node's test environment, which also fails a file that leaves something open: a socket, a server, a child, a timer.
import { setTimeout as wait } from 'node:timers/promises';
import { TestEnvironment } from 'jest-environment-node';

/** A closed connection needs some turns of the event loop until it is gone; agenda keeps a timer of half a lock. */
const PATIENCE_MS = 6_000;
const WATCHED = new Set(['TCPSocketWrap', 'TCPServerWrap', 'PipeWrap', 'ProcessWrap', 'Timeout', 'MessagePort']);

function countOpen() {
  const counts = new Map();
  for (const kind of process.getActiveResourcesInfo())
    if (WATCHED.has(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

export default class LeakCheckingEnvironment extends TestEnvironment {
  before = new Map();

  async handleTestEvent(event, state) {
    if (event.name === 'run_start') this.before = countOpen();
    if (event.name !== 'run_finish') return;
    const left = await this.stillOpen();
    if (left.length > 0) {
      const error = new Error(`The file leaves open: ${left.join(', ')}. Close what it opened.`);
      error.stack = error.message;
      state.unhandledErrors.push(error);
    }
  }

  async stillOpen() {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const left = [...countOpen()].filter(([kind, count]) => count > (this.before.get(kind) ?? 0));
      if (left.length === 0 || Date.now() > end)
        return left.map(([kind, count]) => `${count - (this.before.get(kind) ?? 0)} ${kind}`);
      await wait(20);
    }
  }
}
