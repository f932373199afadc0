import type { Fact, FactPayloads } from '@tradewind/contract/facts.ts';
import { describe, expect, test, vi } from 'vitest';
import { createLog, type Log } from '../log.ts';
import { createBus } from './bus.ts';
import type { Sequence } from './sequence.ts';

const silent = createLog({ level: 'silent' });
const down = (service: string): FactPayloads['health_alert'] => ({ service, status: 'DOWN', message: 'gone' });

function countingFrom(last: number): Sequence {
  return {
    next: () => ++last,
    close: async () => undefined,
    get last() {
      return last;
    },
  };
}

function newBus(options: { log?: Log; last?: number; recent?: { facts: number; bytes: number } } = {}) {
  const { log = silent, last = 0, recent } = options;
  return createBus({ sequence: countingFrom(last), clock: { now: () => 1_000 }, log, recent });
}

describe('The bus', () => {
  test('hands a fact to those who asked for its type and to those who asked for all', () => {
    const bus = newBus({ last: 41 });
    const alerts: Fact[] = [];
    const others: Fact[] = [];
    const all: Fact[] = [];
    bus.subscribe(['health_alert'], (fact) => void alerts.push(fact));
    bus.subscribe(['signal_generated', 'job_updated'], (fact) => void others.push(fact));
    bus.subscribe('all', (fact) => void all.push(fact));
    const fact = bus.publish('health_alert', down('storage'));
    expect(fact).toMatchObject({ type: 'health_alert', seq: 42, ts: 1_000, payload: down('storage') });
    expect(alerts).toEqual([fact]);
    expect(all).toEqual([fact]);
    expect(others).toEqual([]);
    expect(bus.seq).toBe(42);
  });

  test('goes on serving others, and the same one again, when a subscriber throws or rejects', async () => {
    const error = vi.fn();
    const bus = newBus({ log: Object.assign(createLog({ level: 'silent' }), { error }) });
    const seen: number[] = [];
    const throwing = vi.fn(() => {
      throw new Error('first');
    });
    bus.subscribe('all', throwing);
    bus.subscribe('all', async () => {
      throw new Error('second');
    });
    // An expression that happens to have a value is no fault.
    bus.subscribe('all', (fact) => seen.push(fact.seq) as unknown as undefined);
    bus.publish('health_alert', down('a'));
    bus.publish('health_alert', down('b'));
    await Promise.resolve();
    expect(seen).toEqual([1, 2]);
    expect(throwing).toHaveBeenCalledTimes(2);
    expect(error).toHaveBeenCalledTimes(4);
  });

  test('keeps the order for everybody when a subscriber publishes in turn', () => {
    const bus = newBus();
    const seen: number[] = [];
    bus.subscribe(['health_alert'], (fact) => {
      if (fact.payload.service === 'cause') bus.publish('health_alert', down('effect'));
    });
    bus.subscribe('all', (fact) => void seen.push(fact.seq));
    bus.publish('health_alert', down('cause'));
    expect(seen).toEqual([1, 2]);
  });

  test('stops calling a subscriber that has left, also in the middle of a fact', () => {
    const bus = newBus();
    const second = vi.fn();
    let leave = () => {};
    bus.subscribe('all', () => leave());
    leave = bus.subscribe('all', second);
    bus.publish('health_alert', down('a'));
    expect(second).not.toHaveBeenCalled();
  });

  test('refuses a payload that breaks its schema, and drops what the schema does not name', () => {
    const bus = newBus();
    const wrong = { service: 'storage', status: 'BROKEN', message: '' } as unknown as FactPayloads['health_alert'];
    expect(() => bus.publish('health_alert', wrong)).toThrow(/health_alert breaks its schema/);
    expect(bus.seq).toBe(0);
    const fact = bus.publish('health_alert', { ...down('a'), password: 'x' } as FactPayloads['health_alert']);
    expect(fact.json).toBe(JSON.stringify(down('a')));
  });
});

describe('Replay', () => {
  test('gives everything after the seq a reader saw, and nothing to one who saw all', () => {
    const bus = newBus({ last: 10 });
    for (const name of ['a', 'b', 'c']) bus.publish('health_alert', down(name));
    expect(bus.replay(10)?.map((fact) => fact.seq)).toEqual([11, 12, 13]);
    expect(bus.replay(12)?.map((fact) => fact.seq)).toEqual([13]);
    expect(bus.replay(13)).toEqual([]);
  });

  test('says so when the past before this process or a seq never given is asked for', () => {
    const bus = newBus({ last: 10 });
    bus.publish('health_alert', down('a'));
    expect(bus.replay(9)).toBeNull();
    expect(bus.replay(12)).toBeNull();
  });

  test('holds no more than its count', () => {
    const bus = newBus({ recent: { facts: 1_500, bytes: 1e9 } });
    for (let i = 0; i < 10_000; i++) bus.publish('health_alert', down('a'));
    expect(bus.replay(8_499)).toBeNull();
    expect(bus.replay(8_500)).toHaveLength(1_500);
    expect(bus.replay(8_500)?.[0].seq).toBe(8_501);
    expect(bus.replay(9_999)?.map((fact) => fact.seq)).toEqual([10_000]);
  });

  test('holds no more than its bytes, also when one fact alone exceeds them', () => {
    const size = JSON.stringify(down('x')).length;
    const bus = newBus({ recent: { facts: 1_000, bytes: 3 * size } });
    for (let i = 0; i < 5; i++) bus.publish('health_alert', down('x'));
    expect(bus.replay(2)).toHaveLength(3);
    expect(bus.replay(1)).toBeNull();
    bus.publish('health_alert', down('x'.repeat(10 * size)));
    expect(bus.replay(5)).toBeNull();
    expect(bus.replay(6)).toEqual([]);
  });
});
