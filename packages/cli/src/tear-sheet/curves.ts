/** What the charts of a tear sheet are drawn from, worked out of the equity curve day by day. */
import { mean, standardDeviation } from '@tradewind/engine/statistics/moments.ts';

export interface Point {
  readonly timestamp: string;
  readonly equity: number;
}

export interface Dated {
  /** Calendar day. */
  readonly date: string;
  readonly value: number;
}

/** The last value of each day. */
export function byDay(points: readonly Point[]): Dated[] {
  const days = new Map(points.map(({ timestamp, equity }) => [timestamp.slice(0, 10), equity]));
  return [...days].map(([date, value]) => ({ date, value }));
}

/** Distance below the highest value so far, as fraction ≤ 0. */
export function drawdowns(days: readonly Dated[], capital: number): Dated[] {
  let highest = capital;
  return days.map(({ date, value }) => {
    highest = Math.max(highest, value);
    return { date, value: highest > 0 ? value / highest - 1 : 0 };
  });
}

function returns(days: readonly Dated[], start: number): Dated[] {
  return days.map(({ date, value }, i) => ({ date, value: value / (i === 0 ? start : days[i - 1].value) - 1 }));
}

/** Sharpe ratio of the last so many days, from the first day that has as many. */
export function rollingSharpe(
  days: readonly Dated[],
  capital: number,
  periodsPerYear: number,
  window: number,
): Dated[] {
  const daily = returns(days, capital);
  const values = Float64Array.from(daily, ({ value }) => value);
  return daily.slice(window - 1).flatMap(({ date }, i) => {
    const part = values.subarray(i, i + window);
    const deviation = standardDeviation(part, 1);
    return deviation > 0 ? [{ date, value: (mean(part) / deviation) * Math.sqrt(periodsPerYear) }] : [];
  });
}

export interface YearOfMonths {
  readonly year: string;
  /** January first; null where nothing was traded. */
  readonly months: readonly (number | null)[];
  readonly total: number;
}

/** Return of each month and year. */
export function monthlyReturns(days: readonly Dated[], capital: number): YearOfMonths[] {
  const ends = new Map(days.map(({ date, value }) => [date.slice(0, 7), value]));
  const years = new Map<string, (number | null)[]>();
  const yearly = new Map<string, number>();
  let before = capital;
  for (const [month, end] of ends) {
    const [year, number] = month.split('-');
    const months = years.get(year) ?? Array.from({ length: 12 }, () => null);
    const change = end / before;
    months[Number(number) - 1] = change - 1;
    years.set(year, months);
    yearly.set(year, (yearly.get(year) ?? 1) * change);
    before = end;
  }
  return [...years].map(([year, months]) => ({ year, months, total: (yearly.get(year) as number) - 1 }));
}
