/** A curve in one line of text: eight heights of block between its lowest and its highest value. */

const blocks = '▁▂▃▄▅▆▇█';
const middle = blocks[3];

/** At most `width` signs; of more values than that each sign shows the last of its share. */
export function sparkline(values: readonly number[], width: number): string {
  const length = Math.min(values.length, Math.max(1, Math.floor(width)));
  const shown = Array.from({ length }, (_, i) => values[Math.ceil(((i + 1) * values.length) / length) - 1]);
  // Not Math.min(...shown): the scale is that of the whole curve, also of what falls between two signs.
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  }
  if (lowest === highest) return middle.repeat(length);
  const heightOf = (value: number) => Math.min(7, Math.floor(((value - lowest) / (highest - lowest)) * 8));
  return shown.map((value) => blocks[heightOf(value)]).join('');
}
