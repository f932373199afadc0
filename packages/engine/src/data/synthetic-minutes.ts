/**
 * One invented day cut into minutes that add up to it exactly: first open, highest high, lowest low, last close and the
 * sum of volumes are those of the daily bar. The path runs from the open through both extremes to the close, between
 * them as a Brownian bridge held within the day's range.
 */
import { allocateBars, type BarColumns, sliceBars } from '../model/bar.ts';
import { Random, seedOf } from '../statistics/random.ts';
import { dayMs } from '../time/timeframe.ts';
import type { SyntheticInstrument } from './synthetic.ts';

const minuteMs = 60_000;
const minutes = dayMs / minuteMs;

/** The minutes of every bar of `daily`, for a market that trades around the clock. */
export function syntheticMinutes(instrument: SyntheticInstrument, seed: number, daily: BarColumns): BarColumns {
  const bars = allocateBars(daily.length * minutes);
  for (let day = 0; day < daily.length; day++) {
    fillDay(sliceBars(bars, day * minutes, (day + 1) * minutes), instrument, seed, sliceBars(daily, day, day + 1));
  }
  return bars;
}

function fillDay(out: BarColumns, instrument: SyntheticInstrument, seed: number, day: BarColumns): void {
  const [end, open, high, low, close] = [day.ts[0], day.open[0], day.high[0], day.low[0], day.close[0]];
  const chance = new Random(seedOf(seed, instrument.symbol, end / dayMs, 'minutes'));
  const perUnit = Math.round(1 / instrument.tick);
  const within = (price: number) => Math.min(high, Math.max(low, Math.round(price * perUnit) / perUnit));

  walk(out.close, open, waypoints(chance, high, low, close), (high - low) * 0.4, chance, within);
  let volumeLeft = day.volume[0];
  for (let minute = 0; minute < minutes; minute++) {
    const first = minute === 0 ? open : out.close[minute - 1];
    const last = out.close[minute];
    const wick = (high - low) * 0.01;
    out.ts[minute] = end - dayMs + (minute + 1) * minuteMs;
    out.open[minute] = first;
    out.high[minute] = within(Math.max(first, last) + wick * chance.next());
    out.low[minute] = within(Math.min(first, last) - wick * chance.next());
    const share = Math.floor((volumeLeft / (minutes - minute)) * 2 * chance.next());
    out.volume[minute] = minute === minutes - 1 ? volumeLeft : share;
    volumeLeft -= out.volume[minute];
  }
}

interface Waypoint {
  readonly minute: number;
  readonly price: number;
}

/** The extremes in either order, each at a minute of its own, then the close. */
function waypoints(chance: Random, high: number, low: number, close: number): Waypoint[] {
  const first = chance.integer(minutes - 2);
  const second = first + 1 + chance.integer(minutes - 2 - first);
  const [early, late] = chance.next() < 0.5 ? [high, low] : [low, high];
  return [
    { minute: first, price: early },
    { minute: second, price: late },
    { minute: minutes - 1, price: close },
  ];
}

function walk(
  out: Float64Array,
  start: number,
  points: readonly Waypoint[],
  roughness: number,
  chance: Random,
  within: (price: number) => number,
): void {
  let from: Waypoint = { minute: -1, price: start };
  for (const to of points) {
    const steps = to.minute - from.minute;
    const noise = new Float64Array(steps + 1);
    for (let step = 1; step <= steps; step++) noise[step] = noise[step - 1] + chance.normal();
    for (let step = 1; step < steps; step++) {
      const line = from.price + ((to.price - from.price) * step) / steps;
      const bridge = noise[step] - (noise[steps] * step) / steps;
      out[from.minute + step] = within(line + (roughness * bridge) / Math.sqrt(minutes));
    }
    out[to.minute] = to.price;
    from = to;
  }
}
