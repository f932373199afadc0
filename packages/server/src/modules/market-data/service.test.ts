import type { MarketDataImported } from '@tradewind/contract/facts/market-data.ts';
import { canonicalTimeframe, timeframeName } from '@tradewind/engine/time/timeframe.ts';
import { describe, expect, test } from 'vitest';
import { barRange } from './range.ts';
import { MarketDataService } from './service.ts';
import { withMarketData } from './test-store.ts';

const csv =
  'symbol,date,open,high,low,close\nA,2024-01-02,1,1,1,1\nA,2024-01-03,1,1,1,1\nB,2024-01-02,2,2,2,2\nB,2024-01-03,2,2,2,2\n';

test('an import is announced series by series, and only where it changed something', () =>
  withMarketData(async ({ store }) => {
    const heard: MarketDataImported[] = [];
    const service = new MarketDataService(store, (imported) => heard.push(imported));
    await service.import(csv, { dryRun: true });
    expect(heard).toEqual([]);
    await service.import(csv, { source: 'desk' });
    const span = { bars: 2, first: '2024-01-03T00:00:00.000Z', last: '2024-01-04T00:00:00.000Z' };
    const origin = { timeframe: '1d', source: 'import:desk', synthetic: false };
    expect(heard.splice(0)).toEqual([
      { symbol: 'A', ...span, ...origin },
      { symbol: 'B', ...span, ...origin },
    ]);
    await service.import(csv.replace('B,2024-01-03,2,2,2,2', 'B,2024-01-03,2,3,2,2'), {});
    expect(heard).toMatchObject([{ symbol: 'B', bars: 1 }]);
  }));

test('of several timeframes the daily one is read unless another is asked for', () =>
  withMarketData(async ({ service }) => {
    const hourly = 'timestamp,open,high,low,close\n2024-01-02T10:00Z,1,1,1,1\n2024-01-02T11:00Z,1,1,1,1\n';
    await service.import(hourly, { symbol: 'A' });
    expect(service.bars({ symbol: 'A' }).series.timeframe).toBe('1h');
    await service.import(csv, { symbol: 'A' });
    expect(service.bars({ symbol: 'a' }).series.timeframe).toBe('1d');
    expect(service.bars({ symbol: 'A', timeframe: '3600s' }).total).toBe(2);
    expect(service.latest(['A']).map(({ series, bars }) => [series.timeframe, bars.length])).toEqual([['1d', 1]]);
  }));

describe('a range', () => {
  const midnight = Date.parse('2024-01-02T00:00:00Z');
  const hour = 3_600_000;

  test('of dates holds the bars of whole days, the last one included', () => {
    expect(barRange('1h', '2024-01-02', '2024-01-02')).toEqual({ from: midnight + hour, to: midnight + 24 * hour });
    expect(barRange('1d', '2024-01-02', '2024-01-02')).toEqual({
      from: midnight + 24 * hour,
      to: midnight + 24 * hour,
    });
  });

  test('of moments ends at the moment', () => {
    expect(barRange('1h', '2024-01-02T05:00:00Z', '2024-01-02T06:00:00+00:00')).toEqual({
      from: midnight + 6 * hour,
      to: midnight + 6 * hour,
    });
  });

  test('without ends is everything', () => {
    expect(barRange('1h', undefined, undefined)).toEqual({ from: -Infinity, to: Infinity });
  });

  test.each(['2024-1-2', '2024-01-02T05:00:00', '2024-13-01', 'yesterday', ''])('is no guess: %s', (text) => {
    expect(() => barRange('1d', text, undefined)).toThrow('Expected a date or UTC time');
  });
});

test('a duration has one name', () => {
  expect(['60s', '60m', '1440m', '7d', '90m', '36h'].map(canonicalTimeframe)).toEqual([
    '1m',
    '1h',
    '1d',
    '1w',
    '90m',
    '36h',
  ]);
  expect(['', '0m', '1.5h', '1M'].map(canonicalTimeframe)).toEqual([null, null, null, null]);
  expect(timeframeName(1_500)).toBeNull();
});
