/**
 * Channel breakout: enter when price closes outside the range of the last `entry` bars, leave when it closes outside the
 * opposite wall of the shorter `exit` range. Walls are those of the bar before: a bar that breaks out moves its own.
 *
 *   long   on close > highest(high, entry) of the bars before;  left on close < lowest(low, exit) of the bars before
 *   short  on close < lowest(low, entry)  of the bars before;   left on close > highest(high, exit) of the bars before
 */
import { donchianChannel } from '../../indicators/donchian-channel.ts';
import { choice, integer } from '../parameters.ts';
import { defineStrategy } from '../strategy.ts';

export const breakout = defineStrategy({
  id: 'breakout',
  name: 'Donchian channel breakout',
  assetClasses: ['equity', 'etf', 'fx', 'crypto', 'crypto_perpetual', 'future', 'index'],
  idea: 'A price nobody has paid for weeks is news: large trends must begin there, and a few of them pay for many failures.',
  source: 'R. Donchian (1960s); C. Faith, Way of the Turtle (2007)',
  instruments: ['BTCUSD'],
  maximumAgo: 1,
  parameters: {
    entry: integer({ default: 20, min: 2, max: 1000, grid: [20, 55, 100], description: 'Bars of the range to break' }),
    exit: integer({
      default: 10,
      min: 1,
      max: 1000,
      grid: [10, 20],
      description: 'Bars of the range whose opposite wall ends the trade',
    }),
    direction: choice({
      default: 'long_short',
      choices: ['long_short', 'long_only'],
      grid: ['long_short', 'long_only'],
      description: 'Whether breaks downward are sold short',
    }),
  },
  conflict: ({ entry, exit }) => (exit <= entry ? null : `exit (${exit}) must not be larger than entry (${entry})`),
  columns: (bars, { entry, exit }) => {
    const { upper, lower } = donchianChannel(bars, { period: entry });
    const { upper: exitUpper, lower: exitLower } = donchianChannel(bars, { period: exit });
    return { close: bars.close, upper, lower, exitUpper, exitLower };
  },
  target: ({ close, upper, lower, exitUpper, exitLower }, held, { direction }) => {
    const price = close.now;
    if (price > upper.ago(1)) return 1;
    if (price < lower.ago(1)) return direction === 'long_short' ? -1 : 0;
    if (held > 0 && price < exitLower.ago(1)) return 0;
    if (held < 0 && price > exitUpper.ago(1)) return 0;
    return held;
  },
  // Place in the channel: −1 at the lower wall, 1 at the upper, beyond them outside. NaN in a range without height.
  score: ({ close, upper, lower }) => {
    const height = upper.ago(1) - lower.ago(1);
    return height > 0 ? (2 * (close.now - lower.ago(1))) / height - 1 : Number.NaN;
  },
});
