/** Every indicator that TA-Lib has too, against what TA-Lib's C code gave, to the printed digits. */
import { describe, expect, it } from 'vitest';
import { hasSharedData, sharedRows } from '../../../../tests/shared-data.ts';
import { allocateBars, type BarColumns, barFields } from '../model/bar.ts';
import { adx } from './adx.ts';
import { aroon } from './aroon.ts';
import { atr } from './atr.ts';
import { bollingerBands } from './bollinger-bands.ts';
import { cci } from './cci.ts';
import { type BarSeries, type Column, ColumnGraph } from './column-graph.ts';
import { dema } from './dema.ts';
import { directionalMovement } from './directional-movement.ts';
import { donchianChannel } from './donchian-channel.ts';
import { ema } from './ema.ts';
import { highest, lowest } from './highest-lowest.ts';
import { kama } from './kama.ts';
import { linearRegressionSlope } from './linear-regression-slope.ts';
import { macd } from './macd.ts';
import { mfi } from './mfi.ts';
import { momentum } from './momentum.ts';
import { natr } from './natr.ts';
import { obv } from './obv.ts';
import { psar } from './psar.ts';
import { rateOfChange } from './rate-of-change.ts';
import { rsi } from './rsi.ts';
import { sma } from './sma.ts';
import { standardDeviation } from './standard-deviation.ts';
import { stochRsi } from './stoch-rsi.ts';
import { fastStochastic, slowStochastic } from './stochastic.ts';
import { tema } from './tema.ts';
import { trueRange } from './true-range.ts';
import { weightedSum } from './weighted-sum.ts';
import { williamsR } from './williams-r.ts';
import { wma } from './wma.ts';
import { zScore } from './z-score.ts';

type Build = (bars: BarSeries) => Column;
type Row = Record<string, string>;

/** By column of the reference file. `early` says how many bars sooner ours is defined where TA-Lib waits for a sister. */
const columns: Record<string, Build | { readonly build: Build; readonly early: number }> = {
  sma_20: ({ close }) => sma(close, 20),
  ema_20: ({ close }) => ema(close, 20),
  wma_20: ({ close }) => wma(close, 20),
  dema_20: ({ close }) => dema(close, 20),
  tema_20: ({ close }) => tema(close, 20),
  kama_30: ({ close }) => kama(close, 30),
  rsi_14: ({ close }) => rsi(close, 14),
  macd: { build: ({ close }) => macd(close).macd, early: 8 },
  macd_signal: ({ close }) => macd(close).signal,
  macd_hist: ({ close }) => macd(close).histogram,
  bb_upper_20_2: ({ close }) => bollingerBands(close).upper,
  bb_middle_20: ({ close }) => bollingerBands(close).middle,
  bb_lower_20_2: ({ close }) => bollingerBands(close).lower,
  atr_14: (bars) => atr(bars, 14),
  natr_14: (bars) => natr(bars, 14),
  trange: (bars) => trueRange(bars),
  adx_14: (bars) => adx(bars, 14),
  plus_di_14: (bars) => directionalMovement(bars, 14).plusDi,
  minus_di_14: (bars) => directionalMovement(bars, 14).minusDi,
  cci_20: (bars) => cci(bars, 20),
  stoch_slowk_14_3: { build: (bars) => slowStochastic(bars).k, early: 2 },
  stoch_slowd_3: (bars) => slowStochastic(bars).d,
  stochf_k_14: { build: (bars) => fastStochastic(bars).k, early: 2 },
  stochf_d_3: (bars) => fastStochastic(bars).d,
  stochrsi_k_14_14: { build: ({ close }) => stochRsi(close).k, early: 2 },
  stochrsi_d_3: ({ close }) => stochRsi(close).d,
  willr_14: (bars) => williamsR(bars, 14),
  mfi_14: (bars) => mfi(bars, 14),
  obv: (bars) => obv(bars),
  roc_10: ({ close }) => rateOfChange(close, 10),
  mom_10: ({ close }) => momentum(close, 10),
  sar_002_02: (bars) => psar(bars),
  aroon_down_14: (bars) => aroon(bars, 14).down,
  aroon_up_14: (bars) => aroon(bars, 14).up,
  aroonosc_14: (bars) => weightedSum([1, aroon(bars, 14).up], [-1, aroon(bars, 14).down]),
  stddev_20: ({ close }) => standardDeviation(close, 20),
  linearreg_slope_14: ({ close }) => linearRegressionSlope(close, 14),
  midprice_14: (bars) => donchianChannel(bars, { period: 14 }).middle,
  midpoint_14: ({ close }) => weightedSum([0.5, highest(close, 14)], [0.5, lowest(close, 14)]),
  max_30: ({ close }) => highest(close, 30),
  min_30: ({ close }) => lowest(close, 30),
};

