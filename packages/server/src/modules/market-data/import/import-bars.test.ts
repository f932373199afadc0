import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { withMarketData } from '../test-store.ts';
import { readBarFile } from './read-bars.ts';
import type { ImportOptions } from './report.ts';

const day = 86_400_000;
const lines = (...rows: string[]) => `${rows.join('\n')}\n`;
const threeDays = lines(
  'date,open,high,low,close,volume',
  '2024-01-02,10,12,9,11,100',
  '2024-01-03,11,13,10,12,200',
  '2024-01-04,12,14,11,13,300',
);
const read = (content: string | Uint8Array, options: ImportOptions = {}) =>
  readBarFile(content, { symbol: 'SPY', ...options });

describe('finding the columns', () => {
  test.each([
    ['comma', threeDays],
    ['semicolon', threeDays.replaceAll(',', ';')],
    ['tab', threeDays.replaceAll(',', '\t')],
    ['names in any case and with blanks', threeDays.replace('date,open,high', ' Date, OPEN ,High')],
    ['another order and unknown columns', threeDays.replaceAll(/^(.*?),(.*),(.*)$/gm, '$3,x,$2,$1')],
    ['quoted cells', threeDays.replaceAll(/[^,\n]+/g, '"$&"')],
    ['Windows line ends and a last line without end', threeDays.trimEnd().replaceAll('\n', '\r\n')],
    ['empty lines', threeDays.replaceAll('\n', '\n\n')],
    ['a byte order mark', `\ufeff${threeDays}`],
    ['a byte order mark in bytes', Buffer.from(`\ufeff${threeDays}`)],
    ['gzip', gzipSync(threeDays)],
  ])('%s', async (_, content) => {
    const { series, faultCount } = await read(content);
    expect(faultCount).toBe(0);
    expect(series).toMatchObject([{ symbol: 'SPY', timeframe: '1d' }]);
    const { bars } = series[0];
    expect(Array.from(bars.ts)).toEqual([3, 4, 5].map((date) => Date.UTC(2024, 0, date)));
    expect(Array.from(bars.open)).toEqual([10, 11, 12]);
    expect(Array.from(bars.high)).toEqual([12, 13, 14]);
    expect(Array.from(bars.low)).toEqual([9, 10, 11]);
    expect(Array.from(bars.close)).toEqual([11, 12, 13]);
    expect(Array.from(bars.volume)).toEqual([100, 200, 300]);
  });

  test('a mapping names columns that do not speak for themselves', async () => {
    const odd = threeDays.replace('date,open,high,low,close,volume', 'when,o,h,l,c,close');
    const mapping = { ts: 'When', open: 'o', high: 'h', low: 'l', close: 'c', volume: 'close' };
    const { mapping: used, series } = await read(odd, { mapping });
    expect(used).toEqual({ ts: 'when', open: 'o', high: 'h', low: 'l', close: 'c', volume: 'close' });
    expect(Array.from(series[0].bars.volume)).toEqual([100, 200, 300]);
  });

  test.each([
    [
      'no names',
      '2024-01-02,10,12,9,11,100\n',
      'The file has: 6 columns without names. Its first line holds values, not names: give the columns by position',
    ],
    ['one column', 'date\n2024-01-02\n', 'separated by comma, semicolon or tab'],
    [
      'a missing one',
      threeDays.replace('low', 'lowest'),
      'No column found for low. The file has: date, open, high, lowest',
    ],
    [
      'two candidates',
      lines('date,timestamp,open,high,low,close', '2024-01-02,2024-01-02T09:30,1,1,1,1'),
      'date, timestamp. Say which with `mapping.ts`',
    ],
    ['nothing', '', 'The file is empty.'],
    ['blank lines', ' \n\n', 'The file is empty.'],
    ['a header alone', 'date,open,high,low,close\n', 'a header but no rows'],
    ['a broken quote', threeDays.replace('11,13', '"11,13'), 'not well-formed CSV'],
  ])('%s: refused', async (_, content, message) => {
    await expect(read(content)).rejects.toMatchObject({ code: 'bad_data', message: expect.stringContaining(message) });
  });

  test('a mapping to a column that is not there, bytes that are no text and broken gzip are refused', async () => {
    await expect(read(threeDays, { mapping: { open: 'first' } })).rejects.toThrow('names the column first, but');
    await expect(read(Uint8Array.of(0x64, 0xff, 0xfe))).rejects.toThrow('not UTF-8');
    await expect(read(gzipSync(threeDays).subarray(0, 40))).rejects.toThrow('cannot be unpacked');
  });
});

