/**
 * Invented prices for the demo workspace and for tests: a shared market factor, regimes of drift and volatility, an
 * opening gap where a market closes overnight. Each day's chance depends on (seed, symbol, day) alone, so a longer run
 * repeats the shorter one and goes on from it. Nothing here resembles a forecast of the instrument whose name it bears.
 */
import { allocateBars, type BarColumns, sliceBars } from '../model/bar.ts';
import { Random, seedOf } from '../statistics/random.ts';
import { dayMs } from '../time/timeframe.ts';

export interface SyntheticInstrument {
  readonly symbol: string;
  readonly startPrice: number;
  /** Smallest price step; all prices are multiples of it. */
  readonly tick: number;
  /** Of a year, as fractions. */
  readonly drift: number;
  readonly volatility: number;
  /** Share of the day's shock that the whole market has in common, -1..1. */
  readonly marketShare: number;
  /** How strongly the price is drawn back to its start, per day: currencies wander less than shares. */
  readonly pull: number;
  readonly dailyVolume: number;
  /** `always` trades through nights and weekends; the others skip weekends, `sessions` also gap overnight. */
  readonly hours: 'always' | 'weekdays' | 'sessions';
}

const regimeDays = 84;
const regimes = [
  { drift: 1.5, volatility: 0.7 },
  { drift: 0.5, volatility: 1 },
  { drift: -1, volatility: 1.7 },
] as const;

/** Daily bars of the days in [firstDay, untilTs), both midnights UTC; each bar ends at the midnight after its day. */
export function syntheticDaily(
  instrument: SyntheticInstrument,
  seed: number,
  firstDay: number,
  untilTs: number,
): BarColumns {
  const days = Math.max(0, Math.floor((untilTs - firstDay) / dayMs));
  const bars = allocateBars(days);
  const perUnit = Math.round(1 / instrument.tick);
  const snap = (price: number) => Math.max(1, Math.round(price * perUnit)) / perUnit;
  let price = instrument.startPrice;
  let row = 0;
  for (let day = 0; day < days; day++) {
    const midnight = firstDay + day * dayMs;
    if (instrument.hours !== 'always' && isWeekend(midnight)) continue;
    const chance = new Random(seedOf(seed, instrument.symbol, midnight / dayMs));
    const sigma = dailyVolatility(instrument, seed, day);
    const open = instrument.hours === 'sessions' ? price * (1 + 0.3 * sigma * chance.normal()) : price;
    const close = price * (1 + dailyReturn(instrument, seed, day, midnight, price, chance));
    bars.ts[row] = midnight + dayMs;
    bars.open[row] = snap(open);
    bars.close[row] = snap(close);
    bars.high[row] = snap(Math.max(open, close) * (1 + 0.4 * sigma * Math.abs(chance.normal())));
    bars.low[row] = snap(Math.min(open, close) * (1 - 0.4 * sigma * Math.abs(chance.normal())));
    bars.volume[row] = Math.round(instrument.dailyVolume * (0.6 + 0.8 * chance.next()));
    price = close;
    row++;
  }
  return sliceBars(bars, 0, row);
}

function isWeekend(midnight: number): boolean {
  // The epoch began on a Thursday.
  const weekday = (midnight / dayMs + 4) % 7;
  return weekday === 0 || weekday === 6;
}

function dailyReturn(
  { drift, marketShare, pull, startPrice, ...instrument }: SyntheticInstrument,
  seed: number,
  day: number,
  midnight: number,
  price: number,
  chance: Random,
): number {
  const market = new Random(seedOf(seed, 'market', midnight / dayMs)).normal();
  const own = chance.normal();
  const shock = marketShare * market + Math.sqrt(1 - marketShare ** 2) * own;
  const sigma = dailyVolatility(instrument, seed, day);
  return (drift / 252) * regimeOf(seed, day).drift + sigma * shock - pull * (price / startPrice - 1);
}

function dailyVolatility(instrument: Pick<SyntheticInstrument, 'volatility'>, seed: number, day: number): number {
  return (instrument.volatility / Math.sqrt(252)) * regimeOf(seed, day).volatility;
}

/** All instruments share the regime: bad times are bad for all. */
function regimeOf(seed: number, day: number): (typeof regimes)[number] {
  return regimes[new Random(seedOf(seed, 'regime', Math.floor(day / regimeDays))).integer(regimes.length)];
}
