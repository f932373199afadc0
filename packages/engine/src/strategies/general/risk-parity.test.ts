import { describe, expect, it } from 'vitest';
import { hasSharedData, sharedRows } from '../../../../../tests/shared-data.ts';
import type { BarColumns } from '../../model/bar.ts';
import { dayMs } from '../../time/timeframe.ts';
import { barsOfRows, type Expected, expectedOf, plainRebalancing, runOf } from '../expected-run.test-support.ts';
import { riskParity } from './risk-parity.ts';

const symbols = ['BAC', 'COST', 'DUK', 'LLY', 'NEM'];

/** Sample covariance of the log returns of the last `lookback` bars that end at `i`. */
function plainCovariance(history: readonly BarColumns[], i: number, lookback: number): number[][] {
  const returns = history.map(({ close }) =>
    Array.from({ length: lookback }, (_, k) => Math.log(close[i - k]) - Math.log(close[i - k - 1])),
  );
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / lookback;
  return returns.map((a) =>
    returns.map((b) => (mean(a.map((value, k) => value * b[k])) - mean(a) * mean(b)) * (lookback / (lookback - 1))),
  );
}

/** Parts of equal risk by another way than the product's: who carries too much is made smaller, again and again. */
function plainEqualRisk(covariance: readonly (readonly number[])[]): number[] {
  let weights = covariance.map(() => 1 / covariance.length);
  for (let round = 0; round < 1000; round++) {
    const risks = covariance.map((row, i) => weights[i] * row.reduce((sum, value, k) => sum + value * weights[k], 0));
    const whole = risks.reduce((sum, risk) => sum + risk, 0);
    const moved = weights.map((weight, i) => weight * Math.exp(0.5 * (1 / weights.length - risks[i] / whole)));
    const sum = moved.reduce((total, weight) => total + weight, 0);
    weights = moved.map((weight) => weight / sum);
  }
  return weights;
}

function plainInverseVolatility(covariance: readonly (readonly number[])[]): number[] {
  const inverse = covariance.map((row, k) => 1 / Math.sqrt(row[k]));
  return inverse.map((value) => value / inverse.reduce((sum, other) => sum + other, 0));
}

describe.skipIf(!hasSharedData)('risk parity of five US stocks, daily 2013 to 2018', () => {
  const stocks = () => {
    const bySymbol = Map.groupBy(sharedRows('equities/us_stocks_daily_2013_2018.csv'), ({ symbol }) => symbol);
    return symbols.map((symbol) => barsOfRows(bySymbol.get(symbol) ?? [], dayMs));
  };
  const rounder = ({ trades, totalReturn, maxDrawdown }: Expected) => [
    trades,
    totalReturn.toFixed(7),
    maxDrawdown.toFixed(7),
  ];

  it('has its expected statistics', () => {
    const expected = { trades: 143, totalReturn: 0.539347419, maxDrawdown: -0.123831153 };
    expect(expectedOf(riskParity, stocks())).toEqual(expected);
  });

  it.each([
    [60, 21, 'equal_risk'],
    [120, 10, 'equal_risk'],
    [60, 21, 'inverse_volatility'],
  ])('trades as the rule worked out plainly: %i returns, every %i slices, %s', (lookback, every, method) => {
    const history = stocks();
    const plain = plainRebalancing(history, (i) => {
      if (i % every !== 0 || i < lookback) return null;
      const covariance = plainCovariance(history, i, lookback);
      const parts = method === 'equal_risk' ? plainEqualRisk(covariance) : plainInverseVolatility(covariance);
      return parts.map((part) => 0.98 * part);
    });
    expect(rounder(expectedOf(riskParity, history, { lookback, every, method }))).toEqual(rounder(plain));
  });

  it('takes the covariance of those moments at which all have a bar', () => {
    const [first, second] = stocks();
    const rows = [...first.ts.keys()].filter((i) => i % 7 !== 3);
    const sparse = thinned(second, rows);
    // Decided once, at the last bar but one.
    const quantities = (history: readonly BarColumns[]) =>
      runOf(riskParity, history, {}, { from: sparse.ts[rows.length - 2] }).fills.map((fill) => fill.signedQuantity);
    const expected = quantities([thinned(first, rows), sparse]);
    expect(expected).toHaveLength(2);
    expect(quantities([first, sparse])).toEqual(expected);
  });
});

/** Only these rows of the bars. */
function thinned(bars: BarColumns, rows: readonly number[]): BarColumns {
  const pick = (column: Float64Array) => Float64Array.from(rows, (i) => column[i]);
  const { ts, open, high, low, close, volume } = bars;
  return {
    length: rows.length,
    ts: pick(ts),
    open: pick(open),
    high: pick(high),
    low: pick(low),
    close: pick(close),
    volume: pick(volume),
  };
}
