/** Properties of the whole engine over random streams of orders and everything that happens between bars. */
import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../model/event.ts';
import type { TradingEngine } from './engine.ts';
import { engineOf, eventsOf, instruments, type Market, marketOf } from './random-market.test-support.ts';
import { ShadowAccount } from './shadow-account.test-support.ts';

const count = 10_000;

function shadowOf(engine: TradingEngine, { timing }: Market): ShadowAccount {
  const shadow = new ShadowAccount(engine.sessions.map(({ ledger }) => ledger.equity));
  shadow.tradesAtClose = timing === 'same_close';
  return shadow;
}

/** Gives the event to the engine and to the account that is kept beside it. */
function give(engine: TradingEngine, shadow: ShadowAccount, event: EngineEvent): void {
  if (event.kind === 'slice') shadow.begin(event.slice);
  engine.process(event, shadow);
  if (event.kind === 'slice') shadow.end();
  if (event.kind === 'fx') shadow.setRate(event.rate);
  if (event.kind === 'split') shadow.split(event.slot, event.ratio);
  if (event.kind === 'settlement') shadow.settle(event.slot, event.price);
}

describe('over 10,000 random events with orders of every kind', () => {
  it.each([1, 2, 3, 4, 5, 7, 8, 9])('the account explains itself, seed %i', (seed) => {
    const market = marketOf(seed);
    const engine = engineOf(market);
    const shadow = shadowOf(engine, market);
    let number = 0;
    for (const event of eventsOf(market, count)) {
      number++;
      give(engine, shadow, event);
      for (const { index, ledger } of engine.sessions) {
        const explained = shadow.equity(index);
        const gap = Math.abs(ledger.equity - explained);
        if (!(gap <= 1e-9 * Math.max(1, Math.abs(explained), Math.abs(ledger.exposure)))) {
          throw new Error(
            `event ${number} (${event.kind}): session ${index} has ${ledger.equity}, explained ${explained}`,
          );
        }
        for (const slot of instruments.keys()) {
          expect(Math.abs(ledger.quantity(slot) - shadow.quantity(index, slot))).toBeLessThanOrEqual(1e-6);
        }
      }
      expectEveryOrderOnce(engine, shadow);
    }
    expect(number).toBe(count);
    expect(shadow.faults).toEqual([]);
    // The stream was no idle one.
    expect(shadow.counts.fills).toBeGreaterThan(800);
    expect(shadow.counts.trades).toBeGreaterThan(400);
    expect(shadow.counts.flows).toBeGreaterThan(50);
    expect(shadow.counts.refusals).toBeGreaterThan(100);
  });
});

/** What the facts say is open is open in the engine, and lies in exactly one list of the venue. */
function expectEveryOrderOnce(engine: TradingEngine, shadow: ShadowAccount): void {
  const open = engine.openOrders();
  const { market, resting } = engine.venue.save() as Record<string, readonly number[]>;
  const held = [...market, ...resting].sort((a, b) => a - b);
  expect(held).toEqual(open.map(({ id }) => id).sort((a, b) => a - b));
  for (const { id, status } of open) {
    if (shadow.orders.get(id)?.status !== status) throw new Error(`order ${id} is ${status}, its facts say otherwise`);
  }
}

describe('a run that is saved and taken up again', () => {
  it.each([1, 2, 3, 4, 5, 6])('gives the same facts as one that was not, seed %i', (seed) => {
    const market = marketOf(seed);
    const length = 1500;
    const whole = factsOf(market, length, []);
    const cuts = [1, 2, 7, 100, 101, 450, 733, 734, 1200];
    expect(factsOf(market, length, cuts)).toEqual(whole);
  });

  it('cannot be saved from columns that know the end of their history', () => {
    const engine = engineOf(marketOf(1));
    const history = [...eventsOf(marketOf(1), 3)];
    expect(history.length).toBeGreaterThan(0);
    const bars = { ts: new Float64Array(1), open: new Float64Array(1), high: new Float64Array(1) };
    const rest = { low: new Float64Array(1), close: new Float64Array(1), volume: new Float64Array(1), length: 1 };
    const one = { ...bars, ...rest };
    for (const session of engine.sessions) session.bindHistory([one, one, one, one], [0, 0, 0, 0]);
    expect(() => engine.save()).toThrow('expected rings to save');
  });
});

/** All facts of a run whose engine is replaced by one loaded from its state before each of these events. */
function factsOf(market: Market, length: number, cuts: readonly number[]): readonly string[] {
  let engine = engineOf(market);
  const shadow = shadowOf(engine, market);
  let number = 0;
  for (const event of eventsOf(market, length)) {
    if (cuts.includes(number++)) {
      const state = structuredClone(engine.save());
      engine = engineOf(market);
      engine.load(state);
    }
    give(engine, shadow, event);
  }
  expect(shadow.counts.fills).toBeGreaterThan(100);
  return shadow.facts;
}
