import { describe, expect, it } from 'vitest';
import { hasSharedData, sharedRows } from '../../../../tests/shared-data.ts';
import { barFields } from '../model/bar.ts';
import { type Trades, tradeBars } from './trade-bars.ts';

const minute = 60_000;

/** Rows of: moment in minutes, price, size. */
function trades(rows: readonly (readonly [at: number, price: number, size: number])[]): Trades {
  const column = (of: (row: (typeof rows)[number]) => number) => Float64Array.from(rows, of);
  return {
    length: rows.length,
    ts: column(([at]) => at * minute),
    price: column((row) => row[1]),
    size: column((row) => row[2]),
  };
}

const drawn = (given: Trades) => {
  const bars = tradeBars(given, minute);
  return Array.from({ length: bars.length }, (_, i) => [
    bars.ts[i] / minute,
    ...barFields.map((field) => bars[field][i]),
  ]);
};

describe('bars from trades', () => {
  it('open at the first trade, close at the last, and reach from the lowest to the highest', () => {
    expect(
      drawn(
        trades([
          [0, 10, 1],
          [0.2, 12, 2],
          [0.2, 9, 3],
          [0.9, 11, 4],
        ]),
      ),
    ).toEqual([[1, 10, 12, 9, 11, 10]]);
  });

  it('begin with a trade on the border, and are absent where nobody traded', () => {
    expect(
      drawn(
        trades([
          [0.5, 10, 1],
          [1, 11, 1],
          [4, 12, 1],
        ]),
      ),
    ).toEqual([
      [1, 10, 10, 10, 10, 1],
      [2, 11, 11, 11, 11, 1],
      [5, 12, 12, 12, 12, 1],
    ]);
  });

  it('know no volume where a trade has none; without trades there are none', () => {
    expect(
      drawn(
        trades([
          [0, 10, NaN],
          [0.5, 11, 2],
        ]),
      ),
    ).toEqual([[1, 10, 11, 10, 11, NaN]]);
    expect(drawn(trades([]))).toEqual([]);
  });

  it.skipIf(!hasSharedData)('of XRP/ETH over two days are the minutes of the exchange, value by value', () => {
    const rows = sharedRows('ticks/xrpeth_trades_2019_10.csv');
    const column = (name: string) => Float64Array.from(rows, (cells) => Number(cells[name]));
    const ts = Float64Array.from(rows, (cells) => Date.parse(cells.exchange_time));
    const bars = tradeBars({ length: rows.length, ts, price: column('price'), size: column('size') }, minute);
    const expected = sharedRows('ticks/xrpeth_1m_from_trades_2019_10.csv');
    expect(bars.length).toBe(2469);
    const wrong = expected.filter((cells, row) => {
      const values = [Date.parse(cells.timestamp) + minute, ...barFields.map((field) => Number(cells[field]))];
      return ![bars.ts, ...barFields.map((field) => bars[field])].every((one, at) => one[row] === values[at]);
    });
    expect(wrong).toEqual([]);
  });
});
