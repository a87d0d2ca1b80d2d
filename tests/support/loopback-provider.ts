import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** What the provider does with the next message it is handed. */
type Behaviour =
  | { readonly kind: 'accept' }
  | { readonly kind: 'refuse'; readonly permanent: boolean }
  | { readonly kind: 'slow_down'; readonly seconds: number }
  /** Sends it, and then the line goes dead before it can say so. */
  | { readonly kind: 'accept_and_hang_up' }
  | { readonly kind: 'hang_up' }
  /** Answers when the test says so. */
  | { readonly kind: 'wait'; readonly until: Promise<void> };

interface ProviderMessage {
  readonly providerId: string;
  readonly key: string;
  readonly recipient: string;
  readonly payload: unknown;
}

export interface LoopbackProvider {
  readonly url: string;
  /** In the order they were sent out. */
  readonly sent: readonly ProviderMessage[];
  /** Requests to send, whatever became of them. */
  readonly asked: readonly string[];
  readonly lookups: readonly string[];
  /** For the messages to come, one each; after them everything is accepted. */
  next(...behaviours: Behaviour[]): void;
  /** Resolves once so many were sent out. */
  whenSent(count: number): Promise<void>;
  close(): Promise<void>;
}

interface SendBody {
  key: string;
  recipient: string;
  payload: unknown;
}

async function bodyOf(request: IncomingMessage): Promise<SendBody> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return JSON.parse(text) as SendBody; // our own transport wrote it
}

const answer = (response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}) =>
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

/** A provider of messages on loopback with an HTTP interface like those of the real ones; it stands in for them, not for us. */
export async function startLoopbackProvider(): Promise<LoopbackProvider> {
  const sent: ProviderMessage[] = [];
  const asked: string[] = [];
  const lookups: string[] = [];
  const behaviours: Behaviour[] = [];
  const watchers = new Set<() => void>();

  function sendOut(message: SendBody): ProviderMessage {
    const out = { providerId: `p${sent.length + 1}`, ...message };
    sent.push(out);
    for (const watcher of watchers) watcher();
    return out;
  }

  async function onSend(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const message = await bodyOf(request);
    asked.push(message.key);
    const behaviour = behaviours.shift() ?? { kind: 'accept' };
    switch (behaviour.kind) {
      case 'refuse':
        return void answer(response, behaviour.permanent ? 400 : 503, { reason: 'refused by the provider' });
      case 'slow_down':
        return void answer(response, 429, { reason: 'too fast' }, { 'retry-after': String(behaviour.seconds) });
      case 'accept_and_hang_up':
        sendOut(message);
        return void request.socket.destroy();
      case 'hang_up':
        return void request.socket.destroy();
      case 'wait':
        await behaviour.until;
    }
    answer(response, 200, { id: sendOut(message).providerId });
  }

  const server = createServer((request, response) => {
    if (request.method === 'POST') return void onSend(request, response);
    const key = new URL(request.url ?? '/', 'http://loopback').searchParams.get('key') ?? '';
    lookups.push(key);
    const found = sent.find((message) => message.key === key);
    answer(response, found ? 200 : 404, found ? { id: found.providerId } : {});
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the provider got no port');

  return {
    url: `http://127.0.0.1:${address.port}`,
    sent,
    asked,
    lookups,
    next: (...more) => void behaviours.push(...more),
    whenSent: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (sent.length < count) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
      }),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
