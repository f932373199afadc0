/** The strategies that ship. Adding one: a file beside its kind and a line here. */
import { breakout } from './general/breakout.ts';
import { buyAndHold } from './general/buy-and-hold.ts';
import { crossSectionalMomentum } from './general/cross-sectional-momentum.ts';
import { emaCross } from './general/ema-cross.ts';
import { macdTrend } from './general/macd-trend.ts';
import { marketMaking } from './general/market-making.ts';
import { meanReversion } from './general/mean-reversion.ts';
import { momentum } from './general/momentum.ts';
import { riskParity } from './general/risk-parity.ts';
import { rsi } from './general/rsi.ts';
import { smaCross } from './general/sma-cross.ts';
import { statArb } from './general/stat-arb.ts';
import { vwapPullback } from './general/vwap-pullback.ts';
import type { Strategy } from './strategy.ts';

export const strategies: readonly Strategy[] = [
  breakout,
  buyAndHold,
  crossSectionalMomentum,
  emaCross,
  macdTrend,
  marketMaking,
  meanReversion,
  momentum,
  riskParity,
  rsi,
  smaCross,
  statArb,
  vwapPullback,
];

export function findStrategy(id: string): Strategy | undefined {
  return strategies.find((strategy) => strategy.id === id);
}
