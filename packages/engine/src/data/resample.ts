/**
 * Bars of a longer timeframe from those of a shorter one. A bar carries the moment it is known, its end (decision 1): the
 * hour 09:00–10:00 is stamped 10:00 and holds the minutes stamped 09:01 … 10:00. It exists once it has ended, that is when
 * a bar at or after its end has come; the one still being built at the end of the data is left out.
 */
import { allocateBars, type BarColumns, sliceBars } from '../model/bar.ts';
import { dayMs } from '../time/timeframe.ts';

const weekMs = 7 * dayMs;
/** The epoch began on a Thursday; weeks begin on Monday. */
const firstMonday = 4 * dayMs;

/** End of the bar of `timeframe` milliseconds (counted from 00:00 UTC, weeks from Monday) that holds the moment `ts`. */
export function barEnd(ts: number, timeframe: number): number {
  const origin = timeframe % weekMs === 0 ? firstMonday : 0;
  return origin + Math.ceil((ts - origin) / timeframe) * timeframe;
}

/**
 * Opens at the first open, closes at the last close; a bar without any shorter one in it does not exist. `until`: the
 * moment up to which bars are known, where that is later than the last of these.
 */
export function resample(bars: BarColumns, timeframe: number, until = bars.ts[bars.length - 1]): BarColumns {
  const longer = allocateBars(bars.length);
  let count = 0;
  for (let i = 0; i < bars.length; i++) {
    const end = barEnd(bars.ts[i], timeframe);
    if (count > 0 && longer.ts[count - 1] === end) {
      const row = count - 1;
      longer.high[row] = Math.max(longer.high[row], bars.high[i]);
      longer.low[row] = Math.min(longer.low[row], bars.low[i]);
      longer.close[row] = bars.close[i];
      longer.volume[row] += bars.volume[i];
      continue;
    }
    longer.ts[count] = end;
    longer.open[count] = bars.open[i];
    longer.high[count] = bars.high[i];
    longer.low[count] = bars.low[i];
    longer.close[count] = bars.close[i];
    longer.volume[count] = bars.volume[i];
    count++;
  }
  const hasEnded = count > 0 && longer.ts[count - 1] <= until;
  return sliceBars(longer, 0, hasEnded ? count : Math.max(0, count - 1));
}
