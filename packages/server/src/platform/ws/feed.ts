/**
 * The live feed of one channel. Facts are gathered for a moment and then written to all clients at once: each message
 * is put into words once, each client costs one write per batch.
 */
import type { Channel, ChannelMessage } from '@tradewind/contract/channels.ts';
import type { Fact, FactType } from '@tradewind/contract/facts.ts';
import type { Bus } from '../bus/bus.ts';
import type { Batch, Connection } from './connection.ts';
import { textFrames } from './frame.ts';
import { factMessage } from './wording.ts';

interface Said {
  readonly fact: Fact;
  readonly text: string;
}

/** A batch is sent early when it reaches this size, so that no client's buffer overshoots its limit by much. */
const batchBytes = 256 * 1024;

export class Feed {
  readonly channel: Channel;
  readonly connections = new Set<Connection>();
  readonly #bus: Bus;
  readonly #coalesceMs: number;
  readonly #wording: ReadonlyMap<FactType, ChannelMessage>;
  #pending: Said[] = [];
  #pendingBytes = 0;
  #timer: NodeJS.Timeout | null = null;
  #flushedAt = Number.NEGATIVE_INFINITY;

  constructor(channel: Channel, bus: Bus, coalesceMs: number) {
    this.channel = channel;
    this.#bus = bus;
    this.#coalesceMs = coalesceMs;
    this.#wording = new Map(channel.messages.map((message) => [message.fact, message]));
  }

  join(connection: Connection): void {
    // What was published before the client came is in the state it reads, not in its feed.
    this.flush();
    this.connections.add(connection);
    connection.say('connected', { channel: this.channel.path });
  }

  onFact(fact: Fact): void {
    const said = this.connections.size === 0 ? null : this.#say(fact);
    if (said === null) return;
    this.#pending.push(said);
    this.#pendingBytes += said.text.length;
    if (this.#pendingBytes >= batchBytes) this.flush();
    // The first fact after a quiet time goes out at once; those that follow closely are gathered.
    else
      this.#timer ??= setTimeout(
        () => this.flush(),
        Math.max(0, this.#flushedAt + this.#coalesceMs - performance.now()),
      );
  }

  flush(except?: Connection): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#flushedAt = performance.now();
    const pending = this.#pending;
    this.#pending = [];
    this.#pendingBytes = 0;
    if (pending.length === 0) return;
    const batches = new Map<string, Batch | null>();
    for (const connection of this.connections) {
      if (connection === except) continue;
      const audience = this.#audienceOf(connection);
      let batch = batches.get(audience);
      if (batch === undefined) {
        batch = batchOf(pending.filter(({ fact }) => this.#isFor(audience, fact)));
        batches.set(audience, batch);
      }
      if (batch !== null) connection.deliver(batch);
    }
  }

  /** Repeats what came after `seq`, as far as the client's buffer takes it; the rest is told as a gap again. */
  resume(connection: Connection, seq: number): void {
    const facts = this.#bus.replay(seq);
    const now = this.#bus.seq;
    if (facts === null) {
      connection.say('gap', { from_seq: Math.min(seq + 1, now), to_seq: now, recover: 'refetch' });
      return;
    }
    this.flush(connection);
    connection.say('resumed', { from_seq: seq + 1, to_seq: now });
    const audience = this.#audienceOf(connection);
    let part: Said[] = [];
    let bytes = 0;
    const send = () => {
      const batch = batchOf(part);
      if (batch !== null) connection.deliver(batch);
      part = [];
      bytes = 0;
    };
    for (const fact of facts) {
      const said = this.#isFor(audience, fact) ? this.#say(fact) : null;
      if (said === null) continue;
      if (connection.isBehind) {
        connection.miss(fact.seq, now);
        return;
      }
      part.push(said);
      bytes += said.text.length;
      if (bytes >= batchBytes) send();
    }
    send();
  }

  #say(fact: Fact): Said | null {
    const wording = this.#wording.get(fact.type);
    return wording === undefined ? null : { fact, text: factMessage(fact, wording) };
  }

  /** Clients of one audience get the same bytes; the empty one is everybody. */
  #audienceOf({ caller }: Connection): string {
    return this.channel.ownersOnly && !caller.scopes.includes('admin') ? caller.userId : '';
  }

  #isFor(audience: string, { payload }: Fact): boolean {
    return audience === '' || ('owner' in payload && payload.owner === audience);
  }
}

function batchOf(said: readonly Said[]): Batch | null {
  if (said.length === 0) return null;
  const frames = textFrames(said.map(({ text }) => text));
  return { frames, fromSeq: said[0].fact.seq, toSeq: said[said.length - 1].fact.seq };
}
