/** Cells of one record → one checked row, gathered by symbol. */
import { dayMs } from '@tradewind/engine/time/timeframe.ts';
import { canonicalSymbol } from '../series.ts';
import { parseNumeral } from './numerals.ts';
import { type Reading, stampText } from './reading.ts';
import { faultCap, type RowFault } from './report.ts';
import { expectedStamps, parseStamp, type Stamp } from './stamp.ts';
import { SymbolRows } from './symbol-rows.ts';

/** Wider than anything that was ever traded; beyond, products of prices and units leave the range of numbers. */
export const [leastPrice, mostPrice, mostVolume] = [1e-12, 1e12, 1e18];
const [highField, lowField] = [1, 2];

export class RowCollector {
  readonly reading: Reading;
  readonly bySymbol = new Map<string, SymbolRows>();
  readonly otherSymbols = new Set<string>();
  readonly faults: RowFault[] = [];
  faultCount = 0;
  otherRows = 0;
  /** Rows that are well-formed but neither later nor, in a file that runs backwards, earlier than the one before. */
  outOfOrder = 0;
  kind: Stamp['kind'] | null = null;

  constructor(reading: Reading) {
    this.reading = reading;
  }

  add(cells: readonly string[], line: number): void {
    const { columns, header, priceColumns } = this.reading;
    const faultsBefore = this.faultCount;
    const fault: FaultAt = (column, expected, found = cells[column] ?? '') =>
      this.#report({ line, column: header[column] ?? '', expected, found });

    if (cells.length !== header.length) {
      fault(-1, `${header.length} cells as in the header`, `${cells.length} cells`);
      return;
    }
    const symbol = this.#symbolOf(cells, fault);
    if (symbol === null) return;
    const stamp = this.#stampOf(cells, fault);
    const [open, high, low, close] = this.#pricesOf(cells, fault);
    const volume = this.#volumeOf(cells, fault);
    if (this.faultCount > faultsBefore || stamp === null) return;

    if (high < Math.max(open, low, close)) fault(priceColumns[highField][0], 'at least open, low and close of the row');
    if (low > Math.min(open, close)) fault(priceColumns[lowField][0], 'at most open and close of the row');
    const rows = this.bySymbol.get(symbol) ?? new SymbolRows(this.reading.rows === 'trades');
    if (!rows.isNext(stamp)) {
      this.outOfOrder++;
      const [way, note] =
        rows.direction < 0 ? ['earlier', ', in a file that runs from newest to oldest'] : ['later', ''];
      fault(columns.ts, `${way} than ${new Date(rows.lastStamp).toISOString()}, the row before${note}`);
    }
    if (this.faultCount > faultsBefore) return;
    this.bySymbol.set(symbol, rows);
    rows.push(stamp, open, high, low, close, volume);
  }

  #report(fault: RowFault): void {
    this.faultCount++;
    if (this.faults.length < faultCap) this.faults.push({ ...fault, found: fault.found.slice(0, 80) });
  }

  /** Null when the row is not wanted or its symbol is none. */
  #symbolOf(cells: readonly string[], fault: FaultAt): string | null {
    const { columns, symbol: asked } = this.reading;
    if (columns.symbol < 0) return asked;
    const symbol = canonicalSymbol(cells[columns.symbol]);
    if (symbol === null) {
      fault(columns.symbol, 'a symbol');
      return null;
    }
    if (asked === null || asked === symbol) return symbol;
    this.otherRows++;
    this.otherSymbols.add(symbol);
    return null;
  }

  /** Days as the midnight they begin with by their own clock, moments in UTC. */
  #stampOf(cells: readonly string[], fault: FaultAt): number | null {
    const { columns, dateFormat, areDays, zone } = this.reading;
    const text = stampText(cells, columns);
    const stamp = parseStamp(text, dateFormat);
    if (!stamp) {
      fault(columns.ts, expectedStamps[dateFormat], text);
      return null;
    }
    const kind = areDays && stamp.ts % dayMs === 0 ? 'date' : stamp.kind;
    this.kind ??= kind;
    if (kind !== this.kind) fault(columns.ts, this.kind === 'date' ? 'a date without time' : 'a date with time', text);
    if (kind === 'date' || stamp.hasZone) return stamp.ts;
    const moment = zone.toUtc(stamp.ts);
    if (typeof moment === 'number') return moment;
    const why = moment === 'skipped' ? 'the clock was put forward over it' : 'the clock showed it twice';
    fault(columns.ts, `a time that ${zone.name} had once (${why})`, text);
    return null;
  }

  /** Open, high, low, close. */
  #pricesOf(cells: readonly string[], fault: FaultAt): readonly number[] {
    const { prices, priceColumns } = this.reading;
    const fields = prices === 'close' ? priceColumns.slice(0, 1) : priceColumns;
    const read = fields.map((columns) => {
      const sum = columns.reduce((total, column) => total + this.#priceAt(cells, column, fault), 0);
      return sum / columns.length;
    });
    return prices === 'close' ? priceColumns.map(() => read[0]) : read;
  }

  #priceAt(cells: readonly string[], column: number, fault: FaultAt): number {
    const { decimal, scale } = this.reading;
    const price = scaled(parseNumeral(cells[column], decimal), scale);
    if (!(price > 0)) fault(column, `a price above zero, with a decimal ${decimal}`);
    else if (price < leastPrice || price > mostPrice) fault(column, `a price from ${leastPrice} to ${mostPrice}`);
    return price;
  }

  /** An empty cell, or no such column, means that the source knows no volume: NaN, which is null on the wire. */
  #volumeOf(cells: readonly string[], fault: FaultAt): number {
    const { columns, decimal } = this.reading;
    if (columns.volume < 0 || cells[columns.volume] === '') return NaN;
    const volume = parseNumeral(cells[columns.volume], decimal);
    if (!(volume >= 0 && volume <= mostVolume)) {
      fault(columns.volume, `a volume from 0 to ${mostVolume}, with a decimal ${decimal}, or an empty cell`);
    }
    // No negative zero: equal volumes must be equal bytes.
    return volume + 0;
  }
}

type FaultAt = (column: number, expected: string, found?: string) => void;

/** Scaled prices are whole numbers; where a conversion left its noise on them (130583.99999999999) it is taken off. */
function scaled(value: number, scale: number): number {
  if (scale === 1) return value;
  const whole = Math.round(value);
  return (Math.abs(value - whole) < 1e-6 ? whole : value) / scale;
}
