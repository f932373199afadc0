import { describe, expect, it } from 'vitest';
import { hasSharedData, sharedRows } from '../../../../tests/shared-data.ts';
import { allocateBars, type BarColumns } from '../model/bar.ts';
import { dayMs } from '../time/timeframe.ts';
import { adjustBars, corporateActions, type FactorRow } from './adjust.ts';

const dayOf = (date: string) => Date.parse(date) / dayMs;
const dateOf = (ts: number) => new Date(ts).toISOString().slice(0, 10);

function barsOf(rows: readonly Record<string, string>[], timeframe: number): BarColumns {
  const bars = allocateBars(rows.length);
  rows.forEach((cells, row) => {
    bars.ts[row] = Date.parse(cells.timestamp ?? cells.date) + timeframe;
    for (const field of ['open', 'high', 'low', 'close', 'volume'] as const) bars[field][row] = Number(cells[field]);
  });
  return bars;
}

const rows: readonly FactorRow[] = [
  { day: dayOf('2024-01-03'), priceFactor: 0.495, splitFactor: 0.5, reference: 100 },
  { day: dayOf('2024-01-05'), priceFactor: 0.99, splitFactor: 1, reference: 50 },
  { day: dayOf('2050-12-31'), priceFactor: 1, splitFactor: 1, reference: null },
];
const week = ['2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05', '2024-01-08'].map((date) => ({
  ...{ date, open: '10', high: '12', low: '8', close: '11', volume: '100' },
}));

describe('adjusting', () => {
  it('takes each row up to and including its day; volumes follow splits alone', () => {
    const all = adjustBars(barsOf(week, dayMs), rows, 'all', dayMs);
    expect([...all.close]).toEqual([0.2475, 0.2475, 0.99, 0.99, 1].map((factor) => 11 * factor));
    expect([...all.volume]).toEqual([200, 200, 100, 100, 100]);
    const splits = adjustBars(barsOf(week, dayMs), rows, 'splits', dayMs);
    expect([...splits.low]).toEqual([4, 4, 8, 8, 8]);
  });

  it('leaves alone what lies behind the table, and the bars that were given', () => {
    const bars = barsOf(week, dayMs);
    expect(adjustBars(bars, [], 'all', dayMs)).toEqual(bars);
    adjustBars(bars, rows, 'all', dayMs);
    expect([...bars.close]).toEqual([11, 11, 11, 11, 11]);
  });

  it('cuts minutes at midnight', () => {
    const minutes = ['2024-01-03T23:59:00Z', '2024-01-04T00:00:00Z'].map((timestamp) => ({ ...week[0], timestamp }));
    expect([...adjustBars(barsOf(minutes, 60_000), rows, 'splits', 60_000).open]).toEqual([5, 10]);
  });
});

describe('corporate actions', () => {
  it('are dividends in the money of the day and splits in new shares for an old one', () => {
    const actions = corporateActions(rows);
    expect(actions).toMatchObject([
      { kind: 'dividend', ts: Date.parse('2024-01-04'), perUnit: 50 },
      { kind: 'split', ts: Date.parse('2024-01-04'), ratio: 2 },
      { kind: 'dividend', ts: Date.parse('2024-01-06') },
    ]);
    expect((actions[2] as { perUnit: number }).perUnit).toBeCloseTo(0.5, 12);
  });

  it('read rounded factors as the simple ratios they were, and odd ones as they are', () => {
    const ratioOf = (splitFactor: number) => {
      const table = [{ ...rows[0], priceFactor: 1, splitFactor }, rows[2]];
      return (corporateActions(table) as { ratio: number }[])[0].ratio;
    };
    expect([0.1428571, 0.142857, 0.3333333, 0.6666667, 8, 0.05, 0.9].map(ratioOf)).toEqual([
      7,
      7,
      3,
      1.5,
      0.125,
      20,
      10 / 9,
    ]);
    expect(ratioOf(0.9345678)).toBe(1 / 0.9345678);
  });

  it('without a close in the table take it from the bars, or say nothing of the dividend', () => {
    const bare = [{ ...rows[1], reference: null }, rows[2]];
    expect(corporateActions(bare)).toEqual([]);
    const [dividend] = corporateActions(bare, () => 200) as { perUnit: number }[];
    expect(dividend.perUnit).toBeCloseTo(2, 12);
  });
});

