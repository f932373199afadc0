/**
 * RSI with hysteresis: buy a market that has fallen too fast, keep it until it has calmed down, and the mirror image for
 * one that has risen too fast. Between a threshold and the exit the answer is whatever is held, so that an RSI that moves
 * about its threshold does not trade.
 *
 *   long   when rsi ≤ oversold,    until rsi ≥ exit
 *   short  when rsi ≥ overbought,  until rsi ≤ 100 − exit
 */
import { rsi as relativeStrength } from '../../indicators/rsi.ts';
import { choice, integer, number } from '../parameters.ts';
import { defineStrategy } from '../strategy.ts';

export const rsi = defineStrategy({
  id: 'rsi',
  name: 'RSI reversal',
  assetClasses: ['equity', 'etf', 'fx', 'crypto', 'index'],
  idea: 'Hurried selling pushes prices below what patient buyers would pay; who provides liquidity then is paid for it.',
  source:
    'J. W. Wilder, New Concepts in Technical Trading Systems (1978); Connors and Alvarez, Short Term Trading Strategies That Work (2009)',
  instruments: ['SPY'],
  maximumAgo: 0,
  parameters: {
    period: integer({
      default: 14,
      min: 2,
      max: 500,
      grid: [2, 7, 14],
      description: 'Bars of the averages of the RSI',
    }),
    oversold: number({ default: 30, min: 1, max: 49, grid: [20, 30], description: 'RSI at or below which to buy' }),
    overbought: number({
      default: 70,
      min: 51,
      max: 99,
      grid: [70, 80],
      description: 'RSI at or above which to sell short',
    }),
    exit: number({
      default: 50,
      min: 1,
      max: 99,
      grid: [50, 60],
      description: 'RSI at which a long is closed; a short at 100 less it',
    }),
    direction: choice({
      default: 'long_short',
      choices: ['long_short', 'long_only'],
      grid: ['long_short', 'long_only'],
      description: 'Whether an overbought market is sold short',
    }),
  },
  conflict: ({ oversold, overbought, exit }) => {
    if (exit > oversold && 100 - exit < overbought) return null;
    return `exit (${exit}) must lie above oversold (${oversold}) and 100 − exit below overbought (${overbought})`;
  },
  columns: ({ close }, { period }) => ({ rsi: relativeStrength(close, period) }),
  target: ({ rsi }, held, { oversold, overbought, exit, direction }) => {
    const now = rsi.now;
    if (now <= oversold) return 1;
    if (now >= overbought) return direction === 'long_short' ? -1 : 0;
    if (held > 0 && now >= exit) return 0;
    if (held < 0 && now <= 100 - exit) return 0;
    return held;
  },
  score: ({ rsi }) => 50 - rsi.now,
});