describe('times', () => {
  const hourly = (stamps: string[]) =>
    lines('timestamp,open,high,low,close', ...stamps.map((stamp) => `${stamp},1,1,1,1`));
  const ends = async (stamps: string[], options: ImportOptions = {}) => {
    const { series } = await read(hourly(stamps), options);
    return { timeframe: series[0].timeframe, ends: Array.from(series[0].bars.ts, (ts) => new Date(ts).toISOString()) };
  };
  const hours = ['2024-01-02T10:00:00Z', '2024-01-02T11:00:00Z', '2024-01-02T12:00:00Z'];

  test('open stamps are moved to the end of the bar', async () => {
    expect(await ends(hours)).toMatchObject({
      timeframe: '1h',
      ends: ['2024-01-02T11:00:00.000Z', expect.anything(), expect.anything()],
    });
  });

  test('close stamps stay', async () => {
    expect((await ends(hours, { stamps: 'close' })).ends[0]).toBe('2024-01-02T10:00:00.000Z');
  });

  test.each([
    ['without a zone', ['2024-01-02 10:00', '2024-01-02 11:00', '2024-01-02 12:00']],
    ['with an offset', ['2024-01-02T05:00:00-05:00', '2024-01-02T06:00:00-0500', '2024-01-02T18:00:00.000+06:00']],
    ['with UTC', ['2024-01-02 10:00:00 UTC', '2024-01-02 11:00:00+00:00', '2024-01-02T12:00:00.0Z']],
  ])('%s', async (_, stamps) => {
    expect(await ends(stamps)).toEqual(await ends(hours));
  });

  test('the timeframe is the median spacing, so that gaps do not matter', async () => {
    const gaps = ['2024-01-02T10:00Z', '2024-01-02T10:05Z', '2024-01-02T10:10Z', '2024-01-05T10:00Z'];
    expect((await ends(gaps)).timeframe).toBe('5m');
  });

  test('dates on weekdays only are daily', async () => {
    const week = ['2024-01-04', '2024-01-05', '2024-01-08', '2024-01-09'];
    expect(await ends(week)).toMatchObject({
      timeframe: '1d',
      ends: ['2024-01-05T00:00:00.000Z', '2024-01-06T00:00:00.000Z', expect.anything(), expect.anything()],
    });
  });

  test('weekly dates need the timeframe said; then they end a week later, or at the end of the day they name', async () => {
    const weeks = ['2024-01-01', '2024-01-08', '2024-01-15'];
    await expect(ends(weeks)).rejects.toThrow('are 1w apart, which is no usual timeframe');
    expect((await ends(weeks, { timeframe: '7d' })).ends[0]).toBe('2024-01-08T00:00:00.000Z');
    expect((await ends(weeks, { timeframe: '1w', stamps: 'close' })).ends[0]).toBe('2024-01-02T00:00:00.000Z');
  });

  test.each([
    ['a timeframe longer than the spacing', hours, { timeframe: '1d' }, 'are 1h apart'],
    ['dates as minutes', ['2024-01-04', '2024-01-05'], { timeframe: '1m' }, 'cannot be bars of 1m'],
    ['an offset no place has', ['2024-01-02T10:00+99:99', '2024-01-02T11:00+99:99'], {}, 'an ISO date or time'],
    ['one row without a timeframe', ['2024-01-04'], {}, 'does not show its timeframe'],
    ['an odd spacing', ['2024-01-02T10:00:00Z', '2024-01-02T10:00:07Z', '2024-01-02T10:00:14Z'], {}, 'are 7s apart'],
  ])('%s: refused', async (_, stamps, options, message) => {
    await expect(ends(stamps, options)).rejects.toMatchObject({
      code: 'bad_data',
      message: expect.stringContaining(message),
    });
  });
});

