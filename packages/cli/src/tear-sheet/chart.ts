/** Charts as inline SVG: lines and areas over days, with a scale of round numbers. No script, colours by class. */
import { thin } from '@tradewind/engine/data/thin.ts';
import type { Dated } from './curves.ts';
import { html, type Markup } from './markup.ts';

export interface Line {
  readonly name: string;
  /** Class of the stroke: `own`, `other`. */
  readonly kind: 'own' | 'other';
  readonly days: readonly Dated[];
}

export interface ChartOptions {
  /** What is drawn, for those who do not see it. */
  readonly title: string;
  readonly height: number;
  readonly write: (value: number) => string;
  /** Fills between the line and zero. */
  readonly isArea?: true;
  /** Values that the scale must reach. */
  readonly includes?: readonly number[];
}

const width = 960;
const margin = { left: 76, right: 12, top: 10, bottom: 24 };
/** More points than this no screen can show. */
const mostPoints = 1_400;

export function chart(lines: readonly Line[], options: ChartOptions): Markup {
  const drawn = lines.filter(({ days }) => days.length > 0);
  if (drawn.length === 0) return html`<p class="absent">Not enough days to draw it.</p>`;
  const { height, title, write, isArea } = options;
  const bottom = height - margin.bottom;
  const dates = drawn[0].days.map(({ date }) => dayNumber(date));
  const [first, last] = [dates[0], Math.max(dates[dates.length - 1], dates[0] + 1)];
  const x = (day: number) => margin.left + ((day - first) / (last - first)) * (width - margin.left - margin.right);
  const ticks = scale(drawn, options.includes ?? []);
  const [low, high] = [ticks[0], ticks[ticks.length - 1]];
  const y = (value: number) => bottom - ((value - low) / (high - low)) * (bottom - margin.top);
  const grid = ticks.map(
    (
      tick,
    ) => html`<line class="grid${tick === 0 ? ' zero' : ''}" x1="${margin.left}" x2="${width - margin.right}" y1="${at(y(tick))}" y2="${at(y(tick))}"/>
<text x="${margin.left - 8}" y="${at(y(tick) + 4)}" text-anchor="end">${write(tick)}</text>`,
  );
  const years = yearTicks(first, last).map(
    ({
      day,
      label,
    }) => html`<line class="tick" x1="${at(x(day))}" x2="${at(x(day))}" y1="${bottom}" y2="${bottom + 4}"/>
<text x="${at(x(day))}" y="${height - 6}" text-anchor="middle">${label}</text>`,
  );
  const paths = drawn.toReversed().map(({ kind, days }) => {
    const path = pathOf(days, x, y);
    const [from, to] = [days[0], days[days.length - 1]].map(({ date }) => at(x(dayNumber(date))));
    const area = isArea
      ? html`<path class="area ${kind}" d="${path} L${to},${at(y(0))} L${from},${at(y(0))} Z"/>`
      : html``;
    return html`${area}<path class="line ${kind}" d="${path}"/>`;
  });
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">${grid}${years}${paths}</svg>`;
}

function pathOf(days: readonly Dated[], x: (day: number) => number, y: (value: number) => number): string {
  const values = Float64Array.from(days, ({ value }) => value);
  const kept: ArrayLike<number> = values.length > mostPoints ? thin(values, mostPoints) : days.map((_, i) => i);
  const places = Array.from(kept, (i) => `${at(x(dayNumber(days[i].date)))},${at(y(days[i].value))}`);
  // A single day is a dot that a line has to pass.
  return `M${places.join(' L')}${places.length === 1 ? ` L${places[0]}` : ''}`;
}

/** Round numbers that take in every value. */
function scale(lines: readonly Line[], includes: readonly number[]): number[] {
  let low = Math.min(Number.POSITIVE_INFINITY, ...includes);
  let high = Math.max(Number.NEGATIVE_INFINITY, ...includes);
  for (const { days } of lines) {
    for (const { value } of days) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  const spread = high - low || Math.abs(high) || 1;
  const rough = spread / 4;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * magnitude >= rough) as number) * magnitude;
  const [from, to] = [Math.floor(low / step), Math.ceil(high / step)];
  return Array.from({ length: Math.max(2, to - from + 1) }, (_, i) => round((from + i) * step, step));
}

/** 3 · 0.1 is 0.30000000000000004. */
const round = (value: number, step: number) => {
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(step)));
  return decimals > 20 ? value : Number(value.toFixed(decimals));
};

const dayMs = 86_400_000;
const dayNumber = (date: string): number => Date.parse(date) / dayMs;

/** The first days of years, or of months where there is no more than a year. */
function yearTicks(first: number, last: number): { readonly day: number; readonly label: string }[] {
  const ticks = [];
  const start = new Date(first * dayMs);
  const isShort = last - first < 500;
  const months = (last - first) / 30.5;
  const every = isShort ? Math.max(1, Math.ceil(months / 12)) : 12 * Math.max(1, Math.ceil(months / 12 / 14));
  const firstMonth = start.getUTCFullYear() * 12 + (isShort ? start.getUTCMonth() + 1 : 12);
  for (let month = firstMonth; ; month += every) {
    const date = new Date(Date.UTC(Math.floor(month / 12), month % 12, 1));
    const day = date.getTime() / dayMs;
    if (day > last) return ticks;
    const text = date.toISOString();
    ticks.push({ day, label: isShort ? text.slice(0, 7) : text.slice(0, 4) });
  }
}

const at = (place: number): string => place.toFixed(1);