/** What the files hold and we do not have: not asked for, and no strategy needs them. */
const notOurs = [
  ...['trima_20', 't3_5_07', 'adxr_14', 'ad', 'adosc_3_10', 'cmo_14', 'trix_15', 'ultosc_7_14_28', 'linearreg_14'],
  ...['ppo_12_26_ema', 'apo_12_26_ema', 'cdlengulfing', 'cdldoji', 'cdlhammer', 'cdlshootingstar', 'cdlharami'],
  'cdl3whitesoldiers',
];

const files = [
  {
    name: '252 bars of TA-Lib’s own test',
    bars: 'reference/talib_regtest_ohlcv.csv',
    vectors: 'reference/talib_regtest_vectors.csv',
    decimals: 10,
  },
  {
    name: '800 days of GOOG',
    bars: 'backtests/goog_daily.csv',
    vectors: 'reference/talib_vectors_goog_daily.csv',
    decimals: 8,
  },
];

function readBars(rows: readonly Row[]): BarColumns {
  const bars = allocateBars(rows.length);
  rows.forEach((row, i) => {
    bars.ts[i] = (i + 1) * 86_400_000;
    for (const field of barFields) bars[field][i] = Number(row[field]);
  });
  return bars;
}

function compute(bars: BarColumns, build: Build): Column {
  const graph = new ColumnGraph(0);
  const column = build(graph.bars);
  graph.bindHistory(bars);
  return column;
}

describe.skipIf(!hasSharedData).each(files)('on $name', ({ bars: barsFile, vectors, decimals }) => {
  const rows = hasSharedData ? sharedRows(vectors) : [];
  const bars = readBars(hasSharedData ? sharedRows(barsFile).slice(0, rows.length) : []);

  it.each(Object.entries(columns))('%s equals TA-Lib to the printed digits', (name, entry) => {
    const { build, early } = typeof entry === 'function' ? { build: entry, early: 0 } : entry;
    const column = compute(bars, build);
    const { data } = column.series;
    const first = rows.findIndex((row) => row[name] !== '');
    expect(column.warmup).toBe(first - early);
    for (let i = first; i < rows.length; i++) {
      const printed = Number(rows[i][name]);
      // Half a unit of the last printed decimal, and TA-Lib's own rounding: exact arithmetic on these bars puts stddev_20
      // of bar 244 and cci_20 of bars 222 and 248 on the other side of a half, where ours are.
      const tolerance = 0.5 * 10 ** -decimals + 2e-12 * Math.max(1, Math.abs(printed));
      if (!(Math.abs(data[i] - printed) <= tolerance)) expect.fail(`bar ${i}: expected ${printed}, found ${data[i]}`);
    }
  });

  it('z-score is the distance from sma_20 in units of stddev_20', () => {
    const { data } = compute(bars, ({ close }) => zScore(close, 20)).series;
    for (let i = 19; i < rows.length; i++) {
      const expected = (bars.close[i] - Number(rows[i].sma_20)) / Number(rows[i].stddev_20);
      expect(data[i]).toBeCloseTo(expected, 6);
    }
  });

  it('no column is forgotten', () => {
    const { bar: _bar, date: _date, ...known } = rows[0];
    expect([...Object.keys(columns), ...notOurs].sort()).toEqual(Object.keys(known).sort());
  });
});