describe('bad rows', () => {
  const withRow = (row: string) => `${threeDays}${row}\n2024-01-08,12,14,11,13,300\n`;

  test.each([
    ['low above close', '2024-01-05,12,14,12.5,12,1', 'low', '12.5'],
    ['high below open', '2024-01-05,12,11.5,11,11.2,1', 'high', '11.5'],
    ['a price of zero', '2024-01-05,0,14,11,12,1', 'open', '0'],
    ['a negative price', '2024-01-05,12,14,-11,12,1', 'low', '-11'],
    ['an empty price', '2024-01-05,12,14,11,,1', 'close', ''],
    ['a decimal comma', '2024-01-05,12,14,11,"12,5",1', 'close', '12,5'],
    ['a hexadecimal price', '2024-01-05,12,14,11,0x0C,1', 'close', '0x0C'],
    ['an infinite price', '2024-01-05,12,1e999,11,12,1', 'high', '1e999'],
    ['a price beyond all reason', '2024-01-05,12,1e300,11,12,1', 'high', '1e300'],
    ['a price next to nothing', '2024-01-05,12,14,5e-324,12,1', 'low', '5e-324'],
    ['a volume beyond all reason', '2024-01-05,12,14,11,12,1e300', 'volume', '1e300'],
    ['a negative volume', '2024-01-05,12,14,11,12,-1', 'volume', '-1'],
    ['a day that does not exist', '2024-02-30,12,14,11,12,1', 'date', '2024-02-30'],
    ['an American date', '01/05/2024,12,14,11,12,1', 'date', '01/05/2024'],
    ['a repeated day', '2024-01-04,12,14,11,12,1', 'date', '2024-01-04'],
    ['an earlier day', '2024-01-01,12,14,11,12,1', 'date', '2024-01-01'],
    ['a time among dates', '2024-01-05T10:00:00Z,12,14,11,12,1', 'date', '2024-01-05T10:00:00Z'],
    ['a missing cell', '2024-01-05,12,14,11,12', '', '5 cells'],
  ])('%s: refused with its line and column; skipped if asked', async (_, row, column, found) => {
    const refused = read(withRow(row));
    await expect(refused).rejects.toMatchObject({
      code: 'bad_data',
      data: { errors: [{ pointer: '/body', expected: expect.stringMatching(/^line 5/), found }] },
    });
    const { faults, series } = await read(withRow(row), { onBadRow: 'skip' });
    expect(faults).toMatchObject([{ line: 5, column, found }]);
    expect(Array.from(series[0].bars.ts, (ts) => new Date(ts - day).getUTCDate())).toEqual([2, 3, 4, 8]);
  });

  test('an empty volume is unknown, not zero', async () => {
    const { series } = await read(withRow('2024-01-05,12,14,11,12,'));
    expect(series[0].bars.volume[3]).toBeNaN();
  });

  test('a file in no order is told to be sorted', async () => {
    const [header, first, ...rows] = threeDays.trim().split('\n');
    await expect(read(lines(header, ...rows, first, first, first))).rejects.toThrow(
      'Sort the file by time, oldest first',
    );
  });

  test('the list of faults is capped, their number is not', async () => {
    const bad = Array.from({ length: 150 }, () => 'yesterday,1,1,1,1,1').join('\n');
    const { faults, faultCount } = await read(withRow(bad), { onBadRow: 'skip' });
    expect([faults.length, faultCount]).toEqual([100, 150]);
  });

  test('a file without one good row is refused even if bad rows may be skipped', async () => {
    const hopeless = threeDays.replaceAll('2024-', 'AD 2024-');
    await expect(read(hopeless, { onBadRow: 'skip' })).rejects.toThrow('Not one row could be read');
  });
});

