/**
 * Statistical arbitrage of a pair: two prices that move together are regressed on each other; where the first has strayed
 * from what the second explains, buy the cheap one against the dear one and wait until they are together again.
 *
 *   ln a = α + β · ln b + residual        (least squares over the last `lookback` bars)
 *   z    = residual now / deviation of the residuals = (zₐ − ρ · z_b) / sqrt(1 − ρ²)
 *   long the spread when z ≤ −entry, until z ≥ −exit;  short it when z ≥ entry, until z ≤ exit
 *   money in the legs: 1 : −β, together the whole
 *
 * zₐ, z_b are z-scores of the logs in their own windows and ρ their correlation: the second form is the same figure
 * without fitting a line on every bar. The regression is of this window alone, so old residuals never mix with new betas.
 */
import type { Reading } from '../../indicators/column-graph.ts';
import { logPrice } from '../../indicators/log-price.ts';
import { rollingBeta } from '../../indicators/rolling-beta.ts';
import { rollingCorrelation } from '../../indicators/rolling-correlation.ts';
import { zScore } from '../../indicators/z-score.ts';
import { integer, number } from '../parameters.ts';
import { defineStrategy } from '../strategy.ts';

export const statArb = defineStrategy({
  id: 'stat-arb',
  name: 'Statistical arbitrage of a pair',
  assetClasses: ['equity', 'etf', 'fx', 'crypto', 'index'],
  idea: 'Close substitutes are priced by the same news; when one runs ahead without news of its own, the gap closes.',
  source: 'Gatev, Goetzmann, Rouwenhorst, Pairs Trading, Review of Financial Studies 19 (2006)',
  instruments: ['SPY', 'QQQ'],
  maximumAgo: 0,
  parameters: {
    lookback: integer({ default: 60, min: 3, max: 2000, grid: [30, 60, 90], description: 'Bars of the regression' }),
    entry: number({
      default: 2,
      min: 0.1,
      max: 10,
      grid: [1.5, 2, 2.5],
      description: 'Distance from the fair spread, in deviations, at which to trade against it',
    }),
    exit: number({
      default: 0.5,
      min: 0,
      max: 9,
      grid: [0, 0.5, 1],
      description: 'Distance at which the trade is closed',
    }),
    minimumCorrelation: number({
      default: 0.5,
      min: 0,
      max: 1,
      grid: [0.5],
      description: 'Correlation of the two within the window below which there is no pair to enter',
    }),
  },
  conflict: ({ entry, exit }) => (exit < entry ? null : `exit (${exit}) must be smaller than entry (${entry})`),
  columns: (_, { lookback }, [first, second]) => {
    const [a, b] = [logPrice(first.close), logPrice(second.close)];
    return {
      first: zScore(a, lookback),
      second: zScore(b, lookback),
      correlation: rollingCorrelation(a, b, lookback),
      beta: rollingBeta(a, b, lookback),
    };
  },
  legs: {
    count: 2,
    fillBars: 0,
    // Entries ask for a correlation of 0 or more, so beta is not negative here.
    exposures: ({ beta }) => [1 / (1 + beta.now), -beta.now / (1 + beta.now)],
  },
  target: (columns, held, { entry, exit, minimumCorrelation }) => {
    const z = spreadScore(columns);
    if (Math.abs(z) >= entry && columns.correlation.now >= minimumCorrelation) return z < 0 ? 1 : -1;
    if (held > 0 && z >= -exit) return 0;
    if (held < 0 && z <= exit) return 0;
    return held;
  },
  score: (columns) => -spreadScore(columns),
});

/** How many deviations the first is dear against the second; NaN where the second explains it to the last digit. */
function spreadScore({ first, second, correlation }: Readonly<Record<'first' | 'second' | 'correlation', Reading>>) {
  const unexplained = 1 - correlation.now ** 2;
  // Two listings of one thing leave nothing but rounding, and that must not look like a signal.
  return unexplained > 1e-9 ? (first.now - correlation.now * second.now) / Math.sqrt(unexplained) : Number.NaN;
}
