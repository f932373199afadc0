/** Buy at the first chance and hold: the benchmark every other strategy must beat after costs. */
import { defineStrategy } from '../strategy.ts';

export const buyAndHold = defineStrategy({
  id: 'buy-and-hold',
  name: 'Buy and hold',
  assetClasses: ['equity', 'etf', 'fx', 'crypto', 'crypto_perpetual', 'future', 'index'],
  idea: 'Risk premia are earned by holding; every trade costs. The yardstick for everything else.',
  source: 'W. Sharpe, The Arithmetic of Active Management, Financial Analysts Journal 47 (1991)',
  instruments: ['SPY'],
  maximumAgo: 0,
  parameters: {},
  columns: () => ({}),
  target: () => 1,
});
