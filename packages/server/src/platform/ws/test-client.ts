/** A WebSocket client for tests that keeps what it hears and lets one wait for it. */
import { WebSocket } from 'ws';

export interface Heard {
  readonly type: string;
  readonly timestamp: string;
  readonly seq: number;
  readonly payload: Record<string, unknown>;
  readonly [flat: string]: unknown;
}

export interface Closed {
  readonly code: number;
  readonly reason: string;
}

export class Client {
  readonly socket: WebSocket;
  readonly heard: Heard[] = [];
  readonly closed: Promise<Closed>;
  #waiting: (() => void)[] = [];

  constructor(url: string, options: { protocols?: string[]; headers?: Record<string, string> } = {}) {
    this.socket = new WebSocket(url, options.protocols ?? [], { headers: options.headers });
    this.closed = new Promise((resolve, reject) => {
      this.socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }));
      this.socket.once('error', reject);
    });
    // Whoever does not ask how it closed does not want to hear of it either.
    this.closed.catch(() => undefined);
    this.socket.on('message', (data) => {
      this.heard.push(JSON.parse(String(data)) as Heard);
      for (const check of this.#waiting.splice(0)) check();
    });
  }

  /** The first message of this type after those skipped, now or as soon as it comes. */
  async next(type: string, skip = 0): Promise<Heard> {
    for (;;) {
      const found = this.heard.filter((message) => message.type === type)[skip];
      if (found !== undefined) return found;
      await Promise.race([
        new Promise<void>((resolve) => this.#waiting.push(resolve)),
        this.closed.then(({ code, reason }) => {
          throw new Error(`closed with ${code} ${reason} before "${type}" came`);
        }),
      ]);
    }
  }

  say(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  of(type: string): Heard[] {
    return this.heard.filter((message) => message.type === type);
  }
}
