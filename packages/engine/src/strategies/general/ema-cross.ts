/**
 * Crossover of exponential averages: long when the fast one crosses above the slow one, short (or flat) when it crosses
 * below. The same idea as sma-cross.ts with a fading memory, so that a jump does not act a second time when it leaves the
 * window.
 *
 *   ema[i] = ema[i−1] + (close[i] − ema[i−1]) · 2 / (period + 1)
 *   long on ema(fast) crossing above ema(slow), short or flat on the reverse; in between what is held
 */
import { crossedAbove, crossedBelow } from '../../indicators/crossing.ts';
import { ema } from '../../indicators/ema.ts';
import { choice, integer } from '../parameters.ts';
import { defineStrategy } from '../strategy.ts';

export const emaCross = defineStrategy({
  id: 'ema-cross',
  name: 'EMA crossover',
  assetClasses: ['equity', 'etf', 'fx', 'crypto', 'crypto_perpetual', 'future', 'index'],
  idea: 'Trends persist, and recent prices say more about them than old ones: follow the faster of two fading averages.',
  source: 'P. Haurlan, Measuring Trend Values (1968); Brock, Lakonishok, LeBaron, Journal of Finance 47 (1992)',
  instruments: ['EURUSD'],
  maximumAgo: 1,
  parameters: {
    fast: integer({ default: 10, min: 1, max: 1000, grid: [5, 10, 20, 50], description: 'Bars of the fast average' }),
    slow: integer({
      default: 50,
      min: 2,
      max: 2000,
      grid: [20, 50, 100, 200],
      description: 'Bars of the slow average',
    }),
    direction: choice({
      default: 'long_short',
      choices: ['long_short', 'long_only'],
      grid: ['long_short', 'long_only'],
      description: 'What a cross below means: go short, or only leave',
    }),
  },
  conflict: ({ fast, slow }) => (fast < slow ? null : `fast (${fast}) must be smaller than slow (${slow})`),
  columns: ({ close }, { fast, slow }) => ({ fast: ema(close, fast), slow: ema(close, slow) }),
  target: ({ fast, slow }, held, { direction }) => {
    if (crossedAbove(fast, slow)) return 1;
    if (crossedBelow(fast, slow)) return direction === 'long_short' ? -1 : 0;
    return held;
  },
  score: ({ fast, slow }) => fast.now / slow.now - 1,
});
