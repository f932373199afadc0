/**
 * The demo workspace: what a first start without data gives. Everything in it is invented, seeded and marked synthetic;
 * each start brings it up to yesterday without touching a stored bar, and never comes near real data.
 */
import { syntheticDaily } from '@tradewind/engine/data/synthetic.ts';
import { syntheticMinutes } from '@tradewind/engine/data/synthetic-minutes.ts';
import { type BarColumns, sliceBars } from '@tradewind/engine/model/bar.ts';
import { dayMs } from '@tradewind/engine/time/timeframe.ts';
import { type DemoInstrument, demoInstruments } from './demo-instruments.ts';
import type { SeriesBars } from './series.ts';
import type { MarketDataStore } from './store.ts';

const seed = 20_150_101;
const firstDay = Date.UTC(2015, 0, 1);
const minuteDays = 30;

/** Adds what is missing up to the last midnight before `now`. Returns how many bars that were. */
export async function refreshDemo(store: MarketDataStore, now: number): Promise<number> {
  const stored = store.list();
  // Somebody brought data of their own: then this is no demo workspace.
  if (stored.length > 0 && !stored.some((series) => series.synthetic)) return 0;
  const midnight = Math.floor(now / dayMs) * dayMs;
  const missing = demoInstruments.flatMap((instrument) => missingBars(store, instrument, midnight));
  const upserts = await store.upsert(missing);
  return upserts.reduce((bars, { inserted }) => bars + inserted, 0);
}

function missingBars(store: MarketDataStore, instrument: DemoInstrument, midnight: number): SeriesBars[] {
  // Every start passes here, each command on the command line too: what is complete is not computed again to be seen so.
  if (reaches(store, instrument, midnight)) return [];
  const daily = syntheticDaily(instrument, seed, firstDay, midnight);
  const wanted = [demoSeries(instrument, '1d', since(daily, lastStored(store, instrument, '1d') ?? firstDay))];
  if (instrument.minutes) {
    const from = lastStored(store, instrument, '1m') ?? midnight - minuteDays * dayMs;
    wanted.push(demoSeries(instrument, '1m', syntheticMinutes(instrument, seed, since(daily, from))));
  }
  return wanted.filter((one) => one.bars.length > 0);
}

function reaches(store: MarketDataStore, instrument: DemoInstrument, midnight: number): boolean {
  const timeframes = instrument.minutes ? ['1d', '1m'] : ['1d'];
  return timeframes.every((timeframe) => {
    const stored = store.series(instrument.symbol, timeframe);
    return stored !== null && (!stored.synthetic || stored.lastTs >= midnight);
  });
}

function lastStored(store: MarketDataStore, { symbol }: DemoInstrument, timeframe: string): number | null {
  return store.series(symbol, timeframe)?.lastTs ?? null;
}

function since(daily: BarColumns, ts: number): BarColumns {
  const first = daily.ts.findIndex((end) => end > ts);
  return first < 0 ? sliceBars(daily, 0, 0) : sliceBars(daily, first, daily.length);
}

function demoSeries(
  { symbol, assetClass, currency, tick }: DemoInstrument,
  timeframe: string,
  bars: BarColumns,
): SeriesBars {
  return { symbol, timeframe, source: 'synthetic', synthetic: true, assetClass, currency, tick, bars };
}
