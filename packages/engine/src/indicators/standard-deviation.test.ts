import { describe, expect, it } from 'vitest';
import { allocateBars } from '../model/bar.ts';
import { variance } from '../statistics/moments.ts';
import { Random } from '../statistics/random.ts';
import { ColumnGraph } from './column-graph.ts';
import { linearRegressionSlope } from './linear-regression-slope.ts';
import { rollingBeta } from './rolling-beta.ts';
import { rollingCorrelation } from './rolling-correlation.ts';
import { standardDeviation } from './standard-deviation.ts';
import { zScore } from './z-score.ts';

/** Prices far from zero that hardly move, with an outlier now and then. */
function quiet(length: number, level: number, deviation: number) {
  const random = new Random(3);
  const bars = allocateBars(length);
  for (let i = 0; i < length; i++) {
    bars.close[i] = level + deviation * random.normal() * (i % 997 === 0 ? 1e4 : 1);
    bars.open[i] = level + (bars.close[i] - level) * 0.5 + deviation * random.normal();
  }
  return bars;
}

/** Two passes over each window. */
function overWindows(x: Float64Array, period: number, figure: (window: Float64Array, from: number) => number) {
  return x.map((_, i) => (i < period - 1 ? Number.NaN : figure(x.subarray(i - period + 1, i + 1), i - period + 1)));
}

function expectClose(found: Float64Array, expected: Float64Array, tolerance: number): void {
  for (let i = 0; i < expected.length; i++) {
    if (Number.isNaN(expected[i]) && Number.isNaN(found[i])) continue;
    if (!(Math.abs(found[i] - expected[i]) <= tolerance * Math.max(1e-300, Math.abs(expected[i])))) {
      expect.fail(`bar ${i}: expected ${expected[i]}, found ${found[i]}`);
    }
  }
}

const mean = (values: Float64Array) => {
  // Distances to the first value: the plain mean of prices near 97,000 would already have lost what is measured here.
  const [origin] = values;
  return origin + values.reduce((sum, value) => sum + (value - origin), 0) / values.length;
};

describe('the standard deviation', () => {
  it.each([5, 20, 500])('at price 97,000 with a deviation of 1e-6 equals two passes over windows of %i', (period) => {
    const bars = quiet(6000, 97_000, 1e-6);
    const graph = new ColumnGraph(0);
    const population = standardDeviation(graph.bars.close, period);
    const sample = standardDeviation(graph.bars.close, period, { ddof: 1 });
    graph.bindHistory(bars);
    const twoPasses = (ddof: 0 | 1) =>
      overWindows(bars.close, period, (window) =>
        Math.sqrt(
          variance(
            window.map((x) => x - window[0]),
            ddof,
          ),
        ),
      );
    expectClose(population.series.data, twoPasses(0), 1e-9);
    expectClose(sample.series.data, twoPasses(1), 1e-9);
  });

  it('of 2 4 4 4 5 5 7 9 is 2, and 9 lies two of them above the mean', () => {
    const bars = allocateBars(8);
    bars.close.set([2, 4, 4, 4, 5, 5, 7, 9]);
    const graph = new ColumnGraph(0);
    const deviation = standardDeviation(graph.bars.close, 8);
    const z = zScore(graph.bars.close, 8);
    graph.bindHistory(bars);
    expect([deviation.series.data[7], z.series.data[7]]).toEqual([2, 2]);
  });
});

describe('regression, correlation and beta', () => {
  it.each([5, 20, 300])('at price 97,000 with a deviation of 1e-3 equal two passes over windows of %i', (period) => {
    const bars = quiet(3000, 97_000, 1e-3);
    const graph = new ColumnGraph(0);
    const { close, open } = graph.bars;
    const slope = linearRegressionSlope(close, period);
    const correlation = rollingCorrelation(close, open, period);
    const beta = rollingBeta(close, open, period);
    graph.bindHistory(bars);
    const comovement = (window: Float64Array, from: number) => {
      const other = bars.open.subarray(from, from + period);
      const [meanX, meanY] = [mean(window), mean(other)];
      let [xx, yy, xy] = [0, 0, 0];
      window.forEach((x, k) => {
        xx += (x - meanX) ** 2;
        yy += (other[k] - meanY) ** 2;
        xy += (x - meanX) * (other[k] - meanY);
      });
      return { xx, yy, xy };
    };
    const correlations = overWindows(bars.close, period, (window, from) => {
      const { xx, yy, xy } = comovement(window, from);
      return xy / Math.sqrt(xx * yy);
    });
    const betas = overWindows(bars.close, period, (window, from) => {
      const { yy, xy } = comovement(window, from);
      return xy / yy;
    });
    const slopes = overWindows(bars.close, period, (window) => {
      const center = (period - 1) / 2;
      const covariance = window.reduce((sum, x, k) => sum + (k - center) * (x - window[0]), 0);
      return covariance / ((period * (period ** 2 - 1)) / 12);
    });
    const scale = 1e-3;
    for (let i = period - 1; i < bars.length; i++) {
      expect(Math.abs(correlation.series.data[i] - correlations[i])).toBeLessThan(1e-7);
      expect(Math.abs(beta.series.data[i] - betas[i])).toBeLessThan(1e-6 * Math.max(1, Math.abs(betas[i])));
      expect(Math.abs(slope.series.data[i] - slopes[i])).toBeLessThan(1e-8 * scale);
    }
  });

  it('know a straight line: slope exact, correlation ±1, beta the ratio of the slopes', () => {
    const bars = allocateBars(100);
    for (let i = 0; i < 100; i++) {
      bars.close[i] = 97_000 + 3 * i;
      bars.open[i] = 5 - 0.25 * i;
    }
    const graph = new ColumnGraph(0);
    const { close, open } = graph.bars;
    const slope = linearRegressionSlope(close, 14);
    const correlation = rollingCorrelation(close, open, 20);
    const beta = rollingBeta(close, open, 20);
    graph.bindHistory(bars);
    for (let i = 19; i < 100; i++) {
      expect(slope.series.data[i]).toBeCloseTo(3, 12);
      expect(correlation.series.data[i]).toBeCloseTo(-1, 12);
      expect(correlation.series.data[i]).toBeGreaterThanOrEqual(-1);
      expect(beta.series.data[i]).toBeCloseTo(-12, 10);
    }
  });
});
