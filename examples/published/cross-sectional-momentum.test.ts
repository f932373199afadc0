import { describe, expect, it } from 'vitest';
import { dailyPanel } from '../../bench/workloads.ts';
import { momentumOnPanel } from './cross-sectional-momentum.ts';

describe('cross-sectional momentum on the panel of 50 instruments', () => {
  it('has the return, drawdown, Sharpe ratio and orders that every engine finds', () => {
    const { orders, fills, metrics } = momentumOnPanel(dailyPanel());
    const { totalReturn, maxDrawdown, sharpeRatio } = metrics.values;
    expect(Math.abs((totalReturn as number) - 0.94831739847879)).toBeLessThan(1e-9);
    expect(Math.abs((maxDrawdown as number) - -0.188030536122)).toBeLessThan(1e-9);
    expect(sharpeRatio?.toFixed(6)).toBe('0.505308');
    expect(orders).toBe(3041);
    expect(fills).toHaveLength(3041);
  });
});
