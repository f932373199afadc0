/**
 * Two algorithms by the rules of LEAN: a quarter of a percent of equity is kept free, shares cost 0.005 each and an order
 * at least 1.00, prices are adjusted for splits and dividends.
 *
 *   buy and hold   BasicTemplateAlgorithm: all of it into SPY on the first minute, at the ask of that minute's close
 *   macd           MACD(12, 26, 9) trend on IWM: in when (MACD − signal) / EMA12 exceeds 0.0025, out below −0.0025
 */
import {
  type BacktestRequest,
  type BacktestResult,
  defaultFillRules,
  isTooLittleHistory,
  runBacktest,
} from '@tradewind/engine/backtest/run.ts';
import { ema } from '@tradewind/engine/indicators/ema.ts';
import { macd } from '@tradewind/engine/indicators/macd.ts';
import { noCosts } from '@tradewind/engine/matching/costs.ts';
import type { BarColumns } from '@tradewind/engine/model/bar.ts';
import { instrument } from '@tradewind/engine/model/instrument.ts';
import type { Sizer } from '@tradewind/engine/sizing/sizer.ts';
import { buyAndHold } from '@tradewind/engine/strategies/general/buy-and-hold.ts';
import { defineStrategy } from '@tradewind/engine/strategies/strategy.ts';

const freeShare = 0.0025;
const costs = { ...noCosts, feePerUnit: 0.005, feeMinimum: 1 };

/** Whole shares for what is not kept free, lowered until they and their fee can be paid from it. */
const allButTheFreeShare: Sizer = ({ exposure, equity, price, instrument: { multiplier }, fees }) => {
  const budget = exposure * equity * (1 - freeShare);
  let quantity = Math.floor(budget / price);
  while (quantity > 0 && quantity * price + fees.fee(quantity, price, multiplier, 'entry') > budget) quantity--;
  return quantity;
};

const tolerance = 0.0025;

const macdTrend = defineStrategy({
  id: 'lean-macd-trend',
  name: 'MACD trend of LEAN',
  assetClasses: ['etf'],
  instruments: ['IWM'],
  idea: 'Long while momentum lies clearly above its own average, relative to the price.',
  source: 'QuantConnect LEAN, MACDTrendAlgorithm',
  maximumAgo: 0,
  parameters: {},
  columns: ({ close }) => ({ ...macd(close, { alignment: 'independent' }), fast: ema(close, 12) }),
  target: ({ histogram, fast }, held) => {
    const delta = histogram.now / fast.now;
    if (held === 0 && delta > tolerance) return 1;
    return held > 0 && delta < -tolerance ? 0 : held;
  },
});

export function leanBuyAndHold(bars: BarColumns): BacktestResult {
  return run({
    strategy: buyAndHold,
    instruments: [instrument({ symbol: 'SPY', assetClass: 'etf' })],
    history: [bars],
    fill: { ...defaultFillRules, when: 'same_close', sizing: 'fill' },
  });
}

export function leanMacdTrend(bars: BarColumns): BacktestResult {
  return run({
    strategy: macdTrend,
    instruments: [instrument({ symbol: 'IWM', assetClass: 'etf' })],
    history: [bars],
    fill: defaultFillRules,
  });
}

function run(request: Pick<BacktestRequest, 'strategy' | 'instruments' | 'history' | 'fill'>): BacktestResult {
  const result = runBacktest({
    ...request,
    parameters: {},
    capital: 100_000,
    costs,
    sizer: allButTheFreeShare,
    periodsPerYear: 252,
  });
  if (isTooLittleHistory(result)) throw new Error(`expected ${result.need} bars, found ${result.have}`);
  return result;
}
