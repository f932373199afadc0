/** A run on raw prices with what happened between the bars: EEM split three for one on 9 June 2005 and paid dividends. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasSharedData, sharedData, sharedRows } from '../shared-data.ts';
import { startTestServer } from './test-server.ts';

describe.skipIf(!hasSharedData)('a run on raw prices', () => {
  it('takes splits and dividends from the stored factors', async () => {
    const server = await startTestServer();
    try {
      const bars = readFileSync(sharedData('equities/us_etf_daily_raw_1998_2021.csv'), 'utf8');
      const factors = readFileSync(sharedData('equities/us_etf_factors.csv'), 'utf8');
      const imported = await server.ask(
        'POST',
        '/api/market-data/import?symbol=EEM&timeframe=1d&on_bad_row=skip',
        bars,
      );
      expect(imported.status).toBe(201);
      const request = {
        strategy_id: 'buy-and-hold',
        symbols: ['EEM'],
        start_date: '2005-01-03',
        end_date: '2006-12-29',
        costs: { fee_bps: 0, slippage_bps: 0 },
      };
      const blind = await server.ask('POST', '/api/backtest/run', request);
      // Nobody has said so yet: two thirds of the money seem to be gone overnight.
      expect(growthOn(blind.body.equity_curve, '2005-06-09')).toBeLessThan(0.4);

      const told = await server.ask('POST', '/api/market-data/factors', factors);
      expect(told.status).toBe(201);
      const { body } = await server.ask('POST', '/api/backtest/run', request);
      expect(growthOn(body.equity_curve, '2005-06-09')).toBeCloseTo(1, 1);

      // Beside: raw closes and the factor table, by hand. Three shares for one, dividends as they were paid.
      const closes = sharedRows('equities/us_etf_daily_raw_1998_2021.csv').filter((row) => row.symbol === 'EEM');
      const openOn = (date: string) => Number(closes.find((row) => row.date === date)?.open);
      const closeOn = (date: string) => Number(closes.find((row) => row.date === date)?.close);
      const before = closeOn('2005-01-03');
      const units = 1_000_000 / before;
      const rows = sharedRows('equities/us_etf_factors.csv').filter((row) => row.symbol === 'EEM');
      let held = units;
      let cash = 1_000_000 - units * openOn('2005-01-04');
      for (const [i, row] of rows.slice(0, -1).entries()) {
        if (row.date < '2005-01-04' || row.date >= '2006-12-29') continue;
        const [now, next] = [row, rows[i + 1]];
        cash += held * Number(now.reference_price) * (1 - Number(now.price_factor) / Number(next.price_factor));
        held *= Math.round(Number(next.split_factor) / Number(now.split_factor));
      }
      expect(held / units).toBe(3);
      expect(body.equity_curve.at(-1).equity / (cash + held * closeOn('2006-12-29'))).toBeCloseTo(1, 6);
    } finally {
      await server.close();
    }
  });
});

/** Equity after the session over equity after the one before. */
function growthOn(curve: readonly { readonly timestamp: string; readonly equity: number }[], date: string): number {
  const at = curve.findIndex(({ timestamp }) => timestamp.startsWith(date));
  return curve[at].equity / curve[at - 1].equity;
}
