/**
 * The statistics freqtrade publishes for a list of 179 trades in BTC. Its file was edited by hand: profit ratios and
 * absolute profits do not belong together, so money is checked against the absolute ones.
 */
import { readFileSync } from 'node:fs';
import { drawdowns } from '@tradewind/engine/metrics/drawdown.ts';
import { takeSample } from '@tradewind/engine/metrics/sample.ts';
import { summarise } from '@tradewind/engine/metrics/summary.ts';
import type { Trade } from '@tradewind/engine/model/fact.ts';
import { largest, smallest } from '@tradewind/engine/statistics/extremes.ts';
import { mean } from '@tradewind/engine/statistics/moments.ts';
import { dayMs } from '@tradewind/engine/time/timeframe.ts';
import { describe, expect, it } from 'vitest';
import { hasSharedData, sharedData, sharedRows } from '../../tests/shared-data.ts';

const rows = hasSharedData ? sharedRows('backtests/freqtrade_trades/trades.csv') : [];

function tradeOf(row: Record<string, string>, index: number): Trade {
  const stake = Number(row.stake);
  return {
    session: 0,
    slot: 0,
    side: row.is_short === '1' ? -1 : 1,
    quantity: Number(row.amount),
    entryTs: Date.parse(row.open_time),
    exitTs: Date.parse(row.close_time),
    entryIndex: index,
    exitIndex: index,
    entryPrice: Number(row.open_rate),
    exitPrice: Number(row.close_rate),
    entryNotional: stake,
    fees: 0,
    pnl: Number(row.profit_abs),
    maxAdverse: 0,
    maxFavourable: 0,
  };
}

/** Equity after each trade, in the order given. */
function equityAfter(trades: readonly Trade[], capital: number): Float64Array {
  let equity = capital;
  return Float64Array.from(trades, (trade) => {
    equity += trade.pnl;
    return equity;
  });
}

describe.skipIf(!hasSharedData)('the trade list of freqtrade', () => {
  const published = hasSharedData
    ? JSON.parse(readFileSync(sharedData('backtests/freqtrade_trades/case.json'), 'utf8')).expected_published
    : {};
  const capital: number = published.starting_balance;
  const listed = rows.map(tradeOf);
  const closed = listed.toSorted((a, b) => a.exitTs - b.exitTs);
  const equity = equityAfter(closed, capital);
  const run = {
    capital,
    curve: {
      ts: Float64Array.from(closed, (trade) => trade.exitTs),
      equity,
      exposure: new Float64Array(equity.length),
    },
    trades: closed,
    fills: [],
    periodsPerYear: 365 as const,
  };
  const values = () => summarise(run).values as Record<string, number>;

  it('makes 0.0010419030 BTC in 179 trades, 170 won and 9 lost, with a profit factor of 2.42233', () => {
    const { totalTrades, winRate, totalReturn, profitFactor, expectancy } = values();
    expect(totalTrades).toBe(published.total_trades);
    expect(Math.round(winRate * totalTrades)).toBe(published.wins);
    expect(closed.filter((trade) => trade.pnl < 0)).toHaveLength(published.losses);
    // The list carries profits with twelve decimals: half a unit a trade.
    expect(expectancy * totalTrades).toBeCloseTo(published.profit_total_abs, 10);
    expect(equity[equity.length - 1]).toBeCloseTo(published.final_balance, 10);
    expect(totalReturn).toBeCloseTo(published.profit_total, 8);
    expect(profitFactor).toBeCloseTo(published.profit_factor, 6);
  });

  it('has the published mean of profit ratios', () => {
    expect(mean(rows.map((row) => Number(row.profit_ratio)))).toBeCloseTo(published.profit_mean, 14);
  });

  it('has the published best and worst day, by the day on which trades closed', () => {
    const money = Map.groupBy(closed, (trade) => Math.floor(trade.exitTs / dayMs));
    const days = [...money.values()].map((trades) => trades.reduce((sum, trade) => sum + trade.pnl, 0));
    expect(largest(days)).toBeCloseTo(published.backtest_best_day_abs, 9);
    expect(smallest(days)).toBeCloseTo(published.backtest_worst_day_abs, 10);
  });

  it('holds for 3 h 40 min on average, rounded to the minute as printed', () => {
    const minutes = values().averageHoldingDays * 24 * 60;
    expect(Math.round(minutes) * 60).toBe(published.holding_avg_s);
  });

  it('spans the published range, at the published pace and growth', () => {
    const first = smallest(listed.map((trade) => trade.entryTs));
    const last = largest(listed.map((trade) => trade.exitTs));
    const printed = (ts: number) => new Date(ts).toISOString().replace('T', ' ').slice(0, 19);
    expect(printed(first)).toBe(published.backtest_start);
    expect(printed(last)).toBe(published.backtest_end);
    // They count whole days, here 19, and years of 365 of them.
    const days = Math.floor((last - first) / dayMs);
    expect((listed.length / days).toFixed(2)).toBe(published.trades_per_day.toFixed(2));
    expect((1 + values().totalReturn) ** (365 / days) - 1).toBeCloseTo(published.cagr, 6);
  });

  it('has the published range of the running sum, in the order of the list', () => {
    const sums = equityAfter(listed, capital);
    expect(smallest(sums)).toBeCloseTo(published.csum_min, 11);
    expect(largest(sums)).toBeCloseTo(published.csum_max, 10);
  });

  it('falls by more than the published drawdown, which the edited list cannot give', () => {
    // Published: 0.0002 BTC and 1.874 %, two stops of the three that follow the peak; by closing time there is more.
    const { deepest } = drawdowns(equity, run.curve.ts, capital);
    expect(takeSample(run).drawdowns.deepest).toBe(deepest);
    expect(deepest).toBeCloseTo(-0.000209774436 / 0.010672180441, 9);
    expect(-deepest).toBeGreaterThan(published.max_drawdown_account);
    // Both start from the same peak.
    expect(published.max_drawdown_abs / published.max_drawdown_account).toBeCloseTo(0.010672180441, 9);
  });
});
