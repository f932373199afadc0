import { describe, expect, it } from 'vitest';
import { ColumnSink } from '../backtest/column-sink.ts';
import { SliceFeed } from '../data/slice-feed.ts';
import { CostPrice, LinearFee, noCosts } from '../matching/costs.ts';
import { SimulatedVenue } from '../matching/simulated-venue.ts';
import { allocateBars, type BarColumns } from '../model/bar.ts';
import { instrument } from '../model/instrument.ts';
import { fractionOfEquity } from '../sizing/sizer.ts';
import { defineStrategy, type Strategy } from '../strategies/strategy.ts';
import { TradingEngine } from './engine.ts';

/** Wants the exposure that stands in the volume column of each bar. */
const scripted = defineStrategy({
  id: 'scripted',
  name: 'Scripted',
  assetClasses: ['equity'],
  instruments: ['X'],
  idea: 'Wants what the volume column says.',
  source: 'test',
  maximumAgo: 1,
  parameters: {},
  columns: ({ volume }) => ({ wanted: volume }),
  target: ({ wanted }) => wanted.now,
});

function barsOf(closes: readonly number[], wanted: readonly number[], ts = (i: number) => i + 1): BarColumns {
  const bars = allocateBars(closes.length);
  closes.forEach((close, i) => {
    bars.ts[i] = ts(i);
    for (const field of ['open', 'high', 'low', 'close'] as const) bars[field][i] = close;
    bars.volume[i] = wanted[i];
  });
  return bars;
}

interface Setting {
  readonly history: readonly BarColumns[];
  readonly strategy?: Strategy;
  readonly allowShort?: boolean;
  readonly lot?: number;
}

function engineOf({ history, strategy = scripted, allowShort = true, lot = 0 }: Setting) {
  const instruments = history.map((_, i) => instrument({ symbol: `X${i}`, lot }));
  const fees = new LinearFee(noCosts);
  const prices = new CostPrice(noCosts);
  const engine = new TradingEngine({
    instruments,
    sessions: [
      {
        strategy,
        parameters: {},
        instruments,
        slots: instruments.map((_, i) => i),
        baseCurrency: 'USD',
        capital: 1000,
        allowShort,
      },
    ],
    venue: new SimulatedVenue({ instruments, fees, prices, timing: 'next_open' }),
    fees,
    prices,
    sizer: fractionOfEquity,
    sizing: 'decision',
  });
  engine.sessions[0].bindHistory(
    history,
    history.map(() => 0),
  );
  const feed = new SliceFeed(
    history,
    history.map(() => 0),
    history.map((bars) => bars.length),
  );
  const sink = new ColumnSink(history.reduce((n, bars) => n + bars.length, 0));
  const run = () => {
    while (feed.next()) engine.process({ kind: 'slice', slice: feed.slice }, sink);
    return sink;
  };
  return { engine, feed, sink, run };
}

const quantities = (sink: ColumnSink) => sink.fills.map((fill) => fill.signedQuantity);

describe('a target strategy', () => {
  it('trades on changes of its target and never on drift (decision 12)', () => {
    const { run } = engineOf({ history: [barsOf([10, 20, 40, 80, 80], [1, 1, 1, 1, 1])] });
    // Decided at 10 with 1000: 100 units, bought at 20.
    expect(quantities(run())).toEqual([100]);
  });

  it('reverses with two orders: out of the old side, into the new one', () => {
    const sink = engineOf({ history: [barsOf([10, 10, 10, 10], [1, -1, -1, -1])] }).run();
    expect(quantities(sink)).toEqual([100, -100, -100]);
    expect(sink.trades).toHaveLength(1);
  });

  it('stays flat instead of short where shorting is not allowed', () => {
    const { run } = engineOf({ history: [barsOf([10, 10, 10, 10], [1, -1, -1, 1])], allowShort: false });
    expect(quantities(run())).toEqual([100, -100]);
  });

  it('trades the difference when it wants another size of the same side', () => {
    const { run } = engineOf({ history: [barsOf([10, 10, 10, 10], [1, 0.5, 0.8, 0.8])] });
    expect(quantities(run())).toEqual([100, -50, 30].map((q) => expect.closeTo(q, 9)));
  });

  it('refuses an exposure of less than one lot and says so', () => {
    const sink = engineOf({ history: [barsOf([2000, 2000, 2000], [1, 1, 1])], lot: 1 }).run();
    expect(sink.fills).toHaveLength(0);
    expect(sink.refusals).toMatchObject([{ rule: 'size', ts: 1 }]);
  });

  it('gives each instrument an equal share of the account', () => {
    const { run } = engineOf({ history: [barsOf([10, 10, 10], [1, 1, 1]), barsOf([50, 50, 50], [1, 1, 1])] });
    expect(quantities(run())).toEqual([50, 10]);
  });

  it('does not act on an instrument that has no bar in the slice, and withdraws what could not fill', () => {
    // The second instrument trades every third moment only: its order of ts 3 is withdrawn when the mind changes at 6.
    const sparse = barsOf([50, 50, 50], [1, 0, 0], (i) => 3 * (i + 1));
    const { run } = engineOf({ history: [barsOf([10, 10, 10, 10, 10, 10, 10, 10, 10], Array(9).fill(0)), sparse] });
    const sink = run();
    expect(sink.fills.map(({ ts, signedQuantity }) => [ts, signedQuantity])).toEqual([
      [6, 10],
      [9, -10],
    ]);
  });

  it('must want a finite exposure', () => {
    const { run } = engineOf({ history: [barsOf([10, 10], [1, Number.NaN])] });
    expect(run).toThrow('scripted: target must be a finite exposure, found NaN');
  });
});

