/**
 * The fast way for lines that are plainly good: read character by character, straight into the columns. Whatever is not
 * plain (a cell with blanks, a number of many digits, a row that breaks a rule) is left to the careful way, which gives
 * the same values and knows what to say about a fault.
 */
import { canonicalSymbol } from '../series.ts';
import { plainNumeral } from './numerals.ts';
import { leastPrice, mostPrice, mostVolume, type RowCollector } from './rows.ts';
import type { SymbolRows } from './symbol-rows.ts';

const ignored = -1;
/** Places of the values of a row. */
const [open, high, low, close, volume, stamp] = [0, 1, 2, 3, 4, 5];
const symbolRole = 6;

export class PlainRows {
  readonly #collector: RowCollector;
  readonly #delimiter: string;
  /** What each column of the file is. */
  readonly #roles: Int8Array;
  readonly #values = new Float64Array(6);
  /** The day of the row before, as text and as its midnight: it is nearly always that of this row too. */
  #day = '';
  #midnight = 0;
  #symbolText = '';
  #symbol: string | null;

  /** Null when the file is of a kind that is read carefully throughout. */
  static for(collector: RowCollector, delimiter: string): PlainRows | null {
    const { prices, rows, scale, decimal, dateFormat, areDays, columns, zone } = collector.reading;
    const used = Object.values(columns).filter((column) => column >= 0);
    const arePlainPrices = prices === 'ohlc' && rows === 'bars' && scale === 1 && decimal === 'point';
    const arePlainStamps = dateFormat === 'iso' && !areDays && zone.name === 'UTC' && columns.time < 0;
    if (!arePlainPrices || !arePlainStamps || new Set(used).size < used.length) return null;
    return new PlainRows(collector, delimiter);
  }

  private constructor(collector: RowCollector, delimiter: string) {
    const { header, columns, symbol } = collector.reading;
    this.#collector = collector;
    this.#delimiter = delimiter;
    this.#symbol = symbol;
    this.#roles = new Int8Array(header.length).fill(ignored);
    const places = { open, high, low, close, volume, ts: stamp, symbol: symbolRole };
    for (const [name, place] of Object.entries(places)) {
      const column = columns[name as keyof typeof places];
      if (column >= 0) this.#roles[column] = place;
    }
  }

  /** Takes the line `text[from, to)`, or leaves everything as it was and answers false. */
  take(text: string, from: number, to: number): boolean {
    const values = this.#values;
    values[volume] = NaN;
    let column = 0;
    for (let start = from; start <= to; column++) {
      if (column === this.#roles.length) return false;
      let end = text.indexOf(this.#delimiter, start);
      if (end === -1 || end > to) end = to;
      const place = this.#roles[column];
      if (place === symbolRole) {
        if (!this.#isSymbol(text, start, end)) return false;
      } else if (place !== ignored && !(place === volume && start === end)) {
        const value = place === stamp ? this.#stampAt(text, start, end) : plainNumeral(text, start, end);
        if (Number.isNaN(value)) return false;
        values[place] = value;
      }
      start = end + 1;
    }
    return column === this.#roles.length && this.#push(values);
  }

  #push(values: Float64Array): boolean {
    const rows: SymbolRows | undefined = this.#collector.bySymbol.get(this.#symbol as string);
    // The first row of a symbol goes the careful way, which also settles the kind of the stamps.
    if (!rows?.isNext(values[stamp])) return false;
    const [o, h, l, c] = [values[open], values[high], values[low], values[close]];
    // Between the low and the high lie the other two, if they are in order.
    if (!(l >= leastPrice && h <= mostPrice && l <= o && l <= c && h >= o && h >= c)) return false;
    if (values[volume] > mostVolume) return false;
    rows.push(values[stamp], o, h, l, c, values[volume]);
    return true;
  }

  /** Nothing but the symbol of the row before, or another one of those already met. */
  #isSymbol(text: string, from: number, to: number): boolean {
    if (from < to && to - from === this.#symbolText.length && text.startsWith(this.#symbolText, from)) return true;
    const cell = text.slice(from, to);
    const symbol = canonicalSymbol(cell);
    const asked = this.#collector.reading.symbol;
    if (symbol === null || (asked !== null && asked !== symbol)) return false;
    this.#symbolText = cell;
    this.#symbol = symbol;
    return true;
  }

  /** `2024-01-31`, `2024-01-31T09:30` and `2024-01-31 09:30:00`, with or without Z; anything else is not plain. */
  #stampAt(text: string, from: number, to: number): number {
    const length = to - from;
    const isDate = length === 10;
    if (isDate !== (this.#collector.kind === 'date') || length > 20) return NaN;
    const isSameDay = this.#day !== '' && text.startsWith(this.#day, from);
    if (!isSameDay && !this.#moveTo(text.slice(from, from + 10))) return NaN;
    if (isDate) return this.#midnight;
    const separator = text.charCodeAt(from + 10);
    const end = text.charCodeAt(to - 1) === 90 ? to - 1 : to;
    const hasSeconds = end - from === 19;
    if ((separator !== 84 && separator !== 32) || (!hasSeconds && end - from !== 16)) return NaN;
    if (text.charCodeAt(from + 13) !== 58 || (hasSeconds && text.charCodeAt(from + 16) !== 58)) return NaN;
    const [hour, minute] = [twoDigits(text, from + 11), twoDigits(text, from + 14)];
    const second = hasSeconds ? twoDigits(text, from + 17) : 0;
    if (!(hour < 24 && minute < 60 && second < 60)) return NaN;
    return this.#midnight + ((hour * 60 + minute) * 60 + second) * 1_000;
  }

  #moveTo(day: string): boolean {
    if (!/^(1[6-9]|2[01])\d\d-\d\d-\d\d$/.test(day)) return false;
    const midnight = Date.parse(`${day}T00:00:00Z`);
    // Date.parse knows no 30th of February, but it does know the 31st of April as the 1st of May.
    if (Number.isNaN(midnight) || new Date(midnight).getUTCDate() !== Number(day.slice(8))) return false;
    this.#day = day;
    this.#midnight = midnight;
    return true;
  }
}

function twoDigits(text: string, at: number): number {
  const [tens, ones] = [text.charCodeAt(at) - 48, text.charCodeAt(at + 1) - 48];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}
