/** Results of other platforms, re-created with the product's strategy interface and cost models only. */
import { readFileSync } from 'node:fs';
import type { BacktestResult } from '@tradewind/engine/backtest/run.ts';
import { dayMs } from '@tradewind/engine/time/timeframe.ts';
import { describe, expect, it } from 'vitest';
import { hasSharedData, sharedData, sharedRows } from '../../tests/shared-data.ts';
import { closeOverAverageOn, freeCash, futures, shares } from './close-over-average.ts';
import { emaCrossOnQuotes } from './ema-cross-quotes.ts';
import { leanBuyAndHold, leanMacdTrend } from './lean.ts';
import { adjusted, barsOfRows, between, withinDay, withQuotes } from './rows.ts';

const minuteMs = 60_000;
const caseOf = (name: string) => JSON.parse(readFileSync(sharedData(`backtests/${name}/case.json`), 'utf8'));
const endEquity = ({ curve }: BacktestResult) => curve.equity[curve.length - 1];
const totalFees = ({ fills }: BacktestResult) => fills.reduce((sum, { fee }) => sum + fee, 0);
const sessionDate = (ts: number) => new Date(ts - dayMs).toISOString().slice(0, 10);
const ofSymbol = (path: string, symbol: string) => sharedRows(path).filter((row) => row.symbol === symbol);

describe.skipIf(!hasSharedData)('backtrader: close over SMA(15) on Euro Stoxx 50', () => {
  const stoxx = () => barsOfRows(sharedRows('backtests/eurostoxx50_daily_2006.csv'));
  const { A, B } = hasSharedData ? caseOf('backtrader_sma15').expected_published : {};

  it('fills the 23 orders on their days at their prices', () => {
    const { fills } = closeOverAverageOn(stoxx(), shares);
    const published = sharedRows('backtests/backtrader_sma15/fills.csv');
    expect(published).toHaveLength(23);
    expect(fills.map(({ ts, price, signedQuantity }) => [sessionDate(ts), price, signedQuantity])).toEqual(
      published.map(({ fill_date, fill_price, side }) => [fill_date, Number(fill_price), side === 'buy' ? 1 : -1]),
    );
  });

  it.each([
    ['shares', shares, A, '10284.10', '6164.16'],
    ['futures', futures, B, '12795.00', '11795.00'],
  ])('ends with the published balances as %s', (_, account, published, value, cash) => {
    const result = closeOverAverageOn(stoxx(), account);
    expect([published.final_value.toFixed(2), published.final_cash.toFixed(2)]).toEqual([value, cash]);
    expect([endEquity(result).toFixed(2), freeCash(result, account).toFixed(2)]).toEqual([value, cash]);
  });
});

describe.skipIf(!hasSharedData)('LEAN: buy and hold SPY by the minute', () => {
  it('ends with 101691.92 after one order of 688 shares for a fee of 3.44', () => {
    const published = caseOf('lean_buy_and_hold_spy');
    const [from, to] = [13 * 60 + 30, 20 * 60];
    const trades = barsOfRows(withinDay(sharedRows('equities/spy_1m_2013_10.csv'), from, to), minuteMs);
    const quotes = withinDay(sharedRows('equities/spy_1m_quotes_2013_10.csv'), from, to);
    const bars = adjusted(withQuotes(trades, quotes, minuteMs), ofSymbol('equities/us_etf_factors.csv', 'SPY'));
    const result = leanBuyAndHold(bars);
    expect(result.fills).toHaveLength(published.expected_published['Total Orders']);
    expect(result.fills[0].signedQuantity).toBe(published.expected_check.quantity);
    expect(result.fills[0].price).toBeCloseTo(published.expected_check.fill_price_adjusted, 8);
    expect(totalFees(result).toFixed(2)).toBe('3.44');
    expect(endEquity(result).toFixed(2)).toBe('101691.92');
    expect(published.expected_published['End Equity']).toBe(101691.92);
  });
});

describe.skipIf(!hasSharedData)('LEAN rules: MACD trend on IWM', () => {
  it('ends with 99656.39 after 108 fills for 784.14, fill by fill', () => {
    const { expected } = caseOf('lean_rules_macd_iwm');
    const raw = barsOfRows(ofSymbol('equities/us_etf_daily_raw_1998_2021.csv', 'IWM'));
    const factors = ofSymbol('equities/us_etf_factors.csv', 'IWM');
    const result = leanMacdTrend(between(adjusted(raw, factors), '2006-01-01', '2016-01-01'));
    const published = sharedRows('backtests/lean_rules_macd_iwm/fills.csv');
    expect(published).toHaveLength(expected.filled_orders);
    expect(result.fills.map(({ ts, signedQuantity }) => [sessionDate(ts), signedQuantity])).toEqual(
      published.map(({ fill_date, quantity }) => [fill_date, Number(quantity)]),
    );
    for (const [i, { price, fee }] of result.fills.entries()) {
      expect(price).toBeCloseTo(Number(published[i].fill_price_adjusted), 8);
      expect(fee).toBeCloseTo(Number(published[i].fee), 8);
    }
    expect([endEquity(result).toFixed(2), totalFees(result).toFixed(2)]).toEqual(['99656.39', '784.14']);
    expect([expected.end_equity, expected.total_fees]).toEqual([99656.39, 784.14]);
  });
});

describe.skipIf(!hasSharedData)('NautilusTrader: EMA cross on GBP/USD quotes', () => {
  it('gives 2984 orders and 1492 positions', () => {
    const rows = sharedRows('fx/gbpusd_1m_bidask_2012_02.csv.gz');
    const bars = withQuotes(barsOfRows(rows, minuteMs, 'bid_'), rows, minuteMs);
    const { expected_published: published } = caseOf('nautilus_gbpusd_ema');
    const result = emaCrossOnQuotes(bars);
    expect(bars.length).toBe(published.bars_seen);
    expect([result.orders, result.trades.length]).toEqual([published.orders, published.positions]);
    expect([published.orders, published.positions]).toEqual([2984, 1492]);
    expect(result.openPositions).toHaveLength(published.open_positions);
  });
});
