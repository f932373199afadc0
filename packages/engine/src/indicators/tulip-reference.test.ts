/**
 * Tulip's vectors, many of them from the book "Technical Analysis from A to Z", where its definition is ours by some
 * option; where it is not, the table says why.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasSharedData, sharedData } from '../../../../tests/shared-data.ts';
import { allocateBars } from '../model/bar.ts';
import { aroon } from './aroon.ts';
import { atr } from './atr.ts';
import { bollingerBands } from './bollinger-bands.ts';
import { cci } from './cci.ts';
import { closeVolatility } from './close-volatility.ts';
import { type BarSeries, type Column, ColumnGraph } from './column-graph.ts';
import { dema } from './dema.ts';
import { directionalMovement } from './directional-movement.ts';
import { ema } from './ema.ts';
import { highest, lowest } from './highest-lowest.ts';
import { kama } from './kama.ts';
import { linearRegressionSlope } from './linear-regression-slope.ts';
import { mfi } from './mfi.ts';
import { momentum } from './momentum.ts';
import { natr } from './natr.ts';
import { obv } from './obv.ts';
import { psar } from './psar.ts';
import { rateOfChange } from './rate-of-change.ts';
import { rollingVwap } from './rolling-vwap.ts';
import { rsi } from './rsi.ts';
import { sma } from './sma.ts';
import { standardDeviation } from './standard-deviation.ts';
import { stochRsi } from './stoch-rsi.ts';
import { slowStochastic } from './stochastic.ts';
import { sum } from './sum.ts';
import { tema } from './tema.ts';
import { trueRange } from './true-range.ts';
import { typicalPrice } from './typical-price.ts';
import { weightedSum } from './weighted-sum.ts';
import { wilder } from './wilder.ts';
import { williamsR } from './williams-r.ts';
import { wma } from './wma.ts';

interface TulipCase {
  readonly indicator: string;
  readonly options: readonly number[];
  readonly arrays: readonly (readonly number[])[];
}

interface Agreement {
  /** The bar fields its inputs are, in order. */
  readonly inputs: readonly Exclude<keyof BarSeries, 'ts'>[];
  /** Our columns for its outputs, in order. */
  readonly build: (bars: BarSeries, options: readonly number[]) => readonly Column[];
  /** Values at the beginning of its output that differ, and why. */
  readonly skip?: { readonly first: number; readonly why: string };
  /** Its unit in ours. */
  readonly unit?: number;
  /** What it adds to ours, in its unit. */
  readonly offset?: number;
}

const first = { seed: 'first' } as const;
const withFirstBar = { first: 'high-low' } as const;
const close = ['close'] as const;
const highLow = ['high', 'low'] as const;
const highLowClose = ['high', 'low', 'close'] as const;

const agreements: Record<string, Agreement> = {
  aroon: { inputs: highLow, build: (bars, [p]) => [aroon(bars, p).down, aroon(bars, p).up] },
  aroonosc: {
    inputs: highLow,
    build: (bars, [p]) => [weightedSum([1, aroon(bars, p).up], [-1, aroon(bars, p).down])],
  },
  atr: { inputs: highLowClose, build: (bars, [p]) => [atr(bars, p, withFirstBar)] },
  bbands: {
    inputs: close,
    build: ({ close }, [period, up]) => {
      const { lower, middle, upper } = bollingerBands(close, { period, up, down: up });
      return [lower, middle, upper];
    },
  },
  cci: { inputs: highLowClose, build: (bars, [p]) => [cci(bars, p)] },
  dema: { inputs: close, build: ({ close }, [p]) => [dema(close, p, first)] },
  di: {
    inputs: highLowClose,
    build: (bars, [p]) => [directionalMovement(bars, p).plusDi, directionalMovement(bars, p).minusDi],
    skip: { first: 1, why: 'it gives the sums of the first period − 1 bars too' },
  },
  ema: {
    inputs: close,
    build: ({ close }, [p]) => [ema(close, p, first)],
    skip: { first: 4, why: 'it gives the average while it still warms up' },
  },
  kama: {
    inputs: close,
    build: ({ close }, [p]) => [kama(close, p)],
    skip: { first: 1, why: 'it gives the seed too' },
  },
  linregslope: { inputs: close, build: ({ close }, [p]) => [linearRegressionSlope(close, p)] },
  max: { inputs: close, build: ({ close }, [p]) => [highest(close, p)] },
  mfi: { inputs: ['high', 'low', 'close', 'volume'], build: (bars, [p]) => [mfi(bars, p)] },
  min: { inputs: close, build: ({ close }, [p]) => [lowest(close, p)] },
  mom: { inputs: close, build: ({ close }, [p]) => [momentum(close, p)] },
  natr: { inputs: highLowClose, build: (bars, [p]) => [natr(bars, p, withFirstBar)] },
  obv: { inputs: ['close', 'volume'], build: (bars) => [obv(bars, { start: 'zero' })] },
  psar: {
    inputs: highLow,
    build: (bars, [step, maximum]) => [psar(bars, { step, maximum })],
    skip: { first: 7, why: 'it moves the very first stop one bar later; a bound on the stop makes them one again' },
  },
  roc: { inputs: close, build: ({ close }, [p]) => [rateOfChange(close, p)], unit: 100 },
  rocr: { inputs: close, build: ({ close }, [p]) => [rateOfChange(close, p)], unit: 100, offset: 1 },
  rsi: { inputs: close, build: ({ close }, [p]) => [rsi(close, p)] },
  sma: { inputs: close, build: ({ close }, [p]) => [sma(close, p)] },
  stddev: { inputs: close, build: ({ close }, [p]) => [standardDeviation(close, p)] },
  stoch: {
    inputs: highLowClose,
    build: (bars, [period, smoothing, dPeriod]) => {
      const { k, d } = slowStochastic(bars, { period, smoothing, dPeriod });
      return [k, d];
    },
  },
  stochrsi: {
    inputs: close,
    build: ({ close }, [p]) => [stochRsi(close, { rsiPeriod: p, period: p }).k],
    unit: 100,
  },
  sum: { inputs: close, build: ({ close }, [p]) => [sum(close, p)] },
  tema: { inputs: close, build: ({ close }, [p]) => [tema(close, p, first)] },
  tr: { inputs: highLowClose, build: (bars) => [trueRange(bars, withFirstBar)] },
  typprice: { inputs: highLowClose, build: (bars) => [typicalPrice(bars)] },
  volatility: {
    inputs: close,
    build: ({ close }, [period]) => [closeVolatility(close, { period, returns: 'simple', ddof: 0 })],
  },
  vwma: { inputs: ['close', 'volume'], build: (bars, [p]) => [rollingVwap(bars, p, { price: bars.close })] },
  wilders: { inputs: close, build: ({ close }, [p]) => [wilder(close, p)] },
  willr: { inputs: highLowClose, build: (bars, [p]) => [williamsR(bars, p)] },
  wma: { inputs: close, build: ({ close }, [p]) => [wma(close, p)] },
};

