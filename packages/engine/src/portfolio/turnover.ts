/** What was traded in the last 30 days, by which venues grade their fees. */
import { tradingDay } from '../time/periods.ts';

const days = 30;

export class Turnover {
  /** Notional by day, in the place of the day's number modulo 30. */
  readonly #byDay = new Float64Array(days);
  #today = Number.NEGATIVE_INFINITY;
  /** Of the days before today that still count. */
  #before = 0;

  /** Notional of the 30 days that end with the day of `ts`. */
  at(ts: number): number {
    this.#moveTo(tradingDay(ts));
    return this.#before + this.#byDay[placeOf(this.#today)];
  }

  add(ts: number, notional: number): void {
    this.#moveTo(tradingDay(ts));
    this.#byDay[placeOf(this.#today)] += notional;
  }

  save(): number[] {
    return [this.#today, this.#before, ...this.#byDay];
  }

  load([today, before, ...byDay]: readonly number[]): void {
    this.#today = today;
    this.#before = before;
    this.#byDay.set(byDay);
  }

  #moveTo(today: number): void {
    if (today <= this.#today) return;
    if (today - this.#today >= days) this.#byDay.fill(0);
    else for (let day = this.#today + 1; day <= today; day++) this.#byDay[placeOf(day)] = 0;
    this.#today = today;
    // Today's place is still empty.
    this.#before = this.#byDay.reduce((sum, notional) => sum + notional, 0);
  }
}

function placeOf(day: number): number {
  return ((day % days) + days) % days;
}
