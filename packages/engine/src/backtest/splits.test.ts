import { describe, expect, it } from 'vitest';
import { forwardAdjusted } from '../data/adjust.ts';
import { sma } from '../indicators/sma.ts';
import { noCosts } from '../matching/costs.ts';
import { allocateBars, type BarColumns } from '../model/bar.ts';
import { instrument } from '../model/instrument.ts';
import { defineStrategy } from '../strategies/strategy.ts';
import { dayMs } from '../time/timeframe.ts';
import { ColumnSink } from './column-sink.ts';
import { defaultFillRules } from './run.ts';
import { Simulation } from './simulation.ts';

/** Long while the price is above 200 in the units in which the run began; remembers what it saw. */
function aboveTwoHundred(seen: number[]) {
  return defineStrategy({
    id: 'above-200',
    name: 'Above 200',
    assetClasses: ['equity'],
    instruments: ['X'],
    idea: 'Holds while the price is above 200.',
    source: 'test',
    maximumAgo: 0,
    parameters: {},
    columns: ({ close }) => ({ close, mean: sma(close, 2) }),
    target: ({ close, mean }) => {
      seen.push(mean.now);
      return close.now > 200 ? 1 : 0;
    },
  });
}

/** Raw bars: 400 a share, then 100 after a split of four for one. */
function rawBars(): BarColumns {
  const bars = allocateBars(20);
  for (let i = 0; i < 20; i++) {
    bars.ts[i] = (i + 1) * dayMs;
    for (const field of ['open', 'high', 'low', 'close'] as const) bars[field][i] = i < 10 ? 400 : 100;
    bars.volume[i] = i < 10 ? 1000 : 4000;
  }
  return bars;
}

const split = { kind: 'split', ts: 10 * dayMs, slot: 0, ratio: 4 } as const;

function simulate(inRings: boolean) {
  const seen: number[] = [];
  const history = [rawBars()];
  const strategy = aboveTwoHundred(seen);
  const simulation = new Simulation(
    {
      instruments: [instrument({ symbol: 'X' })],
      history,
      capital: 4000,
      costs: noCosts,
      fill: defaultFillRules,
      events: [split],
    },
    [{ strategy, parameters: {}, slots: [0], capital: 4000 }],
  );
  if (inRings) simulation.engine.sessions[0].bindRings();
  const sink = new ColumnSink(simulation.capacity);
  simulation.run(sink);
  return { seen, sink, ledger: simulation.engine.sessions[0].ledger };
}

describe('a split in the middle of a run on raw prices (decision 11)', () => {
  it.each([
    ['over history', false],
    ['in rings', true],
  ])('moves neither columns nor money, %s', (_, inRings) => {
    const { seen, sink, ledger } = simulate(inRings);
    expect(seen.slice(1)).toEqual(Array(19).fill(400));
    expect(sink.fills.map((fill) => fill.signedQuantity)).toEqual([10]);
    expect(ledger.quantity(0)).toBe(40);
    expect(new Set(sink.curve().equity)).toEqual(new Set([4000]));
  });

  it('scales prices and volumes of the bars after it, and none before', () => {
    const { close, volume } = forwardAdjusted(rawBars(), [split]);
    expect([close[9], close[10], volume[9], volume[10]]).toEqual([400, 400, 1000, 1000]);
  });
});