/** Values TA-Lib's authors took from spreadsheets, books and MetaStock, and printed in its regression test. */
describe.skipIf(!hasSharedData)('published with TA-Lib', () => {
  const bars = readBars(hasSharedData ? sharedRows('reference/talib_regtest_ohlcv.csv') : []);
  const published = hasSharedData ? sharedRows('reference/talib_regtest_published.csv') : [];

  const functions: Record<string, (bars: BarSeries, parameters: Row, output: string) => Column> = {
    SMA: ({ close }, { period }) => sma(close, Number(period)),
    WMA: ({ close }, { period }) => wma(close, Number(period)),
    EMA: ({ close }, { period, seed }) => ema(close, Number(period), { seed: seed as 'sma' }),
    DEMA: ({ close }, { period, seed }) => dema(close, Number(period), { seed: seed as 'sma' }),
    TEMA: ({ close }, { period, seed }) => tema(close, Number(period), { seed: seed as 'sma' }),
    KAMA: ({ close }, { period }) => kama(close, Number(period)),
    RSI: ({ close }, { period }) => rsi(close, Number(period)),
    MACD: ({ close }, parameters, output) => {
      const [fast, slow, signal] = ['fast', 'slow', 'signal'].map((name) => Number(parameters[name]));
      const lines = macd(close, { fast, slow, signal });
      return output === 'hist' ? lines.histogram : lines[output as 'macd' | 'signal'];
    },
    BBANDS: ({ close }, { period, up, down, ma, seed }, output) =>
      bollingerBands(close, {
        period: Number(period),
        up: Number(up),
        down: Number(down),
        average: ma.toLowerCase() as 'sma' | 'ema',
        seed: seed as 'sma',
      })[output as 'upper' | 'middle' | 'lower'],
    PLUS_DI: (bars, { period }) => directionalMovement(bars, Number(period)).plusDi,
    MINUS_DI: (bars, { period }) => directionalMovement(bars, Number(period)).minusDi,
    ADX: (bars, { period }) => adx(bars, Number(period)),
  };
  functions.MACDEXT = functions.MACD;

  /** Rows that mean something else here, and why. */
  function reasonToLeaveOut({ function: name, params, compatibility, bar }: Row): string | null {
    if (!Object.hasOwn(functions, name)) {
      return name === 'MACDFIX' ? 'fixed weights .15 and .075 instead of 2/(period + 1)' : 'no indicator of ours';
    }
    if (name === 'RSI' && compatibility === 'metastock' && bar === '13')
      return 'MetaStock prints a value before its first';
    if (/^(PLUS|MINUS)_DI$/.test(name) && params === 'period=1') return 'TA-Lib gives a fraction here, else per cent';
    return null;
  }

  const kept = published.filter((row) => reasonToLeaveOut(row) === null);

  it('leaves out only what is named', () => {
    const reasons = new Map<string, number>();
    for (const row of published) {
      const reason = reasonToLeaveOut(row);
      if (reason) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
    expect(Object.fromEntries(reasons)).toEqual({
      'no indicator of ours': published.filter(({ function: f }) => /^(CMO|T3|TRIMA|MAMA|ADXR|DX|.*_DM)$/.test(f))
        .length,
      'fixed weights .15 and .075 instead of 2/(period + 1)': 9,
      'MetaStock prints a value before its first': 1,
      'TA-Lib gives a fraction here, else per cent': 2,
    });
    expect(kept.length).toBeGreaterThan(110);
  });

  it.each(kept)('$function $params $compatibility $output at bar $bar is $expected', (row) => {
    const parameters: Row = { seed: row.compatibility === 'metastock' ? 'first' : 'sma' };
    for (const pair of row.params.split(' ')) parameters[pair.split('=')[0]] = pair.split('=')[1];
    const found = compute(bars, (series) => functions[row.function](series, parameters, row.output)).series.data;
    // TA-Lib's own test allows 0.01 on these rounded figures.
    expect(Math.abs(found[Number(row.bar)] - Number(row.expected))).toBeLessThanOrEqual(0.01);
  });
});
