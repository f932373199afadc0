/** What was traded in the last 30 days, by which venues grade their fees. */
import { tradingDay } from '../time/periods.ts';

const days = 30;

export class Turnover {
  /** Notional by day, in the place of the day's number modulo 30. */
  readonly #byDay = new Float64Array(days);
  #latest = Number.NEGATIVE_INFINITY;

  /** Notional of the 30 days that end with the day of `ts`. */
  at(ts: number): number {
    this.#moveTo(ts);
    let sum = 0;
    for (const notional of this.#byDay) sum += notional;
    return sum;
  }

  add(ts: number, notional: number): void {
    this.#moveTo(ts);
    this.#byDay[placeOf(this.#latest)] += notional;
  }

  save(): number[] {
    return [this.#latest, ...this.#byDay];
  }

  load([latest, ...byDay]: readonly number[]): void {
    this.#latest = latest;
    this.#byDay.set(byDay);
  }

  #moveTo(ts: number): void {
    const today = tradingDay(ts);
    if (today <= this.#latest) return;
    if (today - this.#latest >= days) this.#byDay.fill(0);
    else for (let day = this.#latest + 1; day <= today; day++) this.#byDay[placeOf(day)] = 0;
    this.#latest = today;
  }
}

function placeOf(day: number): number {
  return ((day % days) + days) % days;
}
