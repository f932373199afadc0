import { AppError } from '@tradewind/contract/errors.ts';
import { barFields } from '@tradewind/engine/model/bar.ts';
import type { ColumnMapping } from './report.ts';

const roles = ['ts', 'symbol', ...barFields] as const;
type Role = (typeof roles)[number];

/** Index of the column that plays each role; -1 where the file has none. */
export type Columns = Readonly<Record<Role, number>>;

const knownNames: Readonly<Record<Role, readonly string[]>> = {
  ts: ['timestamp', 'datetime', 'date', 'time'],
  symbol: ['symbol', 'ticker'],
  open: ['open'],
  high: ['high'],
  low: ['low'],
  close: ['close'],
  volume: ['volume'],
};

const optionalRoles: readonly Role[] = ['symbol', 'volume'];

/** Finds the columns by the names given or, where none is given, by the usual names in any case. */
export function findColumns(header: readonly string[], mapping: ColumnMapping = {}): Columns {
  const columns = Object.fromEntries(roles.map((role) => [role, findColumn(header, role, mapping[role])])) as Columns;
  const missing = roles.filter((role) => columns[role] < 0 && !optionalRoles.includes(role));
  if (missing.length > 0) {
    const isNameless = missing.length === roles.length - optionalRoles.length;
    throw new AppError('bad_data', {
      detail:
        `No column found for ${missing.map(nameOf).join(', ')}. The first line has: ${listed(header)}. ` +
        (isNameless
          ? 'It must name the columns, as date,open,high,low,close,volume.'
          : `Say with \`mapping.${missing[0]}\` which column it is.`),
    });
  }
  return columns;
}

function findColumn(header: readonly string[], role: Role, given: string | undefined): number {
  const wanted = given === undefined ? knownNames[role] : [given.trim().toLowerCase()];
  const found = header.flatMap((name, index) => (wanted.includes(name.toLowerCase()) ? [index] : []));
  if (found.length > 1) {
    throw new AppError('bad_data', {
      detail:
        `Several columns could be the ${nameOf(role)}: ${listed(found.map((index) => header[index]))}. ` +
        `Say which with \`mapping.${role}\`; a date and a time in two columns must be joined into one.`,
    });
  }
  if (given !== undefined && found.length === 0) {
    throw new AppError('bad_data', {
      detail: `\`mapping.${role}\` names the column ${given}, but the file has: ${listed(header)}.`,
    });
  }
  return found[0] ?? -1;
}

function nameOf(role: Role): string {
  return role === 'ts' ? 'date or timestamp' : role;
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
