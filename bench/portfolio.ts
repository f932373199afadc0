/**
 * Workload C: 50 instruments × 5,000 days, every 21 days the ten strongest at 9.9 % each, through the public strategy
 * interface, beside a naive loop that knows only this rule: no orders, books, facts or metrics. Reports the median of
 * several runs in ms, with all metrics and without.
 */
import { ColumnSink } from '@tradewind/engine/backtest/column-sink.ts';
import { Simulation } from '@tradewind/engine/backtest/simulation.ts';
import type { BarColumns } from '@tradewind/engine/model/bar.ts';
import { momentumOnPanel, momentumRequest } from '../examples/published/cross-sectional-momentum.ts';
import { median } from './median.ts';
import { dailyPanel } from './workloads.ts';

/** The rule and nothing else. */
function naive(history: readonly BarColumns[]): { readonly totalReturn: number; readonly orders: number } {
  const units = new Float64Array(history.length);
  const wanted = new Float64Array(history.length);
  let cash = 1e6;
  let equity = cash;
  let orders = 0;
  for (let t = 0; t < history[0].length; t++) {
    equity = cash;
    for (const [s, { close }] of history.entries()) equity += units[s] * close[t];
    if (t < 252 || (t - 252) % 21 !== 0) continue;
    const strength = history.map(({ close }) => close[t] / close[t - 126] - 1);
    const ranked = history.map((_, s) => s).sort((a, b) => strength[b] - strength[a] || a - b);
    wanted.fill(0);
    for (const s of ranked.slice(0, 10)) wanted[s] = 0.099 * equity;
    for (const side of [-1, 1]) {
      for (const [s, { close }] of history.entries()) {
        const money = wanted[s] - units[s] * close[t];
        if (side * money <= 1e-9 * equity) continue;
        cash -= money + Math.abs(money) * 1e-3;
        units[s] = wanted[s] / close[t];
        orders++;
      }
    }
  }
  return { totalReturn: equity / 1e6 - 1, orders };
}

/** Facts and equity curve, no metrics. */
function simulate(panel: readonly BarColumns[]): ColumnSink {
  const { strategy, parameters, capital, ...request } = momentumRequest(panel);
  const slots = request.instruments.map((_, slot) => slot);
  const simulation = new Simulation({ ...request, capital }, [{ strategy, parameters, slots, capital }]);
  const sink = new ColumnSink(simulation.capacity);
  simulation.run(sink);
  return sink;
}

/** Milliseconds a run with all metrics takes, and the closes it ran on, for a peer that is measured beside it. */
export function measurePortfolio(): { readonly ms: number; readonly panel: readonly BarColumns[] } {
  const panel = dailyPanel();
  const { orders, metrics } = momentumOnPanel(panel);
  const { totalReturn, maxDrawdown, sharpeRatio } = metrics.values;
  console.log(`C: return ${totalReturn}, max drawdown ${maxDrawdown}, Sharpe ${sharpeRatio}, ${orders} orders`);
  console.log(`C naive: return ${naive(panel).totalReturn}, ${naive(panel).orders} orders`);
  const works = [
    ['run with all metrics', () => momentumOnPanel(panel)],
    ['run without metrics', () => simulate(panel)],
    ['naive loop', () => naive(panel)],
  ] as const;
  const [ms] = works.map(([name, work]) => {
    const taken = median(work, { warmup: 20, rounds: 31 });
    const perBar = (taken * 1e6) / (panel.length * panel[0].length);
    console.log(`C ${name}: ${taken.toFixed(2)} ms, ${perBar.toFixed(1)} ns per instrument and bar`);
    return taken;
  });
  return { ms, panel };
}

if (import.meta.main) measurePortfolio();
