/** Which column of a file plays which role. */
import { AppError } from '@tradewind/contract/errors.ts';
import type { ColumnMapping, ImportOptions, PriceSource } from './report.ts';

const barPrices = ['open', 'high', 'low', 'close'] as const;
const bidPrices = barPrices.map((field) => `bid_${field}` as const);
const askPrices = barPrices.map((field) => `ask_${field}` as const);
export const roles = ['ts', 'time', 'symbol', ...barPrices, 'volume', ...bidPrices, ...askPrices] as const;
export type Role = (typeof roles)[number];

/** Index of the column that plays each role; -1 where the file has none. */
export type Columns = Readonly<Record<Role, number>>;

export interface FoundColumns {
  readonly columns: Columns;
  /** What the prices of a bar are made of. */
  readonly prices: PriceSource;
}

/** Usual names, in any case and with or without angle brackets. */
const knownNames: Readonly<Record<Role, RegExp>> = {
  ts: /^(timestamp|datetime|date|time|date[_ ]?time|open[_ ]time|exchange_time|gmt time|t)$/,
  time: /^$/,
  symbol: /^(symbol|ticker)$/,
  open: /^(open|o)$/,
  high: /^(high|h)$/,
  low: /^(low|l)$/,
  close: /^(close|c)$/,
  volume: /^(volume|vol|v|tick_?vol(ume)?|volume[_ (].*)$/,
  ...(Object.fromEntries([...bidPrices, ...askPrices].map((role) => [role, new RegExp(`^${role}$`)])) as Record<
    (typeof bidPrices)[number] | (typeof askPrices)[number],
    RegExp
  >),
};
const onePrice = /^(close|price|last|c)$/;
const tradeSize = /^(size|quantity|qty|amount|volume)$/;

/** Of open, high, low and close: the roles whose mean it is. */
export function priceRoles(prices: PriceSource): readonly (readonly Role[])[] {
  if (prices === 'close') return barPrices.map(() => ['close']);
  return barPrices.map((field) => {
    if (prices === 'mid') return [`bid_${field}`, `ask_${field}`] as const;
    return prices === 'ohlc' ? [field] : [`${prices}_${field}` as const];
  });
}

/** Finds the columns by the names or positions given or, where none is given, by the usual names. */
export function findColumns(
  header: readonly string[],
  { mapping = {}, prices: asked, rows }: Pick<ImportOptions, 'mapping' | 'prices' | 'rows'> = {},
): FoundColumns {
  const isTrades = rows === 'trades';
  const find: Find = (role, pattern = knownNames[role]) => findColumn(header, role, mapping[role], pattern);
  const { ts, time } = findStamp(header, mapping);
  const columns: Record<Role, number> = {
    ...(Object.fromEntries(roles.map((role) => [role, -1])) as Record<Role, number>),
    ...{ ts, time, symbol: find('symbol'), volume: isTrades ? find('volume', tradeSize) : find('volume') },
  };
  const prices = isTrades ? 'close' : (asked ?? priceSource(header, columns, find));
  const wanted = [...new Set(priceRoles(prices).flat())];
  for (const role of wanted) columns[role] = prices === 'close' ? find(role, onePrice) : find(role);
  const missing = (['ts', ...wanted] as const).filter((role) => columns[role] < 0);
  if (missing.length > 0) throw missingColumns(header, missing, prices);
  return { columns, prices };
}

/** A date and a time of day may stand in two columns. */
function findStamp(header: readonly string[], mapping: ColumnMapping): { readonly ts: number; readonly time: number } {
  if (mapping.ts === undefined && mapping.time === undefined) {
    const names = header.map(normalised);
    const [date, time] = [names.indexOf('date'), names.indexOf('time')];
    const others = names.filter((name) => knownNames.ts.test(name)).length - 2;
    if (date >= 0 && time >= 0 && others === 0) return { ts: date, time };
  }
  const pattern = mapping.time === undefined ? knownNames.ts : /^date$/;
  return {
    ts: findColumn(header, 'ts', mapping.ts, pattern),
    time: findColumn(header, 'time', mapping.time, knownNames.time),
  };
}

type Find = (role: Role, pattern?: RegExp) => number;

/** Seen from the columns there are. A lone price counts as a bar only where no other column could hold the rest of it. */
function priceSource(header: readonly string[], columns: Columns, find: Find): PriceSource {
  const found = barPrices.filter((role) => find(role) >= 0);
  if (found.length === barPrices.length) return 'ohlc';
  if (found.length === 0 && [...bidPrices, ...askPrices].some((role) => find(role) >= 0)) throw unsaidQuotes();
  const price = find('close', onePrice);
  const read = [price, ...Object.values(columns)];
  const isAlone = price >= 0 && header.every((_, index) => read.includes(index));
  return isAlone && found.every((role) => role === 'close') ? 'close' : 'ohlc';
}

function unsaidQuotes(): AppError {
  return new AppError('bad_data', {
    detail:
      'The file has bid and ask prices. Say with `prices` what a bar is made of: `mid`, `bid` or `ask`; a bar has one price.',
  });
}

function findColumn(header: readonly string[], role: Role, given: string | undefined, known: RegExp): number {
  const names = header.map(normalised);
  const isWanted =
    given === undefined ? (name: string) => known.test(name) : (name: string) => name === normalised(given);
  const found = names.flatMap((name, index) => (isWanted(name) ? [index] : []));
  if (found.length > 1) {
    throw new AppError('bad_data', {
      detail:
        `Several columns could be the ${nameOf(role)}: ${listed(found.map((index) => header[index]))}. ` +
        `Say which with \`mapping.${role}\`, by name or by position from 1.`,
    });
  }
  if (found.length === 1 || given === undefined) return found[0] ?? -1;
  const position = /^\d{1,4}$/.test(given) ? Number(given) : 0;
  if (position >= 1 && position <= header.length) return position - 1;
  throw new AppError('bad_data', {
    detail: `\`mapping.${role}\` names the column ${given}, but the file has: ${listed(header)}.`,
  });
}

const normalised = (name: string): string =>
  name
    .trim()
    .replace(/^<(.*)>$/, '$1')
    .toLowerCase();

function missingColumns(header: readonly string[], missing: readonly Role[], prices: PriceSource): AppError {
  const isNameless = header.every((name, index) => name === String(index + 1));
  const remedy = isNameless
    ? 'Its first line holds values, not names: give the columns by position, as `mapping` ts=1, open=2, high=3, low=4, close=5, volume=6.'
    : `Say with \`mapping.${missing[0]}\` which column it is${
        prices === 'ohlc' ? '; of a file with one price only, say `prices: close` and map close' : ''
      }.`;
  const has = isNameless ? `${header.length} columns without names` : listed(header);
  return new AppError(
    'bad_data',
    `No column found for ${missing.map(nameOf).join(', ')}. The file has: ${has}. ${remedy}`,
  );
}

function nameOf(role: Role): string {
  return role === 'ts' ? 'date or timestamp' : role.replace('_', ' ');
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 30).map(shortened).join(', ');
  return names.length > 30 ? `${shown} and ${names.length - 30} more` : shown;
}

function shortened(name: string): string {
  return name.length > 40 ? `${name.slice(0, 40)}…` : name;
}

export function namesOf(columns: Columns, header: readonly string[]): { used: ColumnMapping; ignored: string[] } {
  const used = Object.fromEntries(
    roles.filter((role) => columns[role] >= 0).map((role) => [role, header[columns[role]]]),
  );
  const indices = new Set(Object.values(columns));
  return { used, ignored: header.filter((_, index) => !indices.has(index)) };
}
