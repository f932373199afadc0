/** Bars that change nothing are walked without their slices: that must show in nothing but time. */
import { describe, expect, it } from 'vitest';
import { sma } from '../indicators/sma.ts';
import { noCosts } from '../matching/costs.ts';
import { allocateBars, type BarColumns } from '../model/bar.ts';
import { instrument } from '../model/instrument.ts';
import type { Protection } from '../model/protection.ts';
import { Random, seedOf } from '../statistics/random.ts';
import { defineStrategy } from '../strategies/strategy.ts';
import { FactLog } from './fact-log.test-support.ts';
import { defaultFillRules, type FillRules, Simulation } from './simulation.ts';

const minuteMs = 60_000;

/** Long above a band around its average, short below it, else as before. */
const band = defineStrategy({
  id: 'band',
  name: 'Band',
  assetClasses: ['equity'],
  instruments: ['X'],
  idea: 'On the side the price has left its average to.',
  source: 'test',
  maximumAgo: 0,
  parameters: {},
  columns: ({ close }) => ({ close, average: sma(close, 8) }),
  target: ({ close, average }, held) => {
    const distance = close.now / average.now - 1;
    if (distance > 0.004) return 0.7;
    if (distance < -0.004) return -0.7;
    return Math.abs(distance) < 0.0005 ? 0 : held;
  },
});

function barsOf(seed: number, count: number): BarColumns {
  const chance = new Random(seedOf(seed, 'bars'));
  const bars = allocateBars(count);
  let close = 100;
  for (let i = 0; i < count; i++) {
    const open = close * (1 + 0.0005 * chance.normal());
    close = open * (1 + 0.002 * chance.normal());
    bars.ts[i] = (i + 1 + Math.floor(i / 300) * 500) * minuteMs;
    bars.open[i] = open;
    bars.high[i] = Math.max(open, close) * (1 + 0.001 * chance.next());
    bars.low[i] = Math.min(open, close) * (1 - 0.001 * chance.next());
    bars.close[i] = close;
    bars.volume[i] = Math.floor(100 * chance.next());
  }
  return bars;
}

const protections: readonly (Protection | undefined)[] = [
  undefined,
  { stopLoss: 0.004 },
  { stopLoss: 0.004, takeProfit: 0.006 },
  { trailingStop: 0.005, takeProfit: 0.01 },
];

function rulesOf(chance: Random): FillRules {
  const when = chance.next() < 0.5 ? 'next_open' : 'same_close';
  return {
    ...defaultFillRules,
    when,
    sizing: chance.next() < 0.5 ? 'fill' : 'decision',
    allowShort: chance.next() < 0.7,
    atEnd: (['mark', 'close', 'open'] as const)[chance.integer(3)],
    partialVolumeShare: chance.next() < 0.3 ? 0.2 : null,
    latency: [{ ms: 0 }, { bars: 2 }, { ms: minuteMs }][chance.integer(3)],
  };
}

/** All facts of the run; a watched one takes every slice. */
function factsOf(seed: number, isWatched: boolean): readonly string[] {
  const chance = new Random(seedOf(seed, 'rules'));
  const bars = barsOf(seed, 2000);
  const fill = rulesOf(chance);
  const protection = protections[chance.integer(protections.length)];
  const request = {
    instruments: [instrument({ symbol: 'X', tick: 0.0001 })],
    history: [bars],
    from: bars.ts[chance.integer(20)],
    capital: 1000,
    costs: { ...noCosts, feeBps: 1, slippageBps: 1 },
    fill,
  };
  const traders = [{ strategy: band, parameters: {}, slots: [0], capital: 1000, protection }];
  const log = new FactLog();
  new Simulation(request, traders).run(log, isWatched ? { afterSlice: () => {} } : {});
  return log.facts;
}

describe('a run that walks over quiet bars', () => {
  it.each(Array.from({ length: 40 }, (_, seed) => seed))(
    'gives the facts of one that takes every slice, seed %i',
    (seed) => {
      const walked = factsOf(seed, false);
      expect(walked).toEqual(factsOf(seed, true));
      expect(walked.filter((fact) => fact.startsWith('fill')).length).toBeGreaterThan(20);
    },
  );
});
