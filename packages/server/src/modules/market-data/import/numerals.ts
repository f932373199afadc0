/** Numbers as files write them. What could be read in two ways is not read at all. */
export type DecimalMark = 'point' | 'comma';

const patterns: Readonly<Record<DecimalMark, RegExp>> = {
  point: /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i,
  comma: /^[+-]?(\d+,?\d*|,\d+)(e[+-]?\d+)?$/i,
};

/** Not a number when the text is none. There are no separators of thousands. */
export function parseNumeral(text: string, mark: DecimalMark): number {
  if (!patterns[mark].test(text)) return NaN;
  return Number(mark === 'comma' ? text.replace(',', '.') : text);
}

/** A comma, if most of the cells have just one and none has a point. */
export function sniffDecimalMark(cells: readonly string[]): DecimalMark {
  const withComma = cells.filter((cell) => /^[+-]?\d*,\d+$/.test(cell)).length;
  return withComma > cells.length / 2 && !cells.some((cell) => cell.includes('.')) ? 'comma' : 'point';
}

const powersOfTen = Float64Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

/**
 * The same number as `parseNumeral` with a point, read straight from the text [from, to): digits that fit into an exact
 * integer, divided by an exact power of ten, give the nearest float. NaN: it takes the careful way to know.
 */
export function plainNumeral(text: string, from: number, to: number): number {
  let digits = 0;
  let point = -1;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) digits = digits * 10 + (code - 48);
    else if (code === 46 && point < 0) point = at;
    else return NaN;
  }
  const length = to - from - (point < 0 ? 0 : 1);
  if (length === 0 || length > 15) return NaN;
  return point < 0 ? digits : digits / powersOfTen[to - point - 1];
}
