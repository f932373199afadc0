import { describe, expect, it } from 'vitest';
import { ColumnSink } from '../backtest/column-sink.ts';
import { SliceFeed } from '../data/slice-feed.ts';
import { CostPrice, LinearFee, noCosts } from '../matching/costs.ts';
import { SimulatedVenue } from '../matching/simulated-venue.ts';
import { allocateBars, type BarColumns } from '../model/bar.ts';
import { instrument } from '../model/instrument.ts';
import type { PortfolioView } from '../model/portfolio-view.ts';
import { fractionOfEquity } from '../sizing/sizer.ts';
import { defineStrategy, type Strategy } from '../strategies/strategy.ts';
import { TradingEngine } from './engine.ts';

const description = {
  name: 'Test',
  assetClasses: ['equity'],
  instruments: ['X'],
  idea: 'Test.',
  source: 'test',
  maximumAgo: 0,
  parameters: {},
} as const;

/** Wants the exposure that stands in the volume column of each bar. */
const scripted = defineStrategy({
  ...description,
  id: 'scripted',
  columns: ({ volume }) => ({ wanted: volume }),
  target: ({ wanted }) => wanted.now,
});

function barsOf(closes: readonly number[], wanted: readonly number[]): BarColumns {
  const bars = allocateBars(closes.length);
  closes.forEach((close, i) => {
    bars.ts[i] = i + 1;
    for (const field of ['open', 'high', 'low', 'close'] as const) bars[field][i] = close;
    bars.volume[i] = wanted[i];
  });
  return bars;
}

/** One instrument for each strategy; the ledgers start with 700 and 300 of the 1000. */
function shared(history: readonly BarColumns[], weights: readonly number[], strategies: readonly Strategy[]) {
  const instruments = history.map((_, i) => instrument({ symbol: `X${i}` }));
  const fees = new LinearFee(noCosts);
  const prices = new CostPrice(noCosts);
  const engine = new TradingEngine({
    instruments,
    sessions: strategies.map((strategy, k) => ({
      strategy,
      parameters: {},
      instruments,
      slots: [k],
      baseCurrency: 'USD',
      capital: k === 0 ? 700 : 300,
      allowShort: true,
      weight: weights[k],
    })),
    venue: new SimulatedVenue({ instruments, fees, prices, timing: 'next_open' }),
    fees,
    prices,
    sizer: fractionOfEquity,
    sizing: 'decision',
  });
  const start = history.map(() => 0);
  for (const session of engine.sessions) session.bindHistory(history, start);
  const feed = new SliceFeed(
    history,
    start,
    history.map((bars) => bars.length),
  );
  const sink = new ColumnSink(100);
  while (feed.next()) engine.process({ kind: 'slice', slice: feed.slice }, sink);
  return sink;
}

describe('sub-accounts that share the cash of an account', () => {
  it('size from their weight of the whole account, whatever their own ledger holds', () => {
    // The first earns 500 on 50 units; the second then sizes from half of 1500, though its ledger has only 300.
    const sink = shared(
      [barsOf([10, 10, 20, 20], [1, 1, 1, 1]), barsOf([5, 5, 5, 5], [0, 0, 1, 1])],
      [0.5, 0.5],
      [scripted, scripted],
    );
    expect(sink.fills.map(({ session, signedQuantity }) => [session, signedQuantity])).toEqual([
      [0, 50],
      [1, 150],
    ]);
    expect([...sink.curve().equity]).toEqual([1000, 1000, 1500, 1500]);
  });

  it('see every book at the prices of this slice, also those of sessions that decide later', () => {
    // The second holds 100 units that double in the slice in which the first decides: 1000 → 1500, half of it is 750.
    const sink = shared(
      [barsOf([10, 10, 10, 10], [0, 0, 1, 1]), barsOf([5, 5, 10, 10], [1, 1, 1, 1])],
      [0.5, 0.5],
      [scripted, scripted],
    );
    expect(sink.fills.map(({ session, signedQuantity }) => [session, signedQuantity])).toEqual([
      [1, 100],
      [0, 75],
    ]);
  });

  it('show a strategy with full control its share of the account', () => {
    const seen: Pick<PortfolioView, 'equity' | 'cash'>[] = [];
    const watching = defineStrategy({
      ...description,
      id: 'watching',
      columns: () => ({}),
      onSlice: ({ index, portfolio, submit }) => {
        if (index === 0) submit({ slot: 1, side: 1, type: 'market', quantity: 10, intent: 'entry' });
        seen.push({ equity: portfolio.equity, cash: portfolio.cash });
      },
    });
    shared([barsOf([10, 10, 20], [1, 1, 1]), barsOf([5, 5, 6], [0, 0, 0])], [0.5, 0.2], [scripted, watching]);
    // Account 1000, 1000, 1000 + 50·10 + 10·1; bound in its own position 0, 50, 60.
    expect(seen).toEqual([
      { equity: 200, cash: 200 },
      { equity: 200, cash: 150 },
      { equity: 302, cash: 242 },
    ]);
  });
});
