/**
 * Moving-average crossover: long when the fast average crosses above the slow one, short (or flat) when it crosses
 * below. Checked trade by trade against two published backtesting.py results on GOOG (examples/goog-sma-cross).
 */
import { crossedAbove, crossedBelow } from '../../indicators/crossing.ts';
import { sma } from '../../indicators/sma.ts';
import { choice, integer } from '../parameters.ts';
import { defineStrategy } from '../strategy.ts';

export const smaCross = defineStrategy({
  id: 'sma-cross',
  name: 'SMA crossover',
  assetClasses: ['equity', 'etf', 'fx', 'crypto', 'crypto_perpetual', 'future', 'index'],
  idea: 'Trends persist: when the recent average price passes the longer one, the move tends to go on for a while.',
  source: 'R. Donchian (1960s); Brock, Lakonishok, LeBaron, Journal of Finance 47 (1992)',
  instruments: ['SPY'],
  maximumAgo: 1,
  parameters: {
    fast: integer({ default: 10, min: 1, max: 1000, grid: [5, 10, 20, 50], description: 'Bars of the fast average' }),
    slow: integer({
      default: 20,
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
  columns: ({ close }, { fast, slow }) => ({ fast: sma(close, fast), slow: sma(close, slow) }),
  target: ({ fast, slow }, held, { direction }) => {
    if (crossedAbove(fast, slow)) return 1;
    if (crossedBelow(fast, slow)) return direction === 'long_short' ? -1 : 0;
    return held;
  },
  score: ({ fast, slow }) => fast.now / slow.now - 1,
});
