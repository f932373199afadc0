/**
 * Workload B: SMA 20/100 bar by bar through the trading engine over 1,000,000 one-minute bars, metrics included, beside a
 * naive loop over the same bars. Three ways to fill: at the close; at the next open with 1 bp of slippage; the same with
 * a stop of 0.3 % and a target of 0.6 % around each entry. Last, the first again after five other strategies have gone
 * through the same engine: what a process that has seen many strategies pays.
 *
 * Reports the median of several runs in ns per bar, and how much the heap has grown per bar while the result is held: that
 * is the log of 13,714 fills and 6,857 trades. What a bar itself leaves behind shows where hardly anything is traded.
 */
import {
  type BacktestResult,
  defaultFillRules,
  isTooLittleHistory,
  runBacktest,
} from '@tradewind/engine/backtest/run.ts';
import { sma } from '@tradewind/engine/indicators/sma.ts';
import { noCosts } from '@tradewind/engine/matching/costs.ts';
import { instrument } from '@tradewind/engine/model/instrument.ts';
import type { Protection } from '@tradewind/engine/model/protection.ts';
import { breakout } from '@tradewind/engine/strategies/general/breakout.ts';
import { buyAndHold } from '@tradewind/engine/strategies/general/buy-and-hold.ts';
import { meanReversion } from '@tradewind/engine/strategies/general/mean-reversion.ts';
import { rsi } from '@tradewind/engine/strategies/general/rsi.ts';
import { smaCross } from '@tradewind/engine/strategies/general/sma-cross.ts';
import { resolveParameters } from '@tradewind/engine/strategies/parameters.ts';
import { defineStrategy, type Strategy } from '@tradewind/engine/strategies/strategy.ts';
import { naiveLoop } from './naive-loop.ts';
import { minuteBars } from './workloads.ts';

const count = 1_000_000;
const bars = minuteBars(count);

function fastAboveSlow(id: string): Strategy {
  return defineStrategy({
    id,
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
}

interface Variant {
  readonly name: string;
  readonly when: 'same_close' | 'next_open';
  readonly slippageBps: number;
  readonly protection?: Protection;
}

const closeFill: Variant = { name: 'close fill', when: 'same_close', slippageBps: 0 };
const nextOpen: Variant = { name: 'next open + 1 bp', when: 'next_open', slippageBps: 1 };
const bracket: Variant = { ...nextOpen, name: 'bracket', protection: { stopLoss: 0.003, takeProfit: 0.006 } };

function run(strategy: Strategy, { when, slippageBps, protection }: Variant): BacktestResult {
  const resolved = resolveParameters(strategy.parameters, {});
  if ('faults' in resolved) throw new Error(`${strategy.id}: ${JSON.stringify(resolved.faults)}`);
  const result = runBacktest({
    strategy,
    parameters: resolved.values,
    instruments: [instrument({ symbol: 'BENCH', assetClass: 'crypto' })],
    history: [bars],
    capital: 1e12,
    costs: { ...noCosts, feeBps: 10, slippageBps },
    fill: { ...defaultFillRules, when, sizing: when === 'same_close' ? 'decision' : 'fill' },
    periodsPerYear: 365,
    protection,
  });
  if (isTooLittleHistory(result)) throw new Error('the workload is long enough');
  return result;
}

/** Nanoseconds per bar. */
function median(work: () => void, rounds = 7): number {
  for (let warmUp = 0; warmUp < 5; warmUp++) work();
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return (times.sort((a, b) => a - b)[rounds >> 1] * 1e6) / count;
}

/** Bytes per bar by which the heap has grown while the result is still held; needs `--expose-gc`. */
function growth(work: () => unknown): string {
  if (!globalThis.gc) return 'heap not measured (start with --expose-gc)';
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  const held = work();
  globalThis.gc();
  const bytes = process.memoryUsage().heapUsed - before;
  return held ? `heap ${(bytes / count).toFixed(2)} B/bar` : '';
}

const strategy = fastAboveSlow('bench');
const others = [smaCross, meanReversion, buyAndHold, rsi, breakout];
const naive = median(() => naiveLoop(bars, 20, 100, 1e-3));
console.log(`naive loop: ${naive.toFixed(1)} ns/bar, return ${naiveLoop(bars, 20, 100, 1e-3) - 1}`);

function report(name: string, work: () => BacktestResult): void {
  const ns = median(work);
  const { metrics, fills, trades } = work();
  const entries = fills.filter((fill) => fill.signedQuantity > 0).length;
  console.log(
    `B ${name}: ${ns.toFixed(1)} ns/bar, ${(ns / naive).toFixed(1)} × naive, ${growth(work)}, ` +
      `return ${metrics.values.totalReturn}, entries ${entries}, trades ${trades.length}`,
  );
}

for (const variant of [closeFill, nextOpen, bracket]) report(variant.name, () => run(strategy, variant));
for (const other of others) for (let again = 0; again < 2; again++) run(other, closeFill);
report('close fill, megamorphic', () => run(strategy, closeFill));
console.log(`B buy and hold, one trade: ${growth(() => run(buyAndHold, closeFill))}`);
