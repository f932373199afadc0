/**
 * The one event bus: whoever knows that something happened publishes a fact, whoever cares subscribes. Synchronous
 * and in order: every subscriber sees every fact in the order of `seq`, also when a subscriber publishes in turn.
 */
import { type Fact, type FactPayloads, type FactType, facts } from '@tradewind/contract/facts.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { RecentFacts } from './recent-facts.ts';
import type { Sequence } from './sequence.ts';

export type FactHandler<T extends FactType> = (fact: Fact<T>) => void | Promise<void>;

export interface Bus {
  /** Gives the fact its `seq` and hands it to all subscribers. Throws when the payload breaks the fact's schema. */
  publish<T extends FactType>(type: T, payload: FactPayloads[T]): Fact<T>;
  /** Returns the way to end the subscription. A handler that throws is logged and goes on being called. */
  subscribe<T extends FactType>(types: readonly T[] | 'all', handler: FactHandler<T>): () => void;
  /** All facts after this `seq`, oldest first; null when some of them are no longer (or were never) held here. */
  replay(afterSeq: number): readonly Fact[] | null;
  /** The `seq` of the last fact published. */
  readonly seq: number;
}

export interface BusOptions {
  readonly sequence: Sequence;
  readonly clock: Clock;
  readonly log: Log;
  /** How much of the recent past can be replayed, by count and by bytes of JSON, whichever is reached first. */
  readonly recent?: { readonly facts: number; readonly bytes: number };
}

const defaultRecent = { facts: 20_000, bytes: 16 * 1024 * 1024 };

export function createBus({ sequence, clock, log, recent = defaultRecent }: BusOptions): Bus {
  const subscribers = new Set<{ types: ReadonlySet<FactType> | null; handler: FactHandler<FactType> }>();
  const ring = new RecentFacts(sequence.last, recent);
  const undelivered: Fact[] = [];
  let isDelivering = false;

  function deliver(): void {
    isDelivering = true;
    try {
      for (let fact = undelivered.shift(); fact !== undefined; fact = undelivered.shift()) {
        for (const { types, handler } of subscribers) {
          if (types === null || types.has(fact.type)) callSafely(handler, fact);
        }
      }
    } finally {
      isDelivering = false;
    }
  }

  function callSafely(handler: FactHandler<FactType>, fact: Fact): void {
    const failed = (err: unknown) => log.error({ err, fact: fact.type, seq: fact.seq }, 'a subscriber failed');
    try {
      // A handler that is an expression may answer with anything: only a promise is waited for.
      const outcome: unknown = handler(fact);
      if (outcome instanceof Promise) outcome.catch(failed);
    } catch (err) {
      failed(err);
    }
  }

  return {
    publish<T extends FactType>(type: T, payload: FactPayloads[T]): Fact<T> {
      const checked = facts[type].safeParse(payload);
      if (!checked.success) throw new TypeError(`Fact ${type} breaks its schema: ${checked.error.message}`);
      const json = JSON.stringify(checked.data);
      const fact = { type, seq: sequence.next(), ts: clock.now(), payload: checked.data, json } as unknown as Fact;
      ring.add(fact);
      undelivered.push(fact);
      // A fact published by a subscriber waits its turn: otherwise the others would see it before its cause.
      if (!isDelivering) deliver();
      return fact as Fact<T>;
    },
    subscribe(types, handler) {
      const subscriber = {
        types: types === 'all' ? null : new Set<FactType>(types),
        handler: handler as FactHandler<FactType>,
      };
      subscribers.add(subscriber);
      return () => void subscribers.delete(subscriber);
    },
    replay: (afterSeq) => ring.after(afterSeq),
    get seq() {
      return sequence.last;
    },
  };
}
