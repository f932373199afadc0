import { describe, expect, it } from 'vitest';
import { allocateBars } from '../model/bar.ts';
import { Random } from '../statistics/random.ts';
import { ColumnGraph } from './column-graph.ts';
import { hurst } from './hurst.ts';

function exponent(logs: readonly number[], period = 128): Float64Array {
  const bars = allocateBars(logs.length);
  bars.close.set(logs.map(Math.exp));
  const graph = new ColumnGraph(0);
  const column = hurst(graph.bars.close, period);
  graph.bindHistory(bars);
  return column.series.data.subarray(column.warmup);
}

const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Logarithms whose steps remember the one before by `memory`. */
function path(length: number, memory: number): number[] {
  const random = new Random(23);
  let [step, log] = [0, 4];
  return Array.from({ length }, () => {
    step = memory * step + 0.01 * random.normal();
    log += step;
    return log;
  });
}

describe('the Hurst exponent', () => {
  it('of an unbroken exponential trend is 1', () => {
    for (const h of exponent(Array.from({ length: 200 }, (_, i) => 0.01 * i))) expect(h).toBeCloseTo(1, 10);
  });

  it('of a random walk is a half, of persistent steps more, of steps that turn back less', () => {
    expect(Math.abs(mean(exponent(path(20_000, 0))) - 0.5)).toBeLessThan(0.02);
    expect(mean(exponent(path(20_000, 0.6)))).toBeGreaterThan(0.65);
    expect(mean(exponent(path(20_000, -0.6)))).toBeLessThan(0.4);
  });

  it('of noise around a fixed price is 0', () => {
    const random = new Random(29);
    const noise = Array.from({ length: 20_000 }, () => 4 + 0.01 * random.normal());
    expect(Math.abs(mean(exponent(noise)))).toBeLessThan(0.02);
  });

  it('is the least-squares slope of the five mean squares, worked out anew', () => {
    const logs = path(40, 0.3);
    const lags = [1, 2, 4, 8, 16];
    const points = lags.map((lag) => {
      const squares = logs.slice(lag, 32).map((log, k) => (log - logs[k]) ** 2);
      return { x: Math.log(lag), y: 0.5 * Math.log(squares.reduce((sum, s) => sum + s, 0) / squares.length) };
    });
    const meanX = points.reduce((sum, { x }) => sum + x, 0) / 5;
    const covariance = points.reduce((sum, { x, y }) => sum + (x - meanX) * y, 0);
    const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
    expect(exponent(logs, 32)[0]).toBeCloseTo(covariance / spread, 10);
  });
});
