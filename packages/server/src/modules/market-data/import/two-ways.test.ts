/** The fast way of reading must not be seen in what comes out: with and without it a file is the same. */
import { barFields } from '@tradewind/engine/model/bar.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sniffLayout } from './layout.ts';
import { parseNumeral, plainNumeral } from './numerals.ts';
import { PlainRows } from './plain-rows.ts';
import { settleReading } from './reading.ts';
import { readRecords } from './records.ts';
import type { ImportOptions } from './report.ts';
import { RowCollector } from './rows.ts';

/** Everything that reading leaves, down to the bits of the columns. */
async function outcome(text: string, options: ImportOptions, isFast: boolean, pieceLength: number) {
  const layout = sniffLayout(text);
  const collector = new RowCollector(settleReading(layout.header, layout.sample, options));
  const plain = isFast ? PlainRows.for(collector, layout.delimiter) : null;
  async function* pieces() {
    for (let from = 0; from < text.length; from += pieceLength) yield text.slice(from, from + pieceLength);
  }
  let taken = 0;
  await readRecords(pieces(), layout, {
    plain: (line, from, to) => {
      const isTaken = plain?.take(line, from, to) ?? false;
      if (isTaken) taken++;
      return isTaken;
    },
    record: (cells, line) => collector.add(cells, line),
  });
  const { bySymbol, faults, faultCount, otherRows, outOfOrder, kind } = collector;
  const series = [...bySymbol].map(([symbol, rows]) => {
    const bars = rows.inOrder();
    const columns = (['ts', ...barFields] as const).map((name) =>
      Buffer.from(new Uint8Array(bars[name].slice().buffer)),
    );
    return [symbol, columns.map((bytes) => bytes.toString('hex'))];
  });
  return { taken, seen: { series, faults, faultCount, otherRows, outOfOrder, kind } };
}

const price = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 1, max: 2_000_000 }).map((ticks) => (ticks / 10_000).toString()) },
  fc.double({ min: 1e-6, max: 1e7, noNaN: true }).map(String),
  fc.constantFrom(
    '',
    '0',
    '-1',
    ' 5',
    '5 ',
    '1e3',
    '.5',
    '7.',
    '+3',
    '0x5',
    '5,5',
    '1.2.3',
    '١',
    '1_000',
    'NaN',
    '1e400',
  ),
);
const clock = fc.integer({ min: 0, max: 86_399 }).map((second) => new Date(second * 1_000).toISOString().slice(11, 19));
const stamp = (row: number, isDaily: boolean) => {
  const date = new Date(Date.UTC(2024, 1, 26) + row * (isDaily ? 86_400_000 : 60_000)).toISOString();
  const usual = isDaily ? date.slice(0, 10) : `${date.slice(0, 19)}Z`;
  return fc.oneof(
    { weight: 20, arbitrary: fc.constant(usual) },
    fc.constantFrom(
      date,
      `${date.slice(0, 16).replace('T', ' ')}`,
      date.slice(0, 19),
      `${usual} `,
      `${date.slice(0, 19)}+00:00`,
    ),
    fc.constantFrom(
      '2024-02-30',
      '2024-2-3',
      '24-02-03',
      '20240226',
      '',
      '2024-02-26T24:00:00Z',
      '2024-02-26X10:00:00Z',
      '2024-04-31',
    ),
    clock.map((time) => `2024-02-27T${time}Z`),
  );
};
const end = fc.oneof(
  { weight: 10, arbitrary: fc.constant('\n') },
  fc.constantFrom('\r\n', '\n\n', '\r\n\r\n', '\n \n'),
);

function row(index: number, isDaily: boolean): fc.Arbitrary<string> {
  const symbol = fc.oneof({ weight: 8, arbitrary: fc.constant('A') }, fc.constantFrom('a', 'B', 'b ', '', 'ß', '#'));
  const cells = fc.tuple(
    stamp(index, isDaily),
    price,
    fc.nat(9),
    fc.nat(9),
    symbol,
    fc.oneof(price, fc.constant('100')),
  );
  return cells.chain(([ts, open, up, down, name, volume]) => {
    // Mostly a bar in order: high above, low below.
    const [high, low] = [Number(open) + up / 8, Number(open) - down / 1e6].map(String);
    const usual = [ts, open, high, low, open, volume, name, 'note'].join(',');
    return fc.oneof(
      { weight: 20, arbitrary: fc.constant(usual) },
      fc.constantFrom(
        `${usual},more`,
        usual.slice(0, usual.lastIndexOf(',')),
        usual.replace(high, low),
        usual.replace('note', ''),
      ),
      {
        weight: 1,
        arbitrary: fc.constantFrom(usual.replace('note', '"a ""b"", c"'), usual.replace('note', '"two\nlines"')),
      },
    );
  });
}

const file = fc
  .boolean()
  .chain((isDaily) =>
    fc
      .tuple(...Array.from({ length: 25 }, (_, index) => fc.tuple(row(index, isDaily), end)))
      .map((rows) => `date,open,high,low,close,volume,symbol,remark\n${rows.flat().join('')}`),
  );

test('a file gives the same bits and the same faults by the fast way and by the careful one, however it is cut', async () => {
  let [taken, rows] = [0, 0];
  await fc.assert(
    fc.asyncProperty(
      file,
      fc.constantFrom({}, { symbol: 'A' }),
      fc.integer({ min: 1, max: 400 }),
      async (text, options, cut) => {
        const careful = await outcome(text, options, false, text.length);
        const fast = await outcome(text, options, true, cut);
        expect(fast.seen).toEqual(careful.seen);
        taken += fast.taken;
        rows += 25;
      },
    ),
    { numRuns: 400 },
  );
  // Or else this compared the careful way with itself.
  expect(taken / rows).toBeGreaterThan(0.1);
});

test('lines without quotes are split as csv-parse splits them', async () => {
  const odd = fc.constantFrom(
    'a',
    ' ',
    '\t',
    ',',
    '\u00a0',
    '\ufeff',
    '\u2028',
    '\f',
    "'",
    '\\',
    '😀',
    '\r\n',
    '\n',
    '\n\n',
  );
  const text = fc.array(odd, { minLength: 1, maxLength: 30 }).map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(text, fc.constantFrom(',', '\t'), async (lines, delimiter) => {
      const records = async (whole: string) => {
        const seen: unknown[] = [];
        await readRecords(
          once(whole),
          { delimiter, linesBefore: 1 },
          { plain: () => false, record: (...one) => seen.push(one) },
        );
        return seen;
      };
      // With a quoted first cell csv-parse reads it all.
      const byParser = await records(`names\n"x"\n${lines}`);
      expect(await records(`names\nx\n${lines}`)).toEqual(byParser);
    }),
    { numRuns: 500 },
  );
});

async function* once(text: string) {
  yield text;
}

test('a number read character by character is the number the language reads', () => {
  const digits = fc.stringMatching(/^[0-9]{0,18}$/);
  const numeral = fc.tuple(digits, fc.constantFrom('', '.'), digits).map((parts) => parts.join(''));
  fc.assert(
    fc.property(numeral, (text) => {
      const value = plainNumeral(`<${text}>`, 1, text.length + 1);
      if (!Number.isNaN(value)) expect(value).toBe(parseNumeral(text, 'point'));
      else expect(text.replace('.', '').length === 0 || text.replace('.', '').length > 15).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
