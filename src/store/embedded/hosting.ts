import { Fault } from '../../core/fault.ts';
import { type RunningServer, startServer } from './server.ts';

/** What the one who starts a store tells it, as text, since it crosses a process or thread. */
export interface Orders {
  readonly folder: string;
  readonly upkeepEveryMs: number;
}

/** What a store tells the one who started it. */
export type News =
  | { readonly kind: 'ready'; readonly uri: string }
  | { readonly kind: 'failed'; readonly message: string; readonly code: string }
  | { readonly kind: 'log'; readonly message: string; readonly details: Record<string, unknown> }
  | { readonly kind: 'stopped' };

interface Host {
  readonly orders: string;
  readonly tell: (news: News) => void;
  readonly onStop: (stop: () => void) => void;
  readonly leave: () => void;
}

/** Runs a server until told to stop. */
export async function startFromOrders({ orders, tell, onStop, leave }: Host): Promise<void> {
  let server: RunningServer;
  try {
    const { folder, upkeepEveryMs } = JSON.parse(orders) as Orders; // written by embedded.ts
    server = await startServer({
      folder,
      upkeepEveryMs,
      now: () => new Date(),
      random: Math.random,
      log: (message, details) => tell({ kind: 'log', message, details }),
    });
  } catch (error) {
    const code = error instanceof Fault ? error.code : 'internal';
    tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error), code });
    leave();
    return;
  }
  let isStopping = false;
  onStop(() => {
    if (isStopping) return;
    isStopping = true;
    server.close().then(() => {
      tell({ kind: 'stopped' });
      leave();
    });
  });
  tell({ kind: 'ready', uri: server.endpoint.uri });
}
