import { describe, expect, it } from 'vitest';
import { allocateBars } from '../model/bar.ts';
import { mean, variance } from '../statistics/moments.ts';
import { Random } from '../statistics/random.ts';
import { closeVolatility } from './close-volatility.ts';
import { ColumnGraph } from './column-graph.ts';
import { garmanKlassVolatility } from './garman-klass-volatility.ts';
import { parkinsonVolatility } from './parkinson-volatility.ts';
import { yangZhangVolatility } from './yang-zhang-volatility.ts';

/** Bars from `steps` small random steps each, after a gap. */
function bars(length: number, stepDeviation: number, gapDeviation: number, drift = 0, steps = 400) {
  const random = new Random(17);
  const made = allocateBars(length);
  let log = Math.log(100);
  for (let i = 0; i < length; i++) {
    log += gapDeviation * random.normal();
    const open = log;
    let [high, low] = [log, log];
    for (let step = 0; step < steps; step++) {
      log += drift / steps + stepDeviation * random.normal();
      high = Math.max(high, log);
      low = Math.min(low, log);
    }
    made.open[i] = Math.exp(open);
    made.high[i] = Math.exp(high);
    made.low[i] = Math.exp(low);
    made.close[i] = Math.exp(log);
  }
  return made;
}

describe('realised volatility', () => {
  it('of two bars is worked out by hand', () => {
    const two = allocateBars(3);
    const e = Math.exp;
    two.open.set([1, e(0.01), e(0.02)]);
    two.high.set([1, e(0.04), e(0.05)]);
    two.low.set([1, e(-0.02), e(0.01)]);
    two.close.set([1, e(0.03), e(0.02)]);
    const graph = new ColumnGraph(0);
    const options = { period: 2, periodsPerYear: 1 };
    const close = closeVolatility(graph.bars.close, options);
    const parkinson = parkinsonVolatility(graph.bars, options);
    const garmanKlass = garmanKlassVolatility(graph.bars, options);
    const yangZhang = yangZhangVolatility(graph.bars, options);
    graph.bindHistory(two);
    // Returns .03 and −.01: sample variance (.02² + .02²)/1.
    expect(close.series.data[2]).toBeCloseTo(Math.sqrt(0.0008), 12);
    // Ranges .06 and .04.
    expect(parkinson.series.data[2]).toBeCloseTo(Math.sqrt((0.0036 + 0.0016) / 2 / (4 * Math.LN2)), 12);
    // Bodies .02 and 0.
    const bodies = (2 * Math.LN2 - 1) * 0.0004;
    expect(garmanKlass.series.data[2]).toBeCloseTo(Math.sqrt((0.5 * (0.0036 + 0.0016) - bodies) / 2), 12);
    // Gaps .01 and −.01: variance .0002; bodies: .0002; Rogers–Satchell .03·.01 + .03·.05 = .0018 and .03·.03 + .01·.01.
    const k = 0.34 / (1.34 + 3);
    expect(yangZhang.series.data[2]).toBeCloseTo(Math.sqrt(0.0002 + k * 0.0002 + (1 - k) * ((0.0018 + 0.001) / 2)), 12);
  });

  it('equals two passes over each window', () => {
    const made = bars(300, 0.001, 0.01);
    const period = 20;
    const graph = new ColumnGraph(0);
    const close = closeVolatility(graph.bars.close);
    const yangZhang = yangZhangVolatility(graph.bars);
    graph.bindHistory(made);
    const { open: o, high: h, low: l, close: c } = made;
    for (let i = period; i < made.length; i++) {
      const window = Array.from({ length: period }, (_, k) => i - period + 1 + k);
      const returns = window.map((t) => Math.log(c[t] / c[t - 1]));
      expect(close.series.data[i]).toBeCloseTo(Math.sqrt(252 * variance(returns, 1)), 10);
      const k = 0.34 / (1.34 + (period + 1) / (period - 1));
      const rogersSatchell = window.map(
        (t) => Math.log(h[t] / o[t]) * Math.log(h[t] / c[t]) + Math.log(l[t] / o[t]) * Math.log(l[t] / c[t]),
      );
      const gaps = window.map((t) => Math.log(o[t] / c[t - 1]));
      const bodies = window.map((t) => Math.log(c[t] / o[t]));
      const total = variance(gaps, 1) + k * variance(bodies, 1) + (1 - k) * mean(rogersSatchell);
      expect(yangZhang.series.data[i]).toBeCloseTo(Math.sqrt(252 * total), 10);
    }
  });

  it('finds the volatility the bars were made with', () => {
    const perBar = 0.001 * Math.sqrt(400);
    const graph = new ColumnGraph(0);
    const options = { period: 2000, periodsPerYear: 1 };
    const { close } = graph.bars;
    const columns = [
      closeVolatility(close, options),
      parkinsonVolatility(graph.bars, options),
      garmanKlassVolatility(graph.bars, options),
      yangZhangVolatility(graph.bars, options),
    ];
    graph.bindHistory(bars(2001, 0.001, 0));
    // Highs and lows of 400 steps fall a little short of those of a continuous path.
    for (const column of columns) expect(column.series.data[2000] / perBar).toBeCloseTo(1, 0.9);
  });

  it('with gaps and drift is seen by Yang–Zhang, and not by the estimators that look into the bar only', () => {
    const graph = new ColumnGraph(0);
    const options = { period: 2000, periodsPerYear: 1 };
    const parkinson = parkinsonVolatility(graph.bars, options);
    const yangZhang = yangZhangVolatility(graph.bars, options);
    graph.bindHistory(bars(2001, 0.001, 0.02, 0.01));
    const truth = Math.sqrt(0.02 ** 2 + 0.02 ** 2);
    expect(Math.abs(yangZhang.series.data[2000] / truth - 1)).toBeLessThan(0.06);
    expect(parkinson.series.data[2000] / truth).toBeLessThan(0.85);
  });

  it('does not exist across a price of 0, and needs a positive year', () => {
    const made = bars(60, 0.001, 0.01);
    made.low[10] = 0;
    const graph = new ColumnGraph(0);
    const parkinson = parkinsonVolatility(graph.bars, { period: 5 });
    graph.bindHistory(made);
    const defined = [...parkinson.series.data].map((value) => !Number.isNaN(value));
    expect(defined.slice(8, 17)).toEqual([true, true, false, false, false, false, false, true, true]);
    expect(() => closeVolatility(graph.bars.close, { periodsPerYear: 0 })).toThrow('must be > 0; found 0');
  });
});
