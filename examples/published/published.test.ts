/** Results somebody else published, re-created with the product's own strategies and cost models. */

import { readFileSync } from 'node:fs';
import { tradeReturn } from '@tradewind/engine/metrics/trade-statistics.ts';
import { dayMs } from '@tradewind/engine/time/timeframe.ts';
import { describe, expect, it } from 'vitest';
import { hasSharedData, sharedData, sharedRows } from '../../tests/shared-data.ts';
import { barsOf } from './bars.ts';
import { googSmaCross, readmeCosts, release066Costs } from './goog-sma-cross.ts';
import { cases, equityOf } from './spread-and-commission.ts';

const goog = () => barsOf(sharedData('backtests/goog_daily.csv'), 'GOOG');
const caseOf = (name: string) => JSON.parse(readFileSync(sharedData(`backtests/${name}/case.json`), 'utf8'));
const percent = (value: number | null) => Number(((value as number) * 100).toFixed(2));
/** Daily bars end at midnight; the session date is the day before. */
const sessionDate = (ts: number) => new Date(ts - dayMs).toISOString().slice(0, 10);

describe.skipIf(!hasSharedData)('backtesting.py README: SmaCross(10, 20) on GOOG', () => {
  const expected = () => caseOf('bt_goog_sma10_20_readme').expected_published;

  it('ends with 68935.12 and the published figures', async () => {
    const { curve, metrics } = googSmaCross(await goog(), readmeCosts);
    const { values } = metrics;
    const published = expected();
    expect(published['Equity Final [$]']).toBe(68935.12);
    expect(curve.equity[curve.length - 1].toFixed(2)).toBe('68935.12');
    expect(values.totalTrades).toBe(published['# Trades']);
    expect(percent(values.winRate)).toBe(published['Win Rate [%]']);
    expect(percent(values.bestTrade)).toBe(published['Best Trade [%]']);
    expect(percent(values.worstTrade)).toBe(published['Worst Trade [%]']);
    expect(percent(values.geometricAverageTrade)).toBe(published['Avg. Trade [%]']);
    expect(percent(values.maxDrawdown)).toBe(published['Max. Drawdown [%]']);
    expect(percent(values.averageDrawdown)).toBe(published['Avg. Drawdown [%]']);
    expect(`${values.maxDrawdownDays} days`).toBe(published['Max. Drawdown Duration']);
    expect(percent(values.totalReturn)).toBe(published['Return [%]']);
    expect(percent(values.annualReturn)).toBe(published['Return (Ann.) [%]']);
    expect(percent(values.geometricVolatility)).toBe(published['Volatility (Ann.) [%]']);
    expect(values.geometricSharpe?.toFixed(2)).toBe(published['Sharpe Ratio'].toFixed(2));
    expect(values.calmarRatio?.toFixed(2)).toBe(published['Calmar Ratio'].toFixed(2));
    expect(values.returnProfitFactor?.toFixed(2)).toBe(published['Profit Factor'].toFixed(2));
    expect(values.systemQuality?.toFixed(2)).toBe(published.SQN.toFixed(2));
  });

  it('makes the 93 published trades, and holds the 94th open', async () => {
    const { trades, openPositions } = googSmaCross(await goog(), readmeCosts);
    const published = sharedRows('backtests/bt_goog_sma10_20_readme/trades.csv');
    const closed = published.filter((row) => row.open_at_end === '0');
    expect(trades).toHaveLength(93);
    for (const [i, trade] of trades.entries()) expectTrade(trade, closed[i]);
    const [open] = published.filter((row) => row.open_at_end === '1');
    expect(openPositions).toHaveLength(1);
    expect(openPositions[0].quantity).toBe(Number(open.size));
    expect(openPositions[0].averagePrice).toBeCloseTo(Number(open.entry_price), 8);
  });
});

describe.skipIf(!hasSharedData)('backtesting.py 0.6.6: SmaCross(10, 20) on GOOG', () => {
  it('ends with 56263.51934 after 93 trades', async () => {
    const { curve, trades } = googSmaCross(await goog(), release066Costs);
    const { expected } = caseOf('bt_goog_sma10_20_v066');
    expect(curve.equity[curve.length - 1]).toBeCloseTo(expected['Equity Final [$]'], 6);
    expect(trades).toHaveLength(expected['# Trades']);
  });

  it('has the same equity on each of the 2148 days', async () => {
    const { curve } = googSmaCross(await goog(), release066Costs);
    const published = sharedRows('backtests/bt_goog_sma10_20_v066/equity.csv');
    expect(curve.length).toBe(published.length);
    published.forEach(({ date, equity }, i) => {
      expect(sessionDate(curve.ts[i])).toBe(date);
      expect(Math.abs(curve.equity[i] - Number(equity))).toBeLessThan(1e-6);
    });
  });

  it('makes the same trades with the same commissions', async () => {
    const { trades } = googSmaCross(await goog(), release066Costs);
    const published = sharedRows('backtests/bt_goog_sma10_20_v066/trades.csv');
    trades.forEach((trade, i) => {
      expectTrade(trade, published[i]);
      expect(trade.fees).toBeCloseTo(Number(published[i].commission), 8);
    });
  });
});

describe.skipIf(!hasSharedData)('backtesting.py unit cases: spread and commission', () => {
  it.each([0, 1, 2])('case %i has the published equity after bars 2 and 3', async (index) => {
    const bars = await barsOf(sharedData('backtests/goog_daily.csv'), 'GOOG', 20);
    const published = caseOf('bt_spread_commission_unit').expected[index].equity_rows_2_3;
    const equity = equityOf(bars, cases[index]);
    expect([...equity.subarray(2, 4)].map((value) => Number(value.toFixed(2)))).toEqual(published);
  });
});

type Trade = Parameters<typeof tradeReturn>[0];

function expectTrade(trade: Trade, row: Record<string, string>): void {
  expect(trade.side * trade.quantity).toBe(Number(row.size));
  expect(trade.entryIndex).toBe(Number(row.entry_bar));
  expect(trade.exitIndex).toBe(Number(row.exit_bar));
  expect(sessionDate(trade.entryTs)).toBe(row.entry_time);
  expect(sessionDate(trade.exitTs)).toBe(row.exit_time);
  expect(trade.entryPrice).toBeCloseTo(Number(row.entry_price), 8);
  expect(trade.exitPrice).toBeCloseTo(Number(row.exit_price), 8);
  expect(trade.pnl).toBeCloseTo(Number(row.pnl), 6);
  expect(tradeReturn(trade)).toBeCloseTo(Number(row.return_fraction), 10);
}
