/** What was traded in the last 30 days, by which venues grade their fees. */
import { tradingDay } from '../time/periods.ts';
import { dayMs } from '../time/timeframe.ts';

const days = 30;

export class Turnover {
  /** Notional by day, in the place of the day's number modulo 30. */
  readonly #byDay = new Float64Array(days);
  #today = Number.NEGATIVE_INFINITY;
  /** Where today stands, and when it ends. */
  #place = 0;
  #end = Number.NEGATIVE_INFINITY;
  /** Of the days before today that still count. */
  #before = 0;

  /** Notional of the 30 days that end with the day of `ts`. */
  at(ts: number): number {
    if (ts > this.#end) this.#moveTo(tradingDay(ts));
    return this.#before + this.#byDay[this.#place];
  }

  add(ts: number, notional: number): void {
    if (ts > this.#end) this.#moveTo(tradingDay(ts));
    this.#byDay[this.#place] += notional;
  }

  save(): number[] {
    return [this.#today, this.#before, ...this.#byDay];
  }

  load([today, before, ...byDay]: readonly number[]): void {
    this.#setToday(today);
    this.#before = before;
    this.#byDay.set(byDay);
  }

  #moveTo(today: number): void {
    if (today - this.#today >= days) this.#byDay.fill(0);
    else for (let day = this.#today + 1; day <= today; day++) this.#byDay[placeOf(day)] = 0;
    this.#setToday(today);
    // Today's place is still empty.
    this.#before = this.#byDay.reduce((sum, notional) => sum + notional, 0);
  }

  #setToday(today: number): void {
    this.#today = today;
    this.#place = Number.isFinite(today) ? placeOf(today) : 0;
    this.#end = (today + 1) * dayMs;
  }
}

function placeOf(day: number): number {
  return ((day % days) + days) % days;
}
