/** Cells of one record → one checked row, gathered by symbol. */
import { allocateBars, type BarColumns, barFields } from '@tradewind/engine/model/bar.ts';
import { canonicalSymbol } from '../series.ts';
import type { Columns } from './header.ts';
import { faultCap, type RowFault } from './report.ts';
import { parseStamp, type Stamp } from './stamp.ts';

const priceFields = ['open', 'high', 'low', 'close'] as const;
/** Wider than anything that was ever traded; beyond, products of prices and units leave the range of numbers. */
const [leastPrice, mostPrice, mostVolume] = [1e-12, 1e12, 1e18];
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Rows of one symbol; `ts` is the stamp as the file has it. */
export class SymbolRows {
  readonly stamps: number[] = [];
  readonly values: Readonly<Record<(typeof barFields)[number], number[]>> = {
    open: [],
    high: [],
    low: [],
    close: [],
    volume: [],
  };

  get lastStamp(): number {
    return this.stamps.at(-1) ?? -Infinity;
  }

  /** As columns, each stamp moved by `shiftMs` to the bar's end. */
  toBars(shiftMs: number): BarColumns {
    const bars = allocateBars(this.stamps.length);
    bars.ts.set(this.stamps.map((stamp) => stamp + shiftMs));
    for (const field of barFields) bars[field].set(this.values[field]);
    return bars;
  }
}

interface RowOptions {
  readonly columns: Columns;
  readonly header: readonly string[];
  /** Symbol of a file without a symbol column, or the one to pick from it. */
  readonly symbol: string | null;
}

export class RowCollector {
  readonly bySymbol = new Map<string, SymbolRows>();
  readonly otherSymbols = new Set<string>();
  readonly faults: RowFault[] = [];
  faultCount = 0;
  otherRows = 0;
  /** Rows that are well-formed but not later than the one before. */
  outOfOrder = 0;
  kind: Stamp['kind'] | null = null;
  readonly #options: RowOptions;

  constructor(options: RowOptions) {
    this.#options = options;
  }

  add(cells: readonly string[], line: number): void {
    const { columns, header } = this.#options;
    const faultsBefore = this.faultCount;
    const fault = (column: number, expected: string, found = cells[column] ?? '') =>
      this.#report({ line, column: header[column] ?? '', expected, found });

    if (cells.length !== header.length) {
      fault(-1, `${header.length} cells as in the header`, `${cells.length} cells`);
      return;
    }
    const symbol = this.#symbolOf(cells, fault);
    if (symbol === null) return;
    const stamp = this.#stampOf(cells, fault);
    const [open, high, low, close] = priceFields.map((field) => priceOf(cells, columns[field], fault));
    const volume = volumeOf(cells, columns.volume, fault);
    if (this.faultCount > faultsBefore || !stamp) return;

    if (high < Math.max(open, low, close)) fault(columns.high, `at least open, low and close of the row`);
    if (low > Math.min(open, close)) fault(columns.low, `at most open and close of the row`);
    const rows = this.bySymbol.get(symbol) ?? new SymbolRows();
    if (stamp.ts <= rows.lastStamp) {
      this.outOfOrder++;
      fault(columns.ts, `later than ${new Date(rows.lastStamp).toISOString()}, the row before`);
    }
    if (this.faultCount > faultsBefore) return;

    this.bySymbol.set(symbol, rows);
    rows.stamps.push(stamp.ts);
    for (const [index, value] of [open, high, low, close, volume].entries()) rows.values[barFields[index]].push(value);
  }

  #report(fault: RowFault): void {
    this.faultCount++;
    if (this.faults.length < faultCap) this.faults.push({ ...fault, found: fault.found.slice(0, 80) });
  }

  /** Null when the row is not wanted or its symbol is none. */
  #symbolOf(cells: readonly string[], fault: FaultAt): string | null {
    const { columns, symbol: asked } = this.#options;
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

  #stampOf(cells: readonly string[], fault: FaultAt): Stamp | null {
    const { ts: column } = this.#options.columns;
    const stamp = parseStamp(cells[column]);
    if (!stamp) {
      fault(column, 'an ISO date or time in UTC, as 2024-01-31 or 2024-01-31T09:30:00Z');
      return null;
    }
    this.kind ??= stamp.kind;
    if (stamp.kind !== this.kind) fault(column, this.kind === 'date' ? 'a date without time' : 'a date with time');
    return stamp;
  }
}

type FaultAt = (column: number, expected: string) => void;

function priceOf(cells: readonly string[], column: number, fault: FaultAt): number {
  const price = decimal.test(cells[column]) ? Number(cells[column]) : NaN;
  if (!(price > 0)) fault(column, 'a price above zero, with a decimal point');
  else if (price < leastPrice || price > mostPrice) fault(column, `a price from ${leastPrice} to ${mostPrice}`);
  return price;
}

/** An empty cell, or no such column, means that the source knows no volume: NaN, which is null on the wire. */
function volumeOf(cells: readonly string[], column: number, fault: FaultAt): number {
  if (column < 0 || cells[column] === '') return NaN;
  const volume = decimal.test(cells[column]) ? Number(cells[column]) : NaN;
  if (!(volume >= 0 && volume <= mostVolume)) fault(column, `a volume from 0 to ${mostVolume}, or an empty cell`);
  // No negative zero: equal volumes must be equal bytes.
  return volume + 0;
}
