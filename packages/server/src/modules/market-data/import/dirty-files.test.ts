/** Files as the world hands them out: each comes in with the right values, or is refused with what to do about it. */
import { readFileSync } from 'node:fs';
import type { BarColumns } from '@tradewind/engine/model/bar.ts';
import { describe, expect, test } from 'vitest';
import { hasSharedData, sharedData, sharedRows } from '../../../../../../tests/shared-data.ts';
import { withMarketData } from '../test-store.ts';
import { readBarFile } from './read-bars.ts';
import type { ImportOptions } from './report.ts';

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
const bytes = (name: string) => readFileSync(sharedData(`dirty/${name}`));
/** Lines as they stand in the file, without any code under test. */
const linesOf = (name: string) => bytes(name).toString('utf8').replace('\ufeff', '').trimEnd().split(/\r?\n/);
const read = (name: string, options: ImportOptions) => readBarFile(bytes(name), options);
const onlySeries = async (name: string, options: ImportOptions) => {
  const file = await read(name, options);
  expect(file.series).toHaveLength(1);
  return { ...file, ...file.series[0] };
};

/** Rows of: end, open, high, low, close, volume. */
function expectRows(
  { length, ts, open, high, low, close, volume }: BarColumns,
  expected: readonly (readonly number[])[],
) {
  const rows = Array.from({ length }, (_, row) => [ts, open, high, low, close, volume].map((column) => column[row]));
  expect(length).toBe(expected.length);
  expect(rows.filter((row, at) => !row.every((value, field) => Object.is(value, expected[at][field])))).toEqual([]);
}

