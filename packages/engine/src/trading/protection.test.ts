/** Target strategies with protective orders around their entries (decision 12). */
import { describe, expect, it } from 'vitest';
import { defaultFillRules, isTooLittleHistory, runBacktest } from '../backtest/run.ts';
import { noCosts } from '../matching/costs.ts';
import { allocateBars } from '../model/bar.ts';
import { instrument } from '../model/instrument.ts';
import type { Protection } from '../model/protection.ts';
import { defineStrategy } from '../strategies/strategy.ts';
import { dayMs } from '../time/timeframe.ts';

/** Wants what the volume column says, around its entries what the test says. */
const scripted = (protection: Protection) =>
  defineStrategy({
    id: 'scripted',
    name: 'Scripted',
    assetClasses: ['equity'],
    instruments: ['X'],
    idea: 'Wants what the volume column says.',
    source: 'test',
    maximumAgo: 0,
    parameters: {},
    columns: ({ volume }) => ({ wanted: volume }),
    target: ({ wanted }) => wanted.now,
    protection: () => protection,
  });

/** Rows are `open high low close / wanted`; fills as `bar: quantity @ price`. */
function fillsOf(rows: readonly string[], own: Protection, given?: Protection): string[] {
  const bars = allocateBars(rows.length);
  for (const [i, row] of rows.entries()) {
    const [prices, wanted] = row.split('/');
    const [open, high, low, close] = prices.trim().split(/\s+/).map(Number);
    bars.ts[i] = (i + 1) * dayMs;
    bars.open[i] = open;
    bars.high[i] = high;
    bars.low[i] = low;
    bars.close[i] = close;
    bars.volume[i] = Number(wanted);
  }
  const result = runBacktest({
    strategy: scripted(own),
    parameters: {},
    instruments: [instrument({ symbol: 'X' })],
    history: [bars],
    capital: 1000,
    costs: noCosts,
    fill: defaultFillRules,
    protection: given,
    periodsPerYear: 252,
  });
  if (isTooLittleHistory(result)) throw new Error('the rows are enough');
  return result.fills.map(({ ts, signedQuantity, price }) => `${ts / dayMs - 1}: ${signedQuantity} @ ${price}`);
}

describe('a protected target strategy', () => {
  const stop = { stopLoss: 0.05 };

  it('is out after its stop and trades that side again only after its target has left it', () => {
    const rows = [
      '100 100 100 100 / 1',
      '100 100  94  95 / 1', // bought, stopped at 95
      ' 95  99  95  99 / 1', // still wants it: nothing
      ' 99 100  99 100 / 0', // leaves
      '100 100 100 100 / 1', // wants it anew
      ' 95  95  95  95 / 1',
    ];
    expect(fillsOf(rows, stop)).toEqual(['1: 10 @ 100', '1: -10 @ 95', '5: 9.5 @ 95']);
  });

  it('may take the other side at once', () => {
    const rows = ['100 100 100 100 / 1', '100 100 94 95 / -1', '95 95 95 95 / -1'];
    expect(fillsOf(rows, stop)).toEqual(['1: 10 @ 100', '1: -10 @ 95', '2: -10 @ 95']);
  });

  it('keeps its stop while the exit is under way, and never sells twice', () => {
    const rows = ['100 100 100 100 / 1', '100 100 96 100 / 0', '96 97 90 91 / 0', '91 91 91 91 / 0'];
    expect(fillsOf(rows, stop)).toEqual(['1: 10 @ 100', '2: -10 @ 96']);
  });

  it('protects a short from above', () => {
    const rows = ['100 100 100 100 / -1', '100 106 100 100 / -1', '100 100 100 100 / -1'];
    expect(fillsOf(rows, stop)).toEqual(['1: -10 @ 100', '1: 10 @ 105']);
  });

  it('takes profit', () => {
    const rows = ['100 100 100 100 / 1', '100 100 100 100 / 1', '100 111 100 100 / 1', '100 100 100 100 / 1'];
    expect(fillsOf(rows, { takeProfit: 0.1, stopLoss: 0.05 })).toEqual(['1: 10 @ 100', '2: -10 @ 110']);
  });

  it('is protected by what the run says, where it says something', () => {
    const rows = ['100 100 100 100 / 1', '100 100 94 95 / 1', '95 95 89 90 / 1'];
    expect(fillsOf(rows, stop, { stopLoss: 0.1 })).toEqual(['1: 10 @ 100', '2: -10 @ 90']);
    expect(fillsOf(rows, stop, {})).toEqual(['1: 10 @ 100']);
  });

  it('must name fractions above 0', () => {
    expect(() => fillsOf(['1 1 1 1 / 1', '1 1 1 1 / 1'], { stopLoss: -0.1 })).toThrow('stopLoss must be a fraction');
  });
});
