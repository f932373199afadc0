/**
 * The exact workloads: data made of + − × / and 32-bit integer steps only, so that they are bit-identical in every
 * language and every engine takes the same decisions.
 */
import { allocateBars, type BarColumns } from '@tradewind/engine/model/bar.ts';

export function mulberry32(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Sum of twelve draws − 6: nearly normal, and exact everywhere. */
function gauss(draw: () => number): number {
  let sum = 0;
  for (let k = 0; k < 12; k++) sum += draw();
  return sum - 6;
}

/** One-minute bars in integer ticks: closes of seed 42, ranges and volumes of seed 43. */
export function minuteBars(count: number): BarColumns {
  const bars = allocateBars(count);
  const { ts, open, high, low, close, volume } = bars;
  const walk = mulberry32(42);
  let price = 1e6;
  close[0] = 1e6;
  for (let i = 1; i < count; i++) {
    price *= 1 + 0.0005 * gauss(walk);
    close[i] = Math.floor(price + 0.5);
  }
  const range = mulberry32(43);
  for (let i = 0; i < count; i++) {
    ts[i] = Date.UTC(2020, 0, 1) + (i + 1) * 60_000;
    open[i] = close[Math.max(0, i - 1)];
    high[i] = Math.floor(Math.max(open[i], close[i]) * (1 + 0.0003 * range()) + 0.5);
    low[i] = Math.floor(Math.min(open[i], close[i]) * (1 - 0.0003 * range()) + 0.5);
    volume[i] = 1 + Math.floor(1000 * range());
  }
  return bars;
}

/** 50 symbols × 5,000 daily closes: seed 1000 + s, start 5000 + 100 s. */
export function dailyPanel(symbols = 50, days = 5_000): BarColumns[] {
  return Array.from({ length: symbols }, (_, s) => {
    const bars = allocateBars(days);
    const walk = mulberry32(1000 + s);
    let price = 5000 + 100 * s;
    for (let i = 0; i < days; i++) {
      if (i > 0) price *= 1 + (0.0003 + 0.015 * gauss(walk));
      const close = Math.floor(price + 0.5);
      bars.ts[i] = Date.UTC(2000, 0, 1) + (i + 1) * 86_400_000;
      for (const field of ['open', 'high', 'low', 'close'] as const) bars[field][i] = close;
      bars.volume[i] = 1;
    }
    return bars;
  });
}