describe('symbols', () => {
  const two = lines(
    'symbol,date,open,high,low,close',
    'spy,2024-01-02,1,1,1,1',
    'QQQ,2024-01-02,2,2,2,2',
    'spy,2024-01-03,1,1,1,1',
    'QQQ,2024-01-03,2,2,2,2',
  );
  const symbols = async (options: ImportOptions) =>
    (await readBarFile(two, options)).series.map(({ symbol }) => symbol);

  test('a symbol column makes a series of each, upper case, in any order of rows', async () => {
    expect(await symbols({})).toEqual(['SPY', 'QQQ']);
  });

  test('a symbol asked for picks its rows', async () => {
    expect(await symbols({ symbol: 'qqq' })).toEqual(['QQQ']);
    await expect(symbols({ symbol: 'IWM' })).rejects.toThrow('it holds SPY, QQQ');
  });

  test('without column and without option it is asked for; nonsense is refused', async () => {
    await expect(readBarFile(threeDays, {})).rejects.toThrow('Say with `symbol`');
    await expect(read(threeDays, { symbol: 'S P Y' })).rejects.toThrow('cannot be a symbol');
    // In upper case they would be SS and SPY.
    for (const symbol of ['ß', 'ſpy']) await expect(read(threeDays, { symbol })).rejects.toThrow('cannot be a symbol');
  });
});

describe('importing', () => {
  test('a dry run shows everything and stores nothing', () =>
    withMarketData(async ({ service, store }) => {
      const bad = `${threeDays}2024-01-05,0,14,11,12,1\n`;
      const report = await service.import(bad, { symbol: 'SPY', dryRun: true });
      expect(report).toMatchObject({
        dryRun: true,
        goodRows: 3,
        faultCount: 1,
        series: [{ symbol: 'SPY', timeframe: '1d', rows: 3, stored: null }],
        preview: [
          { symbol: 'SPY', ts: Date.UTC(2024, 0, 3), open: 10, high: 12, low: 9, close: 11, volume: 100 },
          {},
          {},
        ],
      });
      expect(store.list()).toEqual([]);
    }));

  test('again changes nothing; a corrected file replaces what differs', () =>
    withMarketData(async ({ service, store }) => {
      const stored = async (content: string) =>
        (await service.import(content, { symbol: 'SPY', tick: 0.01, source: 'desk' })).series[0].stored;
      expect(await stored(threeDays)).toMatchObject({ inserted: 3, replaced: 0, unchanged: 0 });
      expect(await stored(threeDays)).toMatchObject({ inserted: 0, replaced: 0, unchanged: 3 });
      const corrected = threeDays.replace('12,14,11,13', '12,15,11,13').replace(/\n$/, '\n2024-01-05,1,1,1,1,1\n');
      expect(await stored(corrected)).toMatchObject({ inserted: 1, replaced: 1, unchanged: 2 });
      expect(store.series('SPY', '1d')).toMatchObject({ bars: 4, source: 'import:desk', tick: 0.01 });
      expect(Array.from(store.read('SPY', '1d')!.high)).toEqual([12, 13, 15, 1]);
    }));
});

test('prices of another currency do not come into a series', async () => {
  await withMarketData(async ({ service, store }) => {
    await service.import(threeDays, { symbol: 'SPY', currency: 'USD' });
    const other = service.import(threeDays.replaceAll('2024-01', '2024-02'), { symbol: 'SPY', currency: 'EUR' });
    await expect(other).rejects.toThrow('SPY 1d is stored in USD; expected that, found EUR.');
    expect(store.series('SPY', '1d')).toMatchObject({ bars: 3, currency: 'USD' });
  });
});
