/**
 * Workload B: SMA 20/100 bar by bar through the trading engine over 1,000,000 one-minute bars, beside a naive loop that
 * does the same arithmetic without orders, books or facts. Reports the median of several runs in ns per bar.
 */
import { ColumnSink } from '@tradewind/engine/backtest/column-sink.ts';
import { defaultFillRules, isTooLittleHistory, runBacktest } from '@tradewind/engine/backtest/run.ts';
import { sma } from '@tradewind/engine/indicators/sma.ts';
import { noCosts } from '@tradewind/engine/matching/costs.ts';
import { instrument } from '@tradewind/engine/model/instrument.ts';
import { defineStrategy } from '@tradewind/engine/strategies/strategy.ts';
import { minuteBars } from './workloads.ts';

const fastAboveSlow = defineStrategy({
  id: 'bench-sma',
  name: 'SMA 20 above SMA 100',
  assetClasses: ['crypto'],
  instruments: ['BENCH'],
  idea: 'Long while the fast average is above the slow one.',
  source: 'workload B',
  maximumAgo: 0,
  parameters: {},
  columns: ({ close }) => ({ fast: sma(close, 20), slow: sma(close, 100) }),
  target: ({ fast, slow }) => (fast.now > slow.now ? 1 : 0),
});

const bars = minuteBars(1_000_000);

function run(when: 'same_close' | 'next_open', slippageBps: number) {
  const result = runBacktest({
    strategy: fastAboveSlow,
    parameters: {},
    instruments: [instrument({ symbol: 'BENCH', assetClass: 'crypto' })],
    history: [bars],
    capital: 1e12,
    costs: { ...noCosts, feeBps: 10, slippageBps },
    fill: { ...defaultFillRules, when, sizing: when === 'same_close' ? 'decision' : 'fill' },
    periodsPerYear: 365,
  });
  if (isTooLittleHistory(result)) throw new Error('the workload is long enough');
  return result;
}

function median(work: () => void, rounds = 7): number {
  work();
  work();
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[rounds >> 1];
}

for (const [name, when, slippage] of [
  ['close fill', 'same_close', 0],
  ['next open + 1 bp', 'next_open', 1],
] as const) {
  const result = run(when, slippage);
  const ms = median(() => run(when, slippage));
  const entries = result.fills.filter((fill) => fill.signedQuantity > 0).length;
  console.log(`B ${name}: ${ms.toFixed(1)} ns/bar, return ${result.metrics.values.totalReturn}, entries ${entries}`);
}
void ColumnSink;
