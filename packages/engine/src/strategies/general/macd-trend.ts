/**
 * MACD in the direction of the trend: a cross of MACD over its signal line is taken only on the trend's side of a long
 * average, and left on the opposite cross wherever price stands. Half of all MACD crosses are noise against the trend.
 *
 *   long   on macd crossing above signal while close > ema(trend)
 *   short  on macd crossing below signal while close < ema(trend)
 *   flat   on any other cross against what is held
 */
import { crossedAbove, crossedBelow } from '../../indicators/crossing.ts';
import { ema } from '../../indicators/ema.ts';
import { macd } from '../../indicators/macd.ts';
import { choice, integer } from '../parameters.ts';
import { defineStrategy } from '../strategy.ts';

export const macdTrend = defineStrategy({
  id: 'macd-trend',
  name: 'MACD with trend filter',
  assetClasses: ['equity', 'etf', 'fx', 'crypto', 'crypto_perpetual', 'future', 'index'],
  idea: 'A trend that takes breath and gathers speed again tends to go on; the same turn against the trend tends to fail.',
  source: 'G. Appel, Technical Analysis: Power Tools for Active Investors (2005)',
  instruments: ['QQQ'],
  maximumAgo: 1,
  parameters: {
    fast: integer({ default: 12, min: 1, max: 500, grid: [8, 12], description: 'Bars of the fast average of MACD' }),
    slow: integer({ default: 26, min: 2, max: 1000, grid: [21, 26], description: 'Bars of the slow average of MACD' }),
    signal: integer({ default: 9, min: 1, max: 500, grid: [5, 9], description: 'Bars of the signal line' }),
    trend: integer({
      default: 100,
      min: 2,
      max: 2000,
      grid: [50, 100, 200],
      description: 'Bars of the average that tells the trend',
    }),
    direction: choice({
      default: 'long_short',
      choices: ['long_short', 'long_only'],
      grid: ['long_short', 'long_only'],
      description: 'Whether a falling trend is sold short',
    }),
  },
  conflict: ({ fast, slow }) => (fast < slow ? null : `fast (${fast}) must be smaller than slow (${slow})`),
  columns: ({ close }, { fast, slow, signal, trend }) => ({
    close,
    trend: ema(close, trend),
    ...macd(close, { fast, slow, signal }),
  }),
  target: ({ macd: line, signal, close, trend }, held, { direction }) => {
    if (crossedAbove(line, signal)) return close.now > trend.now ? 1 : Math.max(held, 0);
    if (crossedBelow(line, signal)) {
      return close.now < trend.now && direction === 'long_short' ? -1 : Math.min(held, 0);
    }
    return held;
  },
  score: ({ histogram, close }) => histogram.now / close.now,
});
