/**
 * Time-series momentum by two averages: long while the short one stands above the long one, short (or flat) while it
 * stands below. Unlike a crossover it states where the market is, so it takes part in a trend that began before it did.
 *
 *   score = average(close, shortWindow) / average(close, longWindow) − 1
 *   long while score > 0, short or flat while score < 0; a tie, as of two equal windows, keeps what is held
 *
 * Equal windows are no fault: such a combination never trades, and an optimisation counts it as one more trial.
 */
import type { Column } from '../../indicators/column-graph.ts';
import { ema } from '../../indicators/ema.ts';
import { sma } from '../../indicators/sma.ts';
import { choice, integer } from '../parameters.ts';
import { defineStrategy } from '../strategy.ts';

const average = (type: string, close: Column, window: number) => (type === 'ema' ? ema : sma)(close, window);

export const momentum = defineStrategy({
  id: 'momentum',
  name: 'Momentum of two averages',
  assetClasses: ['equity', 'etf', 'fx', 'crypto', 'crypto_perpetual', 'future', 'index'],
  idea: 'What has risen over the last months tends to go on rising: investors react slowly, then follow each other.',
  source: 'Moskowitz, Ooi, Pedersen, Time Series Momentum, Journal of Financial Economics 104 (2012)',
  instruments: ['SPY'],
  maximumAgo: 0,
  parameters: {
    shortWindow: integer({
      default: 10,
      min: 1,
      max: 1000,
      grid: [5, 10, 20],
      description: 'Bars of the average of recent prices',
    }),
    longWindow: integer({
      default: 50,
      min: 2,
      max: 2000,
      grid: [20, 50, 100],
      description: 'Bars of the average it is compared with',
    }),
    maType: choice({
      default: 'sma',
      choices: ['sma', 'ema'],
      grid: ['sma', 'ema'],
      description: 'Simple or exponential averages',
    }),
    direction: choice({
      default: 'long_short',
      choices: ['long_short', 'long_only'],
      grid: ['long_short'],
      description: 'Whether falling markets are sold short',
    }),
  },
  columns: ({ close }, { shortWindow, longWindow, maType }) => ({
    short: average(maType, close, shortWindow),
    long: average(maType, close, longWindow),
  }),
  target: ({ short, long }, held, { direction }) => {
    if (short.now > long.now) return 1;
    if (short.now < long.now) return direction === 'long_short' ? -1 : 0;
    return held;
  },
  score: ({ short, long }) => short.now / long.now - 1,
});