describe.skipIf(!hasSharedData)('dirty files', () => {
  test('Coinbase hourly: a line above the names, newest first, 12-hour clocks; which volume is asked for', async () => {
    const name = 'cdd_coinbase_1h_raw.csv';
    await expect(read(name, {})).rejects.toThrow(
      'could be the volume: volume_btc, volume. Say which with `mapping.volume`',
    );
    const { bars, ...file } = await onlySeries(name, { mapping: { volume: 'volume_btc' } });
    expect(file).toMatchObject({
      symbol: 'BTCUSD',
      timeframe: '1h',
      skippedLines: 1,
      isNewestFirst: true,
      faultCount: 0,
    });
    expect(file.notes).toContain('The file runs from newest to oldest and was turned round.');
    // 12-AM is midnight and 12-PM noon: worked out by the position, an hour a row down from the first.
    const rows = linesOf(name).slice(2);
    const first = Date.UTC(2019, 9, 17, 9);
    const expected = rows.map((line, row) => {
      const [, , open, high, low, close, volume] = line.split(',').map(Number);
      return [first - row * hour + hour, open, high, low, close, volume];
    });
    expectRows(bars, expected.reverse());
    // The cleaned copy of the same source agrees.
    const clean = new Map(
      sharedRows('crypto/btcusd_1h_coinbase_2018_2019.csv').map((one) => [Date.parse(one.timestamp) + hour, one]),
    );
    for (const [row, end] of bars.ts.entries()) expect(bars.close[row]).toBe(Number(clean.get(end)?.close));
  });

  test('MT5 EURUSD daily: whole numbers scaled by 100000, the noise on some of them taken off', async () => {
    const { bars, ...file } = await onlySeries('ejtrader_eurusd_d1.csv', { symbol: 'EURUSD', scale: 100_000 });
    expect(file).toMatchObject({ timeframe: '1d', mapping: { volume: 'tick_volume' }, scale: 100_000 });
    expect(file.notes).toContain('Prices were divided by 100000.');
    const expected = linesOf('ejtrader_eurusd_d1.csv')
      .slice(1)
      .map((line) => {
        const [date, ...cells] = line.split(',');
        // By decimal text alone: 130583.99999999999 → 130584 → 1.30584.
        const prices = cells.slice(0, 4).map((cell) => Number(`${Math.round(Number(cell))}e-5`));
        return [Date.parse(date) + day, ...prices, Number(cells[4])];
      });
    expectRows(bars, expected);
    expect(bars.open[0]).toBe(1.30584);
  });

  test('SPY minutes with a byte order mark: New York time becomes UTC', async () => {
    const zoneless = await onlySeries('si_intraday_bom.csv', { symbol: 'SPY' });
    expect(zoneless.notes).toContain('Times without a zone were read as UTC; say `time_zone` if they are of a place.');
    const { bars, ...file } = await onlySeries('si_intraday_bom.csv', { symbol: 'SPY', timeZone: 'America/New_York' });
    expect(file).toMatchObject({ timeframe: '1m', timeZone: 'America/New_York', faultCount: 0, notes: [] });
    expectRows(
      bars,
      linesOf('si_intraday_bom.csv')
        .slice(1)
        .map((line) => {
          const [stamp, ...values] = line.split(',');
          return [Date.parse(`${stamp.replace(' ', 'T')}:00-05:00`) + minute, ...values.map(Number)];
        }),
    );
    expect(new Date(bars.ts[0]).toISOString()).toBe('2020-12-15T14:31:00.000Z');
  });

  test('GBPUSD, one price a minute: it is the whole bar, and that is said', async () => {
    const { bars, ...file } = await onlySeries('gbpusd_1m_bom_last_only.csv', { symbol: 'GBPUSD' });
    expect(file).toMatchObject({ timeframe: '1m', prices: 'close', mapping: { ts: 'date', close: 'price' } });
    expect(file.notes).toContain('One price is the whole bar: open, high, low and close are the same.');
    expectRows(
      bars,
      linesOf('gbpusd_1m_bom_last_only.csv')
        .slice(1)
        .map((line) => {
          const [stamp, price] = line.split(',');
          return [Date.parse(`${stamp.replace(' ', 'T')}Z`) + minute, ...Array(4).fill(Number(price)), NaN];
        }),
    );
  });

  test('FXCM EURUSD daily: no names, quotes, days cut at midnight of UTC−5', async () => {
    const name = 'lean_fxcm_eurusd_daily_utc_minus5.txt';
    const sides = ['bid_open', 'bid_high', 'bid_low', 'bid_close', '', 'ask_open', 'ask_high', 'ask_low', 'ask_close'];
    const mapping = Object.fromEntries([
      ['ts', '1'],
      ...sides.map((role, at) => [role, String(at + 2)]).filter(([role]) => role),
    ]);
    const said: ImportOptions = { symbol: 'EURUSD', mapping, timeZone: '-05:00' };
    await expect(read(name, { symbol: 'EURUSD' })).rejects.toThrow('give the columns by position');
    await expect(read(name, said)).rejects.toThrow('Say with `prices` what a bar is made of: `mid`, `bid` or `ask`');
    const rows = linesOf(name).map((line) => line.split(','));
    const endOf = ([stamp]: string[]) =>
      Date.parse(`${stamp.slice(0, 4)}-${stamp.slice(4, 6)}-${stamp.slice(6, 8)}T00:00:00-05:00`) + day;
    for (const [prices, pick] of [
      ['bid', (cells: string[], field: number) => Number(cells[1 + field])],
      ['ask', (cells: string[], field: number) => Number(cells[6 + field])],
      ['mid', (cells: string[], field: number) => (Number(cells[1 + field]) + Number(cells[6 + field])) / 2],
    ] as const) {
      const { bars, timeframe } = await onlySeries(name, { ...said, prices });
      expect(timeframe).toBe('1d');
      expectRows(
        bars,
        rows.map((cells) => [endOf(cells), ...[0, 1, 2, 3].map((field) => pick(cells, field)), NaN]),
      );
    }
  });

  test('BTC minutes with holes: every bar that is there, none that is not', async () => {
    const { bars, ...file } = await onlySeries('btc_1m_gaps_2017_11.csv', { symbol: 'BTC' });
    expect(file).toMatchObject({ timeframe: '1m', faultCount: 0 });
    expectRows(
      bars,
      linesOf('btc_1m_gaps_2017_11.csv')
        .slice(1)
        .map((line) => {
          const [stamp, ...values] = line.split(',');
          return [Date.parse(stamp) + minute, ...values.map(Number)];
        }),
    );
  });

  test('the holes of BTC are told with the import', () =>
    withMarketData(async ({ service }) => {
      const report = await service.import(bytes('btc_1m_gaps_2017_11.csv'), { symbol: 'BTC', dryRun: true });
      const [{ quality }] = report.series;
      expect(quality).toMatchObject({ calendar: 'always', gaps: 385, expected: 5_544, bars: 5_000 });
      expect(quality.score).toBeLessThan(91);
    }));

  test('faults on real data: refused as a whole with lines, or the rest is kept and each bad row listed', () =>
    withMarketData(async ({ service, store }) => {
      const refused = service.import(bytes('si_bad.csv'), { symbol: 'SI' });
      await expect(refused).rejects.toThrow(/Nothing was stored: \d+ faults, line \d+, .*on_bad_row: skip/);
      expect(store.list()).toEqual([]);
      const report = await service.import(bytes('si_bad.csv'), { symbol: 'SI', onBadRow: 'skip' });
      expect(report).toMatchObject({ dateFormat: 'month_first', series: [{ timeframe: '1d' }] });
      // Judged by hand: a date, four prices above zero in order, a volume that is not negative or is not there.
      const good: number[][] = [];
      const badLines: number[] = [];
      for (const [index, line] of linesOf('si_bad.csv').slice(1).entries()) {
        const [date, ...cells] = line.split(',');
        const [open, high, low, close] = cells.slice(0, 4).map((cell) => (cell === '' ? NaN : Number(cell)));
        const volume = cells[4] === '' ? NaN : Number(cells[4]);
        const [month, dayOfMonth, year] = date.split('/');
        const isGood =
          year !== undefined &&
          low > 0 &&
          low <= Math.min(open, close) &&
          high >= Math.max(open, close) &&
          !(volume < 0);
        const end = Date.UTC(Number(year), Number(month) - 1, Number(dayOfMonth)) + day;
        if (isGood && end > (good.at(-1)?.[0] ?? 0)) good.push([end, open, high, low, close, volume]);
        else badLines.push(index + 2);
      }
      expect([...new Set(report.faults.map(({ line }) => line))]).toEqual(
        badLines.slice(0, new Set(report.faults.map(({ line }) => line)).size),
      );
      expect(report.goodRows + badLines.length).toBe(502);
      expectRows(store.read('SI', '1d')!, good);
    }));

  test('a ticker of two companies: no names, prices times 10000; the gap is left as it is', async () => {
    const mapping = { ts: '1', open: '2', high: '3', low: '4', close: '5', volume: '6' };
    const { bars, ...file } = await onlySeries('lean_fb_ticker_reuse.txt', { symbol: 'FB', mapping, scale: 10_000 });
    expect(file.notes).toContain('Every time says midnight: the rows were read as days.');
    expectRows(
      bars,
      linesOf('lean_fb_ticker_reuse.txt').map((line) => {
        const [stamp, ...cells] = line.split(',');
        const date = Date.UTC(Number(stamp.slice(0, 4)), Number(stamp.slice(4, 6)) - 1, Number(stamp.slice(6, 8)));
        return [date + day, ...cells.slice(0, 4).map((cell) => Number(`${cell}e-4`)), Number(cells[4])];
      }),
    );
  });

  test('over-the-counter trades with decimal commas, a line above the names, date and time apart, newest first', async () => {
    const name = 'b3_otc_trades_comma_decimal.csv';
    await expect(read(name, {})).rejects.toThrow('No column found for date or timestamp, open, high, low, close');
    const mapping = {
      ...{ ts: 'Data Negocio', time: 'Horario Negocio', symbol: 'Codigo IF' },
      ...{ close: 'Preco Negocio', volume: 'Quantidade Negociada' },
    };
    const options: ImportOptions = {
      rows: 'trades',
      timeframe: '1d',
      dateFormat: 'day_first',
      timeZone: 'America/Sao_Paulo',
      mapping,
    };
    await expect(read(name, { ...options, dateFormat: undefined })).rejects.toThrow('Say which with `date_format`');
    // The file ends with a byte of zero, which is a line of its own.
    await expect(read(name, options)).rejects.toThrow('line 11, row: expected 11 cells');
    const file = await read(name, { ...options, onBadRow: 'skip' });
    expect(file).toMatchObject({ delimiter: ';', decimal: 'comma', isNewestFirst: true, goodRows: 8 });
    const rows = linesOf(name)
      .slice(2, -1)
      .map((line) => line.split(';'));
    for (const { symbol, bars } of file.series) {
      const own = rows.filter(([, , code]) => code === symbol).reverse();
      const prices = own.map((cells) => Number(cells[4].replace(',', '.')));
      const sizes = own.map((cells) => Number(cells[3]));
      const bar = [prices[0], Math.max(...prices), Math.min(...prices), prices.at(-1) as number];
      expectRows(bars, [[Date.UTC(2022, 5, 4), ...bar, sizes.reduce((sum, size) => sum + size)]]);
    }
  });

  test('Treasury yields: one of them can be taken as a price; 0.0 is no price and is listed', async () => {
    await expect(read('ust_zero_means_missing.csv', { symbol: 'UST' })).rejects.toThrow(
      'say `prices: close` and map close',
    );
    const column = (name: string): ImportOptions => ({
      symbol: 'UST',
      prices: 'close',
      mapping: { close: name },
      onBadRow: 'skip',
    });
    const rows = sharedRows('dirty/ust_zero_means_missing.csv');
    for (const name of ['BC_10YEAR', 'BC_3MONTH']) {
      const { bars, faultCount } = await onlySeries('ust_zero_means_missing.csv', column(name));
      const known = rows.filter((cells) => Number(cells[name]) > 0);
      expect(faultCount).toBe(rows.length - known.length);
      expectRows(
        bars,
        known.map((cells) => [Date.parse(cells.date) + day, ...Array(4).fill(Number(cells[name])), NaN]),
      );
    }
    await expect(read('ust_zero_means_missing.csv', column('BC_1MONTH'))).rejects.toThrow('Not one row could be read');
  });

  test.each([
    ['si_zeros.csv', { symbol: 'SI' }, 'can be read as day_first or as month_first, for example 01/03/17'],
    [
      'si_zeros.csv',
      { symbol: 'SI', dateFormat: 'month_first' },
      'a price above zero, with a decimal point, found 0.00',
    ],
    [
      'b3_dividends_pt.csv',
      {},
      'No column found for date or timestamp, open, high, low, close. The file has: , Data, Valor',
    ],
    ['cot_2004_raw.txt', {}, 'No column found for date or timestamp, open, high, low, close'],
  ] as const)('%s holds no bars: refused with the reason', async (name, options, message) => {
    await expect(read(name, options)).rejects.toMatchObject({
      code: 'bad_data',
      message: expect.stringContaining(message),
    });
  });
});