/** Indicators we have under another definition. */
const differing: Record<string, string> = {
  adx: 'its DX, and so the seed of its average, begin one bar sooner than TA-Lib’s',
  macd: 'for 12 and 26 it takes the weights .15 and .075 instead of 2/(period + 1)',
};

/** What Tulip has and we do not. */
const notOurs = [
  ...[
    'ad',
    'adosc',
    'adxr',
    'cmo',
    'cvi',
    'dm',
    'dpo',
    'dx',
    'emv',
    'fosc',
    'kvo',
    'mass',
    'medprice',
    'nvi',
    'qstick',
  ],
  ...[
    'trima',
    'trix',
    'ultosc',
    'vhf',
    'vosc',
    'wad',
    'wcprice',
    'abands',
    'alma',
    'ao',
    'apo',
    'avgprice',
    'bop',
    'ce',
  ],
  ...['cmf', 'decay', 'edecay', 'ikhts', 'linreg', 'linregintercept', 'marketfi', 'md', 'ppo', 'pvi', 'rmta', 'stderr'],
  ...['tsf', 'var', 'vidya', 'zlema'],
];

/** Elementary functions and the like, no indicators. */
const arithmetic = [
  ...['abs', 'acos', 'add', 'asin', 'atan', 'ceil', 'cos', 'cosh', 'crossany', 'crossover', 'div', 'exp', 'floor'],
  ...['lag', 'ln', 'log10', 'mul', 'round', 'sin', 'sinh', 'sqrt', 'sub', 'tan', 'tanh', 'todeg', 'torad', 'trunc'],
];

const cases: TulipCase[] = hasSharedData
  ? ['tulip_atoz.json', 'tulip_extra.json'].flatMap((file) =>
      JSON.parse(readFileSync(sharedData(`reference/${file}`), 'utf8')),
    )
  : [];

describe.skipIf(!hasSharedData)('Tulip', () => {
  it.each(cases.filter(({ indicator }) => Object.hasOwn(agreements, indicator)))(
    '$indicator $options agrees',
    ({ indicator, options, arrays }) => {
      const { inputs, build, skip, unit = 1, offset = 0 } = agreements[indicator];
      const bars = allocateBars(arrays[0].length);
      inputs.forEach((field, k) => {
        bars[field].set(arrays[k]);
      });
      const graph = new ColumnGraph(0);
      const columns = build(graph.bars, options);
      graph.bindHistory(bars);
      const outputs = arrays.slice(inputs.length);
      expect(columns).toHaveLength(outputs.length);
      outputs.forEach((output, k) => {
        const start = bars.length - output.length;
        const { data } = columns[k].series;
        for (let i = skip?.first ?? 0; i < output.length; i++) {
          const found = data[start + i] / unit + offset;
          // Printed to 3 decimals, cut off or rounded.
          if (!(Math.abs(found - output[i]) <= 1e-3)) {
            expect.fail(`output ${k}, value ${i}: expected ${output[i]}, found ${found}`);
          }
        }
      });
    },
  );

  it('has no case that is passed over in silence', () => {
    const known = [...Object.keys(agreements), ...Object.keys(differing), ...notOurs, ...arithmetic];
    expect([...new Set(cases.map(({ indicator }) => indicator))].sort()).toEqual(known.sort());
  });
});