describe('columns', () => {
  it('look back only', () => {
    const peeking = defineStrategy({
      ...(scripted as object as Parameters<typeof defineStrategy>[0]),
      columns: ({ close }) => ({ close }),
      target: ({ close }) => close.ago(-1),
    });
    expect(engineOf({ history: [barsOf([10, 11], [1, 1])], strategy: peeking }).run).toThrow(
      'close.ago(-1) asks for the future',
    );
  });
});

describe('a halt', () => {
  it('lets nothing leave while halted, only exits while reduce_only, everything again when normal', () => {
    const { engine, feed, sink } = engineOf({ history: [barsOf([10, 10, 10, 10, 10, 10], [1, 0, 1, 1, -1, -1])] });
    const step = () => feed.next() && engine.process({ kind: 'slice', slice: feed.slice }, sink);
    const halt = (latch: 'normal' | 'reduce_only' | 'halted') =>
      engine.process({ kind: 'halt', ts: feed.slice.ts, latch, reason: 'test' }, sink);
    step(); // wants 1: ordered
    halt('reduce_only');
    step(); // bought; wants 0: the exit may leave
    step(); // sold; wants 1: an entry may not
    expect(quantities(sink)).toEqual([100, -100]);
    expect(sink.refusals).toMatchObject([{ rule: 'reduce_only', reason: 'test' }]);
    halt('normal');
    step();
    halt('halted');
    step(); // wants -1: refused
    step();
    expect(sink.refusals).toMatchObject([{ rule: 'reduce_only' }, { rule: 'halted' }]);
    expect(quantities(sink)).toEqual([100, -100]);
  });
});

describe('flows without fills', () => {
  it('pay dividends on raw prices and keep the money through a split', () => {
    const { engine, feed, sink } = engineOf({ history: [barsOf([10, 10, 10, 5], [1, 1, 1, 1])] });
    const step = () => feed.next() && engine.process({ kind: 'slice', slice: feed.slice }, sink);
    step();
    step();
    engine.process({ kind: 'dividend', ts: 2, slot: 0, perUnit: 0.5 }, sink);
    step();
    engine.process({ kind: 'split', ts: 3, slot: 0, ratio: 2 }, sink);
    step();
    expect(sink.cashFlows).toEqual([{ ts: 2, session: 0, slot: 0, kind: 'dividend', amount: 50 }]);
    expect([...sink.curve().equity]).toEqual([1000, 1000, 1050, 1050]);
    expect(engine.sessions[0].ledger.quantity(0)).toBe(200);
  });
});

describe('live rings', () => {
  it('take the same decisions as columns over all of history', () => {
    const closes = Array.from({ length: 300 }, (_, i) => 100 + 10 * Math.sin(i / 7) + (i % 5));
    const wanted = closes.map((_, i) => Math.sign(Math.sin(i / 3)));
    const whole = engineOf({ history: [barsOf(closes, wanted)] }).run();
    const live = engineOf({ history: [barsOf(closes, wanted)] });
    live.engine.sessions[0].bindRings();
    expect([...live.run().curve().equity]).toEqual([...whole.curve().equity]);
  });
});
