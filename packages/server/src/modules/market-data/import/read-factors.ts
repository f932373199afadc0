/** A file of split and dividend factors → one table a symbol. Stores nothing. */
import { AppError } from '@tradewind/contract/errors.ts';
import type { FactorRow } from '@tradewind/engine/data/adjust.ts';
import { dayMs } from '@tradewind/engine/time/timeframe.ts';
import { canonicalSymbol } from '../series.ts';
import { type Content, textPieces } from './content.ts';
import { type Layout, sniffLayout } from './layout.ts';
import { parseNumeral } from './numerals.ts';
import { readRecords } from './records.ts';
import type { RowFault } from './report.ts';
import { parseStamp } from './stamp.ts';

const longestText = 16 * 2 ** 20;
const faultsInProse = 3;
const columnNames = {
  date: ['date'],
  symbol: ['symbol', 'ticker'],
  price: ['price_factor'],
  split: ['split_factor'],
  reference: ['reference_price'],
};
type Columns = Readonly<Record<keyof typeof columnNames, number>>;

export interface FactorFile {
  readonly symbol: string;
  readonly rows: readonly FactorRow[];
}

/** `symbol`: whose factors these are where the file does not say; otherwise which of them to take. */
export async function readFactorFile(content: Content, symbol: string | undefined): Promise<FactorFile[]> {
  let text = '';
  for await (const piece of textPieces(content)) {
    text += piece;
    if (text.length > longestText) throw new AppError('bad_data', 'A file of factors is not as long as that.');
  }
  if (text.trim() === '') throw new AppError('bad_data', 'The file is empty.');
  const layout = sniffLayout(text);
  const collector = new FactorCollector(columnsOf(layout), layout.header, wantedSymbol(symbol));
  await readRecords(once(text), layout, { plain: () => false, record: (cells, line) => collector.add(cells, line) });
  return collector.finish();
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

function wantedSymbol(given: string | undefined): string | null {
  if (given === undefined) return null;
  const symbol = canonicalSymbol(given);
  if (symbol === null) throw new AppError('bad_data', `${given} cannot be a symbol.`);
  return symbol;
}

/** By name; without names in the order of a LEAN factor file. */
function columnsOf({ header }: Layout): Columns {
  const isNameless = header.every((name, index) => name === String(index + 1));
  if (isNameless && (header.length === 3 || header.length === 4)) {
    return { date: 0, symbol: -1, price: 1, split: 2, reference: header.length - 4 === 0 ? 3 : -1 };
  }
  const names = header.map((name) => name.toLowerCase());
  const columns = Object.fromEntries(
    Object.entries(columnNames).map(([role, known]) => [role, names.findIndex((name) => known.includes(name))]),
  ) as unknown as Columns;
  if (Math.min(columns.date, columns.price, columns.split) < 0) {
    throw new AppError('bad_data', {
      detail: `Expected the columns date, price_factor, split_factor and, where known, symbol and reference_price. The file has: ${header.slice(0, 20).join(', ')}.`,
    });
  }
  return columns;
}

class FactorCollector {
  readonly #columns: Columns;
  readonly #header: readonly string[];
  readonly #symbol: string | null;
  readonly #bySymbol = new Map<string, FactorRow[]>();
  readonly #faults: RowFault[] = [];

  constructor(columns: Columns, header: readonly string[], symbol: string | null) {
    if (columns.symbol < 0 && symbol === null) {
      throw new AppError('bad_data', 'The file has no symbol column. Say with `symbol` whose factors these are.');
    }
    this.#columns = columns;
    this.#header = header;
    this.#symbol = symbol;
  }

  add(cells: readonly string[], line: number): void {
    const { date, symbol: symbolColumn, price, split, reference } = this.#columns;
    const faults = this.#faults.length;
    const fault = (column: number, expected: string) =>
      void this.#faults.push({
        line,
        column: this.#header[column] ?? '',
        expected,
        found: (cells[column] ?? '').slice(0, 80),
      });
    if (cells.length !== this.#header.length)
      return void fault(-1, `${this.#header.length} cells as in the first line`);
    const symbol = symbolColumn < 0 ? this.#symbol : canonicalSymbol(cells[symbolColumn]);
    if (symbol === null) return void fault(symbolColumn, 'a symbol');
    if (this.#symbol !== null && symbol !== this.#symbol) return;
    const stamp = parseStamp(cells[date], 'iso');
    if (stamp?.kind !== 'date') return void fault(date, 'an ISO date, as 2014-06-06');
    const factorAt = (column: number) => {
      const factor = parseNumeral(cells[column], 'point');
      if (!(factor >= 1e-9 && factor <= 1e9)) fault(column, 'a factor above zero');
      return factor;
    };
    const [priceFactor, splitFactor] = [factorAt(price), factorAt(split)];
    const close = reference < 0 || cells[reference] === '' ? 0 : parseNumeral(cells[reference], 'point');
    if (!(close >= 0 && close <= 1e12)) fault(reference, 'a price, or an empty cell');
    const rows = this.#bySymbol.get(symbol) ?? [];
    const day = stamp.ts / dayMs;
    if (day <= (rows.at(-1)?.day ?? -Infinity)) fault(date, 'a day after that of the row before');
    if (this.#faults.length > faults) return;
    rows.push({ day, priceFactor, splitFactor, reference: close === 0 ? null : close });
    this.#bySymbol.set(symbol, rows);
  }

  /** All tables, or none where one row is bad: factors with a hole adjust wrongly without showing it. */
  finish(): FactorFile[] {
    if (this.#faults.length > 0) {
      const shown = this.#faults
        .slice(0, faultsInProse)
        .map(
          ({ line, column, expected, found }) =>
            `line ${line}, ${column || 'row'}: expected ${expected}, found ${found || 'nothing'}`,
        );
      throw new AppError('bad_data', `Nothing was stored: ${shown.join('; ')}.`);
    }
    if (this.#bySymbol.size === 0) throw new AppError('bad_data', 'The file has no factors of this symbol.');
    return [...this.#bySymbol].map(([symbol, rows]) => ({ symbol, rows }));
  }
}
