/**
 * Mean reversion with hysteresis: enter against a stretched price, stay until it is back at its mean. Between the entry
 * threshold and the mean the answer is whatever is held, so noise around the threshold does not trade.
 */
import { zScore } from '../../indicators/z-score.ts';
import { choice, integer, number } from '../parameters.ts';
import { defineStrategy } from '../strategy.ts';

export const meanReversion = defineStrategy({
  id: 'mean-reversion',
  name: 'Mean reversion (z-score in Bollinger bands)',
  assetClasses: ['equity', 'etf', 'fx', 'crypto', 'index'],
  idea: 'Short-term overreaction corrects itself: a price far outside its recent band tends to come back to the mean.',
  source: 'J. Bollinger, Bollinger on Bollinger Bands (2001); Lo and MacKinlay, Review of Financial Studies 3 (1990)',
  instruments: ['SPY'],
  maximumAgo: 0,
  parameters: {
    window: integer({ default: 20, min: 2, max: 1000, grid: [10, 20, 30], description: 'Bars of mean and deviation' }),
    std: number({ default: 2, min: 0.1, max: 10, grid: [1.5, 2, 2.5], description: 'Width of the band in deviations' }),
    z: number({
      default: -2,
      min: -10,
      max: -0.1,
      grid: [-2.5, -2, -1.5],
      description: 'Z-score at or below which to buy; its mirror image sells short',
    }),
    exit: number({
      default: 0,
      min: -5,
      max: 5,
      grid: [0],
      description: 'Z-score at which a long is closed; a short at its mirror image',
    }),
    direction: choice({
      default: 'long_short',
      choices: ['long_short', 'long_only'],
      grid: ['long_short'],
      description: 'Whether a price above the band is sold short',
    }),
  },
  conflict: ({ std, z, exit }) =>
    exit > Math.min(z, -std) ? null : `exit (${exit}) must lie above the entry (${Math.min(z, -std)})`,
  columns: ({ close }, { window }) => ({ z: zScore(close, window) }),
  target: (columns, held, { std, z, exit, direction }) => {
    // Outside the band and at the z-score: whichever of the two lies further out decides.
    const entry = Math.min(z, -std);
    const now = columns.z.now;
    if (now <= entry) return 1;
    if (now >= -entry) return direction === 'long_short' ? -1 : 0;
    if (held > 0 && now >= exit) return 0;
    if (held < 0 && now <= -exit) return 0;
    return held;
  },
  score: ({ z }) => -z.now,
});
