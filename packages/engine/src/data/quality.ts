/**
 * How far a series of bars can be trusted. Seven kinds of fault are counted; each takes points off a score of 100:
 *
 *   kind       what it is                                               points lost        at most
 *   missing    bars that the calendar expects and are not there         1 per per cent     50
 *   order      a time that is not later than the one before             10 per per cent    30
 *   price      a price that is zero, negative or no number              10 per per cent    50
 *   ohlc       a high or low that the other prices of the bar pass      10 per per cent    30
 *   outlier    a price far off both its neighbours, back at once        20 per per cent    20
 *   split      a jump by a simple ratio that stays: unadjusted?         5 each             20
 *   stale      bars that repeat the one before, many in a row           1 per per cent     30
 *
 * Per cent are of the bars (of those expected, for missing). The score is rounded down, so that 100 says: none found.
 * What is far is measured against the usual move of the series and of the bars around, both as the median of absolute
 * log returns × 1.4826 (a robust standard deviation), so that a crash is no fault and a slip of a digit is.
 */
import type { BarColumns } from '../model/bar.ts';
import type { AssetClass } from '../model/instrument.ts';
import { type CalendarName, missingBetween } from '../time/market-calendar.ts';
import { dayMs } from '../time/timeframe.ts';
import { inferCalendar } from './infer-calendar.ts';
import { findOutliers, usualMove } from './outliers.ts';

export const faultKinds = ['missing', 'order', 'price', 'ohlc', 'outlier', 'split', 'stale'] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface QualityFault {
  readonly kind: FaultKind;
  readonly count: number;
  /** Points taken off the score. */
  readonly lost: number;
  /** Ends of the first bars it was found at; of missing ones, of the bar before the hole. */
  readonly at: readonly number[];
}

export interface Gap {
  /** Ends of the bars on both sides. */
  readonly after: number;
  readonly before: number;
  readonly missing: number;
}

export interface QualityReport {
  /** 0 to 100. */
  readonly score: number;
  readonly bars: number;
  /** Bars the calendar expects from the first to the last. */
  readonly expected: number;
  readonly calendar: CalendarName;
  /** Nobody said which calendar holds: it was seen from the bars. */
  readonly isCalendarInferred: boolean;
  /** Of each kind, those found. */
  readonly faults: readonly QualityFault[];
  readonly gaps: number;
  /** The longest ones, in rising time. */
  readonly longestGaps: readonly Gap[];
}

const shown = 20;
const rates: Readonly<Record<FaultKind, { readonly perCent: number; readonly each: number; readonly most: number }>> = {
  missing: { perCent: 1, each: 0, most: 50 },
  order: { perCent: 10, each: 0, most: 30 },
  price: { perCent: 10, each: 0, most: 50 },
  ohlc: { perCent: 10, each: 0, most: 30 },
  outlier: { perCent: 20, each: 0, most: 20 },
  split: { perCent: 0, each: 5, most: 20 },
  stale: { perCent: 1, each: 0, most: 30 },
};

class Tally {
  count = 0;
  readonly at: number[] = [];

  add(ts: number, count = 1): void {
    if (this.at.length < shown) this.at.push(ts);
    this.count += count;
  }
}

/** `timeframe` in milliseconds; `calendar` where somebody knows it. */
export function qualityOf(
  bars: BarColumns,
  assetClass: AssetClass | null,
  timeframe: number,
  calendar?: CalendarName,
): QualityReport {
  const name = calendar ?? inferCalendar(bars, assetClass, timeframe);
  const tallies = Object.fromEntries(faultKinds.map((kind) => [kind, new Tally()])) as Record<FaultKind, Tally>;
  const gaps = findGaps(bars, name, timeframe, tallies);
  checkBars(bars, tallies);
  findStale(bars, timeframe, tallies.stale);
  const move = usualMove(bars.close);
  if (move > 0)
    findOutliers(
      bars,
      move,
      (row) => tallies.outlier.add(bars.ts[row]),
      (row) => tallies.split.add(bars.ts[row]),
    );
  const expected = bars.length + tallies.missing.count;
  const faults = faultKinds.flatMap((kind) => {
    const { count, at } = tallies[kind];
    return count === 0
      ? []
      : [{ kind, count, at, lost: lostBy(kind, count, kind === 'missing' ? expected : bars.length) }];
  });
  const lost = faults.reduce((sum, fault) => sum + fault.lost, 0);
  return {
    score: bars.length === 0 ? 0 : Math.max(0, Math.floor((100 - lost) * 10) / 10),
    bars: bars.length,
    expected,
    calendar: name,
    isCalendarInferred: calendar === undefined,
    faults,
    gaps: gaps.length,
    longestGaps: gaps
      .toSorted((a, b) => b.missing - a.missing || a.after - b.after)
      .slice(0, shown)
      .sort((a, b) => a.after - b.after),
  };
}

function lostBy(kind: FaultKind, count: number, of: number): number {
  const { perCent, each, most } = rates[kind];
  return Math.min(most, (perCent * 100 * count) / of + each * count);
}

function findGaps(
  { length, ts }: BarColumns,
  name: CalendarName,
  timeframe: number,
  tallies: Record<FaultKind, Tally>,
): Gap[] {
  const gaps: Gap[] = [];
  for (let i = 1; i < length; i++) {
    const step = ts[i] - ts[i - 1];
    if (step === timeframe) continue;
    if (!(step > 0)) {
      tallies.order.add(ts[i]);
      continue;
    }
    const missing = missingBetween(name, ts[i - 1], ts[i], timeframe);
    if (missing === 0) continue;
    tallies.missing.add(ts[i - 1], missing);
    gaps.push({ after: ts[i - 1], before: ts[i], missing });
  }
  return gaps;
}

function checkBars(
  { length, ts, open, high, low, close }: BarColumns,
  { price, ohlc }: Record<FaultKind, Tally>,
): void {
  for (let i = 0; i < length; i++) {
    // Not greater, so that what is no number is found too.
    if (!(open[i] > 0 && high[i] > 0 && low[i] > 0 && close[i] > 0 && high[i] < Infinity)) price.add(ts[i]);
    else if (high[i] < open[i] || high[i] < close[i] || low[i] > open[i] || low[i] > close[i]) ohlc.add(ts[i]);
  }
}

/** A market may rest for a moment; a feed that has died repeats itself. Days in a row, or half an hour and ten bars. */
function findStale({ length, ts, open, high, low, close, volume }: BarColumns, timeframe: number, stale: Tally): void {
  const longest = timeframe >= dayMs ? 5 : Math.max(10, Math.ceil((30 * 60_000) / timeframe));
  let run = 0;
  for (let i = 1; i <= length; i++) {
    const repeats =
      i < length &&
      close[i] === close[i - 1] &&
      open[i] === open[i - 1] &&
      high[i] === high[i - 1] &&
      low[i] === low[i - 1] &&
      // Nothing traded, unknown, or the very same number.
      !(volume[i] > 0 && volume[i] !== volume[i - 1]);
    if (repeats) run++;
    else {
      if (run >= longest) stale.add(ts[i - run], run);
      run = 0;
    }
  }
}
