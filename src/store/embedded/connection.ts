import type { Socket } from 'node:net';
import type { ServerState } from './commands/command.ts';
import { dispatch, type LogFault } from './dispatcher.ts';
import { FrameReader } from './wire/frames.ts';
import { frameReply, type IncomingMessage, parseMessage, WireError } from './wire/message.ts';

/** Reading stops while so many messages wait on one connection. */
const MAX_WAITING = 64;

/** One client: messages are answered one after the other, in the order they came. */
export class Connection {
  private readonly socket: Socket;
  private readonly server: ServerState;
  private readonly id: number;
  private readonly log: LogFault;
  private readonly frames = new FrameReader();
  private readonly waiting: IncomingMessage[] = [];
  private isBusy = false;
  private isClosing = false;
  private whenIdle: (() => void) | undefined;

  constructor(socket: Socket, server: ServerState, id: number, log: LogFault) {
    this.socket = socket;
    this.server = server;
    this.id = id;
    this.log = log;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.receive(chunk));
    // A client that goes away in the middle is no fault of ours; `close` follows.
    socket.on('error', () => {});
  }

  /** Answers what has arrived, then closes. */
  async finish(): Promise<void> {
    this.isClosing = true;
    if (this.isBusy || this.waiting.length > 0)
      await new Promise<void>((resolve) => {
        this.whenIdle = resolve;
      });
    this.socket.destroySoon();
  }

  private receive(chunk: Buffer): void {
    this.frames.push(chunk);
    try {
      for (let frame = this.frames.take(); frame; frame = this.frames.take()) this.waiting.push(parseMessage(frame));
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.log('closed a connection that sent a damaged message', { connection: this.id, reason: error.message });
      this.waiting.length = 0;
      this.socket.destroy();
      return;
    }
    if (this.waiting.length > MAX_WAITING) this.socket.pause();
    this.work();
  }

  /** Goes on until a command has to be waited for; most reads are answered without. */
  private work(): void {
    while (!this.isBusy) {
      const message = this.waiting.shift();
      if (!message) break;
      const reply = dispatch(message, this.server, this.id, this.log);
      if (reply instanceof Promise) {
        this.isBusy = true;
        reply.then((late) => {
          this.isBusy = false;
          this.answer(message, late);
          this.work();
        });
      } else this.answer(message, reply);
    }
    if (!this.isBusy) this.rest();
  }

  private rest(): void {
    if (this.socket.isPaused()) this.socket.resume();
    if (this.isClosing) this.whenIdle?.();
  }

  private answer(message: IncomingMessage, reply: Uint8Array): void {
    if (message.isUnanswered || this.socket.destroyed) return;
    const [head, document] = frameReply(message, reply);
    if (!head || !document) return;
    this.socket.cork();
    this.socket.write(head);
    this.socket.write(document);
    this.socket.uncork();
  }
}
