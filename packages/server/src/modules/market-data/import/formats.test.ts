import { gzipSync, zstdCompressSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { readBarFile } from './read-bars.ts';
import type { ImportOptions } from './report.ts';
import { fittingFormats, parseStamp } from './stamp.ts';
import { findTimeZone } from './time-zone.ts';

const read = async (content: string | Uint8Array | Blob, options: ImportOptions = {}) => {
  const file = await readBarFile(content, { symbol: 'X', ...options });
  const [{ bars, timeframe }] = file.series;
  const ends = Array.from(bars.ts, (ts) => new Date(ts).toISOString().replace('.000Z', 'Z'));
  return { ...file, bars, timeframe, ends };
};
const lines = (...rows: string[]) => `${rows.join('\n')}\n`;

describe('JSON', () => {
  const rows = [
    { date: '2024-01-02', open: 10, high: 12.5, low: 9, close: 11, volume: 100 },
    { date: '2024-01-03', open: 11, high: 13, low: 1e-7, close: 12, volume: null },
  ];
  const columns = Object.fromEntries(
    (['date', 'open', 'high', 'low', 'close', 'volume'] as const).map((name) => [name, rows.map((row) => row[name])]),
  );

  test.each([
    ['a list of objects', rows],
    ['columns', columns],
    ['a list of lists with names', [Object.keys(columns), ...rows.map((row) => Object.values(row))]],
    ['one level down', { symbol: 'X', count: 2, bars: rows }],
    ['columns one level down', { data: columns }],
  ])('%s', async (_, value) => {
    for (const content of [
      JSON.stringify(value),
      gzipSync(JSON.stringify(value, null, 2)),
      new Blob([JSON.stringify(value)]),
    ]) {
      const { format, bars, ends } = await read(content);
      expect(format).toBe('json');
      expect(ends).toEqual(['2024-01-03T00:00:00Z', '2024-01-04T00:00:00Z']);
      expect([bars.high[0], bars.low[1], bars.volume[0], bars.volume[1]]).toEqual([12.5, 1e-7, 100, NaN]);
    }
  });

  test('lists without names, as exchanges send candles, are mapped by position; their epochs are understood', async () => {
    const candles = [0, 1, 2].map((minute) => [1_704_188_460_000 + minute * 60_000, '1.5', '2', '1', '1.25', '7', 'x']);
    const mapping = { ts: '1', open: '2', high: '3', low: '4', close: '5', volume: '6' };
    const { ends, dateFormat, timeframe, bars } = await read(JSON.stringify(candles), { mapping });
    expect([dateFormat, timeframe, bars.close[0]]).toEqual(['epoch_ms', '1m', 1.25]);
    expect(ends[0]).toBe('2024-01-02T09:42:00Z');
  });

  test.each([
    ['broken', '[{"date":', 'not well-formed'],
    ['empty', '[]', 'holds no rows'],
    ['a mixture', '[1, {"a": 2}]', 'holds no rows'],
    ['lists of unequal length', '{"date": ["2024-01-02"], "close": [1, 2]}', 'holds no rows'],
    ['two tables', JSON.stringify({ a: rows, b: rows }), 'holds no rows'],
  ])('%s: refused', async (_, content, message) => {
    await expect(read(content)).rejects.toMatchObject({ code: 'bad_data', message: expect.stringContaining(message) });
  });

  test('a bad row is named by its number', async () => {
    const bad = JSON.stringify([...rows, { ...rows[1], date: '2024-01-04', close: 'x' }]);
    await expect(read(bad)).rejects.toThrow('line 3, close');
  });
});

describe('Parquet', () => {
  const days = [0, 1, 2].map((at) => new Date(Date.UTC(2024, 0, 2 + at)));
  const columnData = (date: Parameters<typeof parquetWriteBuffer>[0]['columnData'][number]) => [
    date,
    { name: 'open', data: [10, 11, 12], type: 'DOUBLE' as const },
    { name: 'high', data: [12, 13, 14], type: 'DOUBLE' as const },
    { name: 'low', data: [9, 10, 11], type: 'DOUBLE' as const },
    { name: 'close', data: [11.1, 12.2, 13.3], type: 'DOUBLE' as const },
    { name: 'volume', data: [100n, 200n, 300n], type: 'INT64' as const },
  ];
  const date = { name: 'date', data: days, type: 'TIMESTAMP' as const };

  test.each([
    ['snappy', 'SNAPPY', undefined],
    ['gzip', 'GZIP', { GZIP: (input: Uint8Array) => gzipSync(input) }],
    ['zstd', 'ZSTD', { ZSTD: (input: Uint8Array) => zstdCompressSync(input) }],
  ] as const)('packed with %s, as bytes and from where it lies', async (_, codec, compressors) => {
    const bytes = new Uint8Array(parquetWriteBuffer({ columnData: columnData(date), codec, compressors }));
    for (const content of [bytes, new Blob([bytes])]) {
      const { format, bars, ends } = await read(content);
      expect(format).toBe('parquet');
      expect(ends).toEqual(['2024-01-03T00:00:00Z', '2024-01-04T00:00:00Z', '2024-01-05T00:00:00Z']);
      expect([...bars.close, ...bars.volume]).toEqual([11.1, 12.2, 13.3, 100, 200, 300]);
    }
  });

  test('that is cut off is refused', async () => {
    const bytes = new Uint8Array(parquetWriteBuffer({ columnData: columnData(date) }));
    await expect(read(bytes.subarray(0, bytes.length - 20))).rejects.toThrow('The Parquet file cannot be read');
  });
});

describe('dates', () => {
  const moment = Date.UTC(2019, 9, 7, 21, 5);
  test.each([
    ['iso', '2019-10-07 21:05'],
    ['iso', '2019/10/7 09:05 PM'],
    ['iso', '2019.10.07 21:05:00.000'],
    ['iso', '20191007 210500'],
    ['iso', '20191007T2105Z'],
    ['iso', '2019-10-07, 16:05 -05:00'],
    ['day_first', '07/10/2019 21:05'],
    ['day_first', '7.10.2019 9:05pm'],
    ['day_first', '07-Oct-19 21:05'],
    ['day_first', '7 October 2019 21:05 GMT'],
    ['month_first', '10/07/2019 9:05 p.m.'],
    ['month_first', '10/7/19 21:05'],
    ['month_first', 'Oct 7, 2019 21:05'],
    ['epoch_s', '1570482300'],
    ['epoch_s', '1570482300.0'],
    ['epoch_ms', '1570482300000'],
    ['epoch_us', '1570482300000000'],
    ['epoch_ns', '1570482300000000000'],
  ] as const)('%s: %s', (format, text) => {
    expect(parseStamp(text, format)?.ts).toBe(moment);
  });

  test.each([
    ['iso', '2019-13-07'],
    ['iso', '2019-10-07 24:00'],
    ['iso', '2019-10-07 13:00 PM'],
    ['iso', '2019-10-07 9'],
    ['iso', '0001-01-01'],
    ['day_first', '10/13/2019'],
    ['day_first', '31/04/2019'],
    ['day_first', '07/Okt/2019'],
    ['month_first', '13/10/2019'],
    ['epoch_s', '1570482300000'],
    ['epoch_ms', '-1570482300000'],
  ] as const)('%s does not take %s', (format, text) => {
    expect(parseStamp(text, format)).toBeNull();
  });

  test('of which the day could be the month are settled by one row that leaves no doubt, and not without', () => {
    expect(fittingFormats(['01/02/2024', '02/02/2024'])).toEqual(['day_first', 'month_first']);
    expect(fittingFormats(['01/02/2024', '13/02/2024', 'junk'])).toEqual(['day_first']);
    expect(fittingFormats(['01/02/2024', '02/28/2024'])).toEqual(['month_first']);
    expect(fittingFormats(['24-01-02', '24-01-31'])).toEqual(['day_first', 'month_first']);
    expect(fittingFormats(['junk'])).toEqual([]);
  });

  test('in 12-hour clocks midnight is 12 AM and noon is 12 PM', () => {
    const at = (text: string) => new Date(parseStamp(text, 'iso')?.ts as number).getUTCHours();
    expect(['12-AM', '01-AM', '11-AM', '12-PM', '01-PM', '11-PM'].map((clock) => at(`2019-10-07 ${clock}`))).toEqual([
      0, 1, 11, 12, 13, 23,
    ]);
  });
});

describe('time zones', () => {
  const local = (text: string) => Date.parse(`${text}Z`);
  const inZone = (name: string, text: string) => {
    const moment = findTimeZone(name)?.toUtc(local(text));
    return typeof moment === 'number' ? new Date(moment).toISOString().slice(0, 16) : moment;
  };

  test.each([
    ['UTC', '2024-01-02T10:00'],
    ['+00:00', '2024-01-02T10:00'],
    ['-05:00', '2024-01-02T15:00'],
    ['UTC+5:30', '2024-01-02T04:30'],
    ['GMT-3', '2024-01-02T13:00'],
    ['America/New_York', '2024-01-02T15:00'],
    ['Asia/Kolkata', '2024-01-02T04:30'],
  ])('%s', (name, expected) => {
    expect(inZone(name, '2024-01-02T10:00')).toBe(expected);
  });

  test('summer and winter each have their distance; what the clock skips or repeats has no one moment', () => {
    expect(inZone('America/New_York', '2024-03-10T01:59')).toBe('2024-03-10T06:59');
    expect(inZone('America/New_York', '2024-03-10T02:30')).toBe('skipped');
    expect(inZone('America/New_York', '2024-03-10T03:00')).toBe('2024-03-10T07:00');
    expect(inZone('America/New_York', '2024-11-03T00:59')).toBe('2024-11-03T04:59');
    expect(inZone('America/New_York', '2024-11-03T01:30')).toBe('repeated');
    expect(inZone('America/New_York', '2024-11-03T02:00')).toBe('2024-11-03T07:00');
  });

  test('a day begins when its date does, also where clocks are put forward at midnight', () => {
    const start = (name: string, date: string) =>
      new Date(findTimeZone(name)?.startOfDay(Date.parse(date)) as number).toISOString().slice(0, 16);
    expect(start('America/New_York', '2024-07-01')).toBe('2024-07-01T04:00');
    expect(start('America/Sao_Paulo', '2018-11-04')).toBe('2018-11-04T03:00');
  });

  test.each(['', 'New York', 'EST5', '+15:00', '25', 'Mars/Olympus'])('"%s" is none', (name) => {
    expect(findTimeZone(name)).toBeNull();
  });

  test('rows in a gap or an overlap of the clock are listed, the others kept', async () => {
    const stamps = ['2024-11-03 00:30', '2024-11-03 01:30', '2024-11-03 02:30', '2024-11-03 03:30'];
    const content = lines('time,open,high,low,close', ...stamps.map((stamp) => `${stamp},1,1,1,1`));
    const zone = { timeZone: 'America/New_York', timeframe: '1h' };
    await expect(read(content, zone)).rejects.toThrow('line 3, time: expected a time that America/New_York had once');
    const { ends, faultCount } = await read(content, { ...zone, onBadRow: 'skip' });
    expect([faultCount, ...ends]).toEqual([1, '2024-11-03T05:30:00Z', '2024-11-03T08:30:00Z', '2024-11-03T09:30:00Z']);
  });

  test('a zone written with the time wins over the one said; days begin at midnight of the one said', async () => {
    const own = lines('time,close', '2024-01-02T10:00:00+01:00,1', '2024-01-02T11:00:00+01:00,1');
    expect((await read(own, { timeZone: 'America/New_York' })).ends[0]).toBe('2024-01-02T10:00:00Z');
    const days = lines('date,close', '2024-03-08,1', '2024-03-09,1', '2024-03-10,1');
    expect((await read(days, { timeZone: 'America/New_York' })).ends).toEqual([
      '2024-03-09T05:00:00Z',
      '2024-03-10T05:00:00Z',
      '2024-03-11T04:00:00Z',
    ]);
  });

  test('one that does not exist is refused with what is meant', async () => {
    await expect(read('date,close\n2024-01-02,1\n', { timeZone: 'Mars' })).rejects.toThrow('as America/New_York');
  });
});

describe('layouts', () => {
  test('text before the table is seen, or said with skip_lines', async () => {
    const table = ['date,close', '2024-01-02,1', '2024-01-03,2'];
    const seen = await read(lines('Prices of X', '', 'from somewhere, in EUR, daily', ...table));
    expect([seen.skippedLines, ...seen.bars.close]).toEqual([3, 1, 2]);
    expect(seen.notes).toContain('3 lines before the table passed over.');
    const said = await read(lines('when,what', ...table), { skipLines: 1 });
    expect(said.skippedLines).toBe(1);
    // The line numbers stay those of the file.
    await expect(read(lines('Prices of X', ...table, '2024-01-04,x'))).rejects.toThrow('line 5, close');
  });

  test('decimal commas are seen where most prices have one, and otherwise said', async () => {
    const comma = lines('date;open;high;low;close', '2024-01-02;1,5;2,25;1;1,75', '2024-01-03;1,5;2;1,25;1,75');
    const { decimal, bars, notes } = await read(comma);
    expect([decimal, bars.high[0]]).toEqual(['comma', 2.25]);
    expect(notes).toContain('Numbers have a decimal comma.');
    const quoted = lines('date,close', '2024-01-02,"1,5"', '2024-01-03,"1,75"');
    expect((await read(quoted)).bars.close[1]).toBe(1.75);
    await expect(read(comma, { decimal: 'point' })).rejects.toThrow('with a decimal point');
    await expect(
      read(lines('date;close', '2024-01-02;1.234,5', '2024-01-03;1.235,5'), { decimal: 'comma' }),
    ).rejects.toThrow('with a decimal comma');
  });

  test('a date and a time of day in two columns are one', async () => {
    const rows = ['2024.01.02\t09:30:00\t1\t1\t1\t1', '2024.01.02\t09:31:00\t1\t1\t1\t1'];
    const { ends, mapping } = await read(lines('<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>', ...rows));
    expect(mapping).toMatchObject({ ts: '<DATE>', time: '<TIME>' });
    expect(ends[0]).toBe('2024-01-02T09:31:00Z');
  });

  test('one price among other columns is no bar until somebody says so', async () => {
    const content = lines('date,close,dividend', '2024-01-02,1,0', '2024-01-03,2,0');
    await expect(read(content)).rejects.toThrow('of a file with one price only, say `prices: close`');
    expect((await read(content, { prices: 'close' })).ignoredColumns).toEqual(['dividend']);
  });

  test('trades become bars of the timeframe asked for', async () => {
    const content = lines(
      'time,price,size',
      '2024-01-02T09:30:59Z,10,1',
      '2024-01-02T09:30:05Z,12,2',
      '2024-01-02T09:30:05Z,11,3',
    );
    await expect(read(content, { rows: 'trades' })).rejects.toThrow('Give `timeframe`');
    const { bars, ends } = await read(content, { rows: 'trades', timeframe: '1m' });
    expect([ends[0], bars.open[0], bars.high[0], bars.close[0], bars.volume[0]]).toEqual([
      '2024-01-02T09:31:00Z',
      11,
      12,
      10,
      6,
    ]);
  });
});
