import type { RequestHandler, Response } from 'express';
import type { Log, Unsubscribe } from '../../core/ports.ts';

interface Parts {
  /** What the page of this phone shows now. */
  readonly draw: (phone: string | undefined) => Promise<Readonly<Record<string, string>>>;
  /** What happens in this process wakes at once. */
  readonly watch: (listener: () => void) => Unsubscribe;
  readonly log: Log;
}

/** What another process does, and the minute that passes, is seen by then. */
const LOOK_EVERY = 2_000;
/** Changes come in flocks; one look does for them. */
const GATHER_FOR = 40;

/** Server-sent events: the parts of the page that differ from what the browser has. */
export function createLive({ draw, watch, log }: Parts) {
  const waiting = new Set<() => void>();
  const streams = new Set<Response>();
  const wake = () => {
    for (const go of [...waiting]) go();
  };
  const unwatch = watch(wake);
  let isClosed = false;

  const nextChange = () =>
    new Promise<void>((resolve) => {
      const go = (after: number) => {
        clearTimeout(timer);
        waiting.delete(onWake);
        if (after === 0) resolve();
        else setTimeout(resolve, after);
      };
      const onWake = () => go(isClosed ? 0 : GATHER_FOR);
      const timer = setTimeout(() => go(0), LOOK_EVERY);
      waiting.add(onWake);
    });

  async function follow(res: Response, phone: string | undefined): Promise<void> {
    const shown = new Map<string, string>();
    while (!res.closed && !isClosed) {
      const regions = Object.entries(await draw(phone));
      const news = regions.filter(([name, markup]) => shown.get(name) !== markup);
      for (const [name, markup] of news) shown.set(name, markup);
      if (news.length > 0 && !res.closed) res.write(`data: ${JSON.stringify(Object.fromEntries(news))}\n\n`);
      await nextChange();
    }
  }

  const serve: RequestHandler = (req, res) => {
    const { phone } = req.query;
    streams.add(res);
    res.on('close', () => {
      streams.delete(res);
      wake();
    });
    res.status(200).set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' }).flushHeaders();
    follow(res, typeof phone === 'string' ? phone : undefined)
      // The browser comes back by itself.
      .catch((error: unknown) => log.error({ err: error }, 'the sandbox could not be drawn'))
      .finally(() => res.end());
  };

  return {
    serve,
    wake,
    /** Lets go of every browser, or the server would wait for them. */
    close() {
      isClosed = true;
      unwatch();
      wake();
      for (const res of streams) res.end();
    },
  };
}

export type Live = ReturnType<typeof createLive>;
