/**
 * One client of one channel. Batches are written as they come until the client falls too far behind; from then on
 * nothing is queued for it, only the range it misses is remembered and told once its buffer has drained.
 */
import type { Duplex } from 'node:stream';
import { clientMessageSchema, type ServerMessages } from '@tradewind/contract/messages.ts';
import type { RawData, WebSocket } from 'ws';
import type { Caller } from '../auth/caller.ts';
import type { Clock } from '../clock.ts';
import { type OwnType, ownMessage } from './wording.ts';

/** Consecutive facts of a channel as frames, ready to be written. */
export interface Batch {
  readonly frames: Buffer;
  readonly fromSeq: number;
  readonly toSeq: number;
}

export interface ConnectionLimits {
  /** More than this many unsent bytes, and the client is too slow. */
  readonly bufferBytes: number;
  readonly messagesPerSecond: number;
}

export interface ConnectionParts {
  readonly socket: WebSocket;
  /** The stream beneath: finished frames are written to it directly. */
  readonly stream: Duplex;
  readonly caller: Caller;
  readonly clock: Clock;
  readonly limits: ConnectionLimits;
  /** The bus's position now. */
  currentSeq(): number;
  /** Whether everything after this `seq` can still be had. */
  canResume(seq: number): boolean;
  onResume(connection: Connection, seq: number): void;
}

const closePolicyViolation = 1008;

export class Connection {
  readonly caller: Caller;
  readonly socket: WebSocket;
  readonly #parts: ConnectionParts;
  #missed: { readonly from: number; to: number } | null = null;
  #wasHeard = true;
  #flushedAtPing = 0;
  #hadBacklog = false;
  #second = 0;
  #messagesThisSecond = 0;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.caller = parts.caller;
    this.socket = parts.socket;
    parts.stream.on('drain', () => this.#tellGap());
    parts.socket.on('message', (data, isBinary) => this.#hear(data, isBinary));
    parts.socket.on('pong', () => {
      this.#wasHeard = true;
    });
  }

  get isBehind(): boolean {
    return this.#missed !== null || this.#isFull;
  }

  deliver({ frames, fromSeq, toSeq }: Batch): void {
    if (this.socket.readyState !== this.socket.OPEN) return;
    if (this.isBehind) this.miss(fromSeq, toSeq);
    else this.#parts.stream.write(frames);
  }

  /** These facts will not be sent; the client hears of it once it has read what was. */
  miss(fromSeq: number, toSeq: number): void {
    this.#missed ??= { from: fromSeq, to: toSeq };
    this.#missed.to = toSeq;
  }

  say<T extends OwnType>(type: T, payload: ServerMessages[T]['payload']): void {
    // Who asks and never reads the answers must not fill the memory with them.
    if (this.socket.readyState !== this.socket.OPEN || this.#isFull) return;
    this.socket.send(ownMessage(type, this.#parts.currentSeq(), this.#parts.clock.now(), payload));
  }

  /** Pings, and reports whether the peer gave a sign of life since the last ping: a word, or room for more. */
  ping(): boolean {
    const flushed = this.#flushedBytes;
    const isAlive = this.#wasHeard || (this.#hadBacklog && flushed > this.#flushedAtPing);
    this.#wasHeard = false;
    this.#flushedAtPing = flushed;
    this.#hadBacklog = this.socket.bufferedAmount > 0;
    this.socket.ping();
    return isAlive;
  }

  get #isFull(): boolean {
    return this.socket.bufferedAmount > this.#parts.limits.bufferBytes;
  }

  get #flushedBytes(): number {
    const { bytesWritten = 0 } = this.#parts.stream as { bytesWritten?: number };
    return bytesWritten - this.socket.bufferedAmount;
  }

  #tellGap(): void {
    if (this.#missed === null) return;
    const { from, to } = this.#missed;
    this.#missed = null;
    const recover = this.#parts.canResume(from - 1) ? 'resume' : 'refetch';
    this.say('gap', { from_seq: from, to_seq: to, recover });
  }

  #hear(data: RawData, isBinary: boolean): void {
    this.#wasHeard = true;
    if (this.#isTooMuch()) {
      const { messagesPerSecond } = this.#parts.limits;
      this.socket.close(closePolicyViolation, `more than ${messagesPerSecond} messages in a second`);
      return;
    }
    const message = isBinary ? null : clientMessageSchema.safeParse(parsedOrNull(data.toString()));
    if (!message?.success) {
      const detail = 'Expected {"type":"ping"} or {"type":"resume","seq":<last seq seen>}';
      this.say('error', { code: 'malformed', detail });
    } else if (message.data.type === 'ping') this.say('pong', {});
    else this.#parts.onResume(this, message.data.seq);
  }

  #isTooMuch(): boolean {
    const second = Math.floor(this.#parts.clock.now() / 1000);
    if (second !== this.#second) this.#messagesThisSecond = 0;
    this.#second = second;
    return ++this.#messagesThisSecond > this.#parts.limits.messagesPerSecond;
  }
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