describe.skipIf(!hasSharedData)('of real instruments', () => {
  const tableOf = (wanted: string) =>
    sharedRows('equities/us_etf_factors.csv')
      .filter(({ symbol }) => symbol === wanted)
      .map((cells) => ({
        day: dayOf(cells.date),
        priceFactor: Number(cells.price_factor),
        splitFactor: Number(cells.split_factor),
        reference: Number(cells.reference_price) || null,
      }));
  const rawOf = (wanted: string) =>
    barsOf(
      sharedRows('equities/us_etf_daily_raw_1998_2021.csv').filter(({ symbol }) => symbol === wanted),
      dayMs,
    );

  it('AAPL runs on through its 7:1 split, minute by minute', () => {
    const bars = barsOf(sharedRows('equities/aapl_1m_split_2014_06.csv'), 60_000);
    const table = [
      { day: dayOf('2014-06-06'), priceFactor: 1, splitFactor: 0.1428571, reference: 645.57 },
      { day: dayOf('2050-12-31'), priceFactor: 1, splitFactor: 1, reference: null },
    ];
    expect(corporateActions(table)).toEqual([{ kind: 'split', ts: Date.parse('2014-06-07'), ratio: 7 }]);
    const adjusted = adjustBars(bars, table, 'splits', 60_000);
    const first = bars.ts.findIndex((ts) => ts > Date.parse('2014-06-07'));
    expect(bars.close[first] / bars.close[first - 1]).toBeLessThan(0.15);
    expect(Math.abs(adjusted.close[first] / adjusted.close[first - 1] - 1)).toBeLessThan(0.01);
    expect(adjusted.close[first - 1]).toBeCloseTo(bars.close[first - 1] / 7, 4);
    expect(adjusted.volume[0]).toBeCloseTo(bars.volume[0] * 7, 0);
  });

  it('SPY raw × factors is the published adjusted close, to the rounding of the closes both were made from', () => {
    const published = sharedRows('equities/spy_daily_adj_2003_2014.csv');
    const adjusted = adjustBars(barsOf(published, dayMs), tableOf('SPY'), 'all', dayMs);
    // Both count back from another day: one constant between them.
    const last = published.length - 1;
    const constant = Number(published[last].adj_close) / adjusted.close[last];
    const off = published.map(({ adj_close: expected }, row) =>
      Math.abs((adjusted.close[row] * constant) / Number(expected) - 1),
    );
    expect(Math.max(...off)).toBeLessThan(2.2e-4);
    // Not adjusted, or a dividend missed, it would be far more.
    expect(
      Math.abs(
        Number(published[0].close) /
          Number(published[last].close) /
          (Number(published[0].adj_close) / Number(published[last].adj_close)) -
          1,
      ),
    ).toBeGreaterThan(0.2);
  });

  it('SPY paid the dividends it is known to have paid', () => {
    const paid = new Map(corporateActions(tableOf('SPY')).map((action) => [dateOf(action.ts), action]));
    // Ex-dates and amounts as announced by the fund; the table rounds its closes to cents.
    for (const [date, amount] of [
      ['2012-12-21', 1.0218],
      ['2013-09-20', 0.8385],
      ['2014-12-19', 1.1346],
      ['2020-12-18', 1.58],
    ] as const) {
      expect(paid.get(date)).toMatchObject({ kind: 'dividend' });
      expect((paid.get(date) as { perUnit: number }).perUnit / amount).toBeCloseTo(1, 2);
    }
  });

  it.each([
    ['QQQ', ['2000-03-18 2']],
    ['IWM', ['2005-06-09 2']],
    ['EEM', ['2005-06-09 3', '2008-07-24 3']],
    ['USO', ['2020-04-29 0.125']],
  ] as const)('the splits of %s', (symbol, expected) => {
    const table = tableOf(symbol);
    const splits = corporateActions(table).flatMap((action) =>
      action.kind === 'split' ? [`${dateOf(action.ts)} ${action.ratio}`] : [],
    );
    expect(splits).toEqual(expected);
    // And with them no day loses or gains a third.
    const { close, ts } = adjustBars(rawOf(symbol), table, 'splits', dayMs);
    const leaps = [...close.keys()]
      .slice(1)
      .filter((row) => Math.abs(Math.log(close[row] / close[row - 1])) > Math.log(1.33));
    expect(
      leaps.map((row) => dateOf(ts[row] - dayMs)).filter((date) => expected.some((one) => one.startsWith(date))),
    ).toEqual([]);
  });
});
