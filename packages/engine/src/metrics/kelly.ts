/** Kelly, "A new interpretation of information rate", Bell System Technical J. 35 (1956). */
import { type Metric, thirtyTrades } from './metric.ts';
import { payoff } from './profit-factor.ts';
import { wins } from './win-rate.ts';

/** W − (1 − W) / payoff: the stake that grows fastest if trades were coin tosses with these odds. */
export function kelly(gains: ArrayLike<number>): number {
  const share = wins(gains) / gains.length;
  return share - (1 - share) / payoff(gains);
}

export const kellyFraction: Metric = {
  name: 'kellyFraction',
  unit: 'fraction',
  definition:
    'win rate − (1 − win rate) / payoff ratio, of pnl: an upper bound of the stake, for the odds are themselves estimates; negative = do not play.',
  undefinedWhen: 'no closed trade won, or none lost money',
  needs: thirtyTrades,
  compute: ({ pnl }) => kelly(pnl),
};
