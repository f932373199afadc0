import type { SyntheticInstrument } from '@tradewind/engine/data/synthetic.ts';
import type { AssetClass } from '@tradewind/engine/model/instrument.ts';

export interface DemoInstrument extends SyntheticInstrument {
  readonly assetClass: AssetClass;
  readonly currency: string;
  /** Also kept in minutes, from a month before the workspace was made. */
  readonly minutes?: boolean;
}

const share = {
  assetClass: 'equity',
  tick: 0.01,
  drift: 0.08,
  marketShare: 0.6,
  pull: 0,
  hours: 'sessions',
  currency: 'USD',
} as const;
const fund = { ...share, assetClass: 'etf', marketShare: 0.9, drift: 0.06 } as const;
const pair = {
  assetClass: 'fx',
  tick: 0.00001,
  drift: 0,
  marketShare: 0.1,
  pull: 0.004,
  hours: 'weekdays',
  dailyVolume: 150_000,
} as const;
const coin = {
  assetClass: 'crypto',
  tick: 0.01,
  drift: 0.3,
  marketShare: 0.3,
  pull: 0,
  hours: 'always',
  currency: 'USD',
} as const;

/** Well-known names, so that examples read naturally; the prices are invented. */
export const demoInstruments: readonly DemoInstrument[] = [
  { ...share, symbol: 'AAPL', startPrice: 27, volatility: 0.27, dailyVolume: 120_000_000 },
  { ...share, symbol: 'MSFT', startPrice: 46, volatility: 0.25, dailyVolume: 30_000_000 },
  { ...share, symbol: 'GOOG', startPrice: 26, volatility: 0.26, dailyVolume: 35_000_000 },
  { ...share, symbol: 'AMZN', startPrice: 15, volatility: 0.31, dailyVolume: 70_000_000 },
  { ...share, symbol: 'NVDA', startPrice: 2, volatility: 0.42, drift: 0.15, dailyVolume: 400_000_000 },
  { ...share, symbol: 'JPM', startPrice: 62, volatility: 0.24, dailyVolume: 14_000_000 },
  { ...share, symbol: 'XOM', startPrice: 92, volatility: 0.25, drift: 0.03, dailyVolume: 15_000_000 },
  { ...fund, symbol: 'SPY', startPrice: 205, volatility: 0.16, dailyVolume: 85_000_000 },
  { ...fund, symbol: 'QQQ', startPrice: 102, volatility: 0.2, dailyVolume: 45_000_000 },
  { ...fund, symbol: 'IWM', startPrice: 119, volatility: 0.21, dailyVolume: 28_000_000 },
  { ...fund, symbol: 'EEM', startPrice: 39, volatility: 0.19, drift: 0.03, dailyVolume: 40_000_000 },
  { ...fund, symbol: 'TLT', startPrice: 126, volatility: 0.14, drift: 0, marketShare: -0.3, dailyVolume: 15_000_000 },
  { ...fund, symbol: 'IEF', startPrice: 106, volatility: 0.06, drift: 0.01, marketShare: -0.3, dailyVolume: 6_000_000 },
  { ...fund, symbol: 'GLD', startPrice: 113, volatility: 0.14, drift: 0.05, marketShare: 0, dailyVolume: 8_000_000 },
  { ...pair, symbol: 'EURUSD', startPrice: 1.21, volatility: 0.08, currency: 'USD', minutes: true },
  { ...pair, symbol: 'GBPUSD', startPrice: 1.56, volatility: 0.09, currency: 'USD' },
  { ...pair, symbol: 'USDJPY', startPrice: 120, tick: 0.001, volatility: 0.09, currency: 'JPY' },
  { ...pair, symbol: 'USDBRL', startPrice: 2.66, tick: 0.0001, volatility: 0.16, pull: 0.001, currency: 'BRL' },
  { ...coin, symbol: 'BTCUSD', startPrice: 314, volatility: 0.6, dailyVolume: 25_000, minutes: true },
  { ...coin, symbol: 'ETHUSD', startPrice: 10, volatility: 0.75, dailyVolume: 300_000 },
];
