/**
 * Splits and dividends from a table of factors. A row holds for all bars up to and including its day: an adjusted price is
 * the raw one × price factor (dividends) × split factor of the first row whose day is not before the bar's. Prices inside
 * the engine stay raw, with the events below (decision 11); adjusted bars are for looking at, and flagged where shown.
 * Reference: SPY and AAPL (adjust.test.ts). A bar's day is that of UTC.
 */
import { allocateBars, type BarColumns } from '../model/bar.ts';
import type { EngineEvent } from '../model/event.ts';
import { sessionDay } from '../time/market-calendar.ts';
import { dayMs } from '../time/timeframe.ts';

export interface FactorRow {
  /** Whole days since 1970-01-01. */
  readonly day: number;
  readonly priceFactor: number;
  readonly splitFactor: number;
  /** Raw close of the day, before what happens after it; null where the table does not say. */
  readonly reference: number | null;
}

export type Adjustment = 'splits' | 'all';

/** A copy in which a split moves no price and, with `all`, a dividend neither. Rows rise by day; `timeframe` in ms. */
export function adjustBars(
  bars: BarColumns,
  rows: readonly FactorRow[],
  adjustment: Adjustment,
  timeframe: number,
): BarColumns {
  const adjusted = allocateBars(bars.length);
  adjusted.ts.set(bars.ts);
  for (let i = 0, at = 0; i < bars.length; i++) {
    const day = sessionDay(bars.ts[i], timeframe);
    while (at < rows.length && rows[at].day < day) at++;
    const { priceFactor, splitFactor } = rows[at] ?? { priceFactor: 1, splitFactor: 1 };
    const factor = adjustment === 'all' ? priceFactor * splitFactor : splitFactor;
    for (const field of ['open', 'high', 'low', 'close'] as const) adjusted[field][i] = bars[field][i] * factor;
    // Seven new shares for an old one: what was one share traded is seven.
    adjusted.volume[i] = bars.volume[i] / splitFactor;
  }
  return adjusted;
}

/** A split of one instrument: `ratio` new units for an old one, from the bars that end after `ts` on. */
export interface SplitMoment {
  readonly ts: number;
  readonly ratio: number;
}

/**
 * What columns are made of (decision 11): prices go on in the units of the first bar, so that a later split changes
 * nothing already seen. Bars after a split are scaled by all ratios up to them; the same bars where there is none.
 */
export function forwardAdjusted(bars: BarColumns, splits: readonly SplitMoment[]): BarColumns {
  if (splits.length === 0) return bars;
  const rising = splits.toSorted((a, b) => a.ts - b.ts);
  const adjusted = { ...bars, ...allocateBars(bars.length), ts: bars.ts };
  let factor = 1;
  for (let i = 0, at = 0; i < bars.length; i++) {
    for (; at < rising.length && rising[at].ts < bars.ts[i]; at++) factor *= rising[at].ratio;
    for (const field of ['open', 'high', 'low', 'close'] as const) adjusted[field][i] = bars[field][i] * factor;
    adjusted.volume[i] = bars.volume[i] / factor;
  }
  return adjusted;
}

type Dividend = Omit<Extract<EngineEvent, { kind: 'dividend' }>, 'slot'>;
type Split = Omit<Extract<EngineEvent, { kind: 'split' }>, 'slot'>;
export type CorporateAction = Dividend | Split;

/**
 * What happened between the rows of a table, at the midnight that ends a row's day: after its last bar, before the next.
 * `closeOn` gives the raw close of a day where the table has none; a dividend for which there is neither is left out.
 */
export function corporateActions(
  rows: readonly FactorRow[],
  closeOn: (day: number) => number | null = () => null,
): CorporateAction[] {
  return rows.slice(1).flatMap((next, index) => {
    const { day, priceFactor, splitFactor, reference } = rows[index];
    const ts = (day + 1) * dayMs;
    const actions: CorporateAction[] = [];
    const close = reference ?? closeOn(day);
    // Paid on the shares held before the split, in their price.
    if (priceFactor !== next.priceFactor && close !== null) {
      actions.push({ kind: 'dividend', ts, perUnit: close * (1 - priceFactor / next.priceFactor) });
    }
    if (splitFactor !== next.splitFactor)
      actions.push({ kind: 'split', ts, ratio: simple(next.splitFactor / splitFactor) });
    return actions;
  });
}

/** Tables round their factors: 1 / 0.1428571 is a split of seven for one. */
function simple(ratio: number): number {
  for (let parts = 1; parts <= 10; parts++) {
    for (const [value, back] of [
      [ratio * parts, (whole: number) => whole / parts],
      [parts / ratio, (whole: number) => parts / whole],
    ] as const) {
      const whole = Math.round(value);
      if (whole > 0 && whole <= 1_000 && Math.abs(value - whole) < 1e-5 * whole) return back(whole);
    }
  }
  return ratio;
}
