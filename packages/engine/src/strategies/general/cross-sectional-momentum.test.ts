import { describe, expect, it } from 'vitest';
import { hasSharedData, sharedRows } from '../../../../../tests/shared-data.ts';
import { dayMs } from '../../time/timeframe.ts';
import { barsOfRows, expectedOf, plainRebalancing } from '../expected-run.test-support.ts';
import { crossSectionalMomentum } from './cross-sectional-momentum.ts';

const symbols = ['ADBE', 'BAC', 'COST', 'DUK', 'FCX', 'LLY', 'MU', 'NVDA', 'T', 'UNP'];

describe.skipIf(!hasSharedData)('cross-sectional momentum of ten US stocks, daily 2013 to 2018', () => {
  const stocks = () => {
    const bySymbol = Map.groupBy(sharedRows('equities/us_stocks_daily_2013_2018.csv'), ({ symbol }) => symbol);
    return symbols.map((symbol) => barsOfRows(bySymbol.get(symbol) ?? [], dayMs));
  };

  it('has its expected statistics', () => {
    const expected = { trades: 102, totalReturn: 4.080579184, maxDrawdown: -0.189828381 };
    expect(expectedOf(crossSectionalMomentum, stocks())).toEqual(expected);
  });

  it.each([
    [126, 3, 21, 0.98],
    [252, 1, 5, 0.5],
    [20, 8, 1, 1],
  ])('trades as the rule worked out plainly: %i bars, the best %i, every %i slices, %d', (...numbers) => {
    const [lookback, hold, every, invested] = numbers;
    const history = stocks();
    const plain = plainRebalancing(history, (i) => {
      if (i % every !== 0) return null;
      if (i < lookback) return history.map(() => 0);
      const returns = history.map(({ close }) => close[i] / close[i - lookback] - 1);
      return returns.map((own, k) => {
        const better = returns.filter((other, m) => other > own || (other === own && m < k)).length;
        return own > 0 && better < hold ? invested / hold : 0;
      });
    });
    expect(expectedOf(crossSectionalMomentum, history, { lookback, hold, every, invested })).toEqual(plain);
  });
});
