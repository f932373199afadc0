/**
 * Every indicator as data: what it is called, what it reads and gives, its options with their defaults, and how it is
 * built. Doors list it, and the contract suite runs over it: an indicator that is not here is neither known nor tested.
 */
import { adx } from './adx.ts';
import { aroon } from './aroon.ts';
import { atr } from './atr.ts';
import { bollingerBands } from './bollinger-bands.ts';
import { bars, type CatalogueEntry, choice, entry, number } from './catalogue-entry.ts';
import { cci } from './cci.ts';
import { closeVolatility } from './close-volatility.ts';
import { dema } from './dema.ts';
import { directionalMovement } from './directional-movement.ts';
import { donchianChannel } from './donchian-channel.ts';
import { ema } from './ema.ts';
import { garmanKlassVolatility } from './garman-klass-volatility.ts';
import { highest, lowest } from './highest-lowest.ts';
import { hurst } from './hurst.ts';
import { kama } from './kama.ts';
import { keltnerChannel } from './keltner-channel.ts';
import { linearRegressionSlope } from './linear-regression-slope.ts';
import { logPrice } from './log-price.ts';
import { macd } from './macd.ts';
import { mfi } from './mfi.ts';
import { momentum } from './momentum.ts';
import { natr } from './natr.ts';
import { obv } from './obv.ts';
import { parkinsonVolatility } from './parkinson-volatility.ts';
import { psar } from './psar.ts';
import { rateOfChange } from './rate-of-change.ts';
import { rollingBeta } from './rolling-beta.ts';
import { rollingCorrelation } from './rolling-correlation.ts';
import { rollingVwap } from './rolling-vwap.ts';
import { rsi } from './rsi.ts';
import { sessionVwap } from './session-vwap.ts';
import { sma } from './sma.ts';
import { standardDeviation } from './standard-deviation.ts';
import { stochRsi } from './stoch-rsi.ts';
import { fastStochastic, slowStochastic } from './stochastic.ts';
import { sum } from './sum.ts';
import { tema } from './tema.ts';
import { trueRange } from './true-range.ts';
import { typicalPrice } from './typical-price.ts';
import { wilder } from './wilder.ts';
import { williamsR } from './williams-r.ts';
import { wma } from './wma.ts';
import { yangZhangVolatility } from './yang-zhang-volatility.ts';
import { zScore } from './z-score.ts';

const seed = choice('sma', 'first');
const highLowClose = ['high', 'low', 'close'] as const;
const everyPrice = ['open', 'high', 'low', 'close'] as const;
const band = ['upper', 'middle', 'lower'];
const perYear = { period: bars(20), periodsPerYear: number(252, 0) };

export const catalogue: readonly CatalogueEntry[] = [
  entry({
    name: 'sma',
    title: 'Simple moving average',
    inputs: ['value'],
    options: { period: bars(20) },
    build: (_, [x], { period }) => sma(x, period),
  }),
  entry({
    name: 'ema',
    title: 'Exponential moving average',
    inputs: ['value'],
    options: { period: bars(20), seed },
    build: (_, [x], { period, seed }) => ema(x, period, { seed }),
  }),
  entry({
    name: 'wilder',
    title: "Wilder's moving average",
    inputs: ['value'],
    options: { period: bars(14), seed },
    build: (_, [x], { period, seed }) => wilder(x, period, { seed }),
  }),
  entry({
    name: 'wma',
    title: 'Weighted moving average',
    inputs: ['value'],
    options: { period: bars(20) },
    build: (_, [x], { period }) => wma(x, period),
  }),
  entry({
    name: 'dema',
    title: 'Double exponential moving average',
    inputs: ['value'],
    options: { period: bars(20), seed },
    build: (_, [x], { period, seed }) => dema(x, period, { seed }),
  }),
  entry({
    name: 'tema',
    title: 'Triple exponential moving average',
    inputs: ['value'],
    options: { period: bars(20), seed },
    build: (_, [x], { period, seed }) => tema(x, period, { seed }),
  }),
  entry({
    name: 'kama',
    title: "Kaufman's adaptive moving average",
    inputs: ['value'],
    options: { period: bars(30), fast: bars(2), slow: bars(30) },
    build: (_, [x], { period, fast, slow }) => kama(x, period, { fast, slow }),
  }),
  entry({
    name: 'rsi',
    title: 'Relative strength index',
    inputs: ['value'],
    options: { period: bars(14), seed },
    build: (_, [x], { period, seed }) => rsi(x, period, { seed }),
  }),
  entry({
    name: 'macd',
    title: 'Moving average convergence/divergence',
    inputs: ['value'],
    outputs: ['macd', 'signal', 'histogram'],
    options: {
      fast: bars(12),
      slow: bars(26),
      signal: bars(9),
      seed,
      alignment: choice('talib', 'independent'),
    },
    build: (_, [x], options) => macd(x, options),
  }),
  entry({
    name: 'bollinger-bands',
    title: 'Bollinger bands',
    inputs: ['value'],
    outputs: band,
    options: {
      period: bars(20, 2),
      up: number(2, 0),
      down: number(2, 0),
      average: choice('sma', 'ema'),
      seed,
      ddof: choice(0, 1),
    },
    build: (_, [x], options) => bollingerBands(x, options),
  }),
  entry({
    name: 'true-range',
    title: 'True range',
    inputs: highLowClose,
    options: { first: choice('skip', 'high-low') },
    build: (bars, _, options) => trueRange(bars, options),
  }),
  entry({
    name: 'atr',
    title: 'Average true range',
    inputs: highLowClose,
    options: { period: bars(14), first: choice('skip', 'high-low') },
    build: (bars, _, { period, first }) => atr(bars, period, { first }),
  }),
  entry({
    name: 'natr',
    title: 'Normalised average true range',
    inputs: highLowClose,
    options: { period: bars(14), first: choice('skip', 'high-low') },
    build: (bars, _, { period, first }) => natr(bars, period, { first }),
  }),
  entry({
    name: 'directional-movement',
    title: 'Directional indicators +DI and −DI',
    inputs: highLowClose,
    outputs: ['plusDi', 'minusDi'],
    options: { period: bars(14) },
    build: (bars, _, { period }) => directionalMovement(bars, period),
  }),
  entry({
    name: 'adx',
    title: 'Average directional index',
    inputs: highLowClose,
    options: { period: bars(14) },
    build: (bars, _, { period }) => adx(bars, period),
  }),
  entry({
    name: 'cci',
    title: 'Commodity channel index',
    inputs: highLowClose,
    options: { period: bars(20, 2) },
    build: (bars, _, { period }) => cci(bars, period),
  }),
  entry({
    name: 'fast-stochastic',
    title: 'Fast stochastic',
    inputs: highLowClose,
    outputs: ['k', 'd'],
    options: { period: bars(14), dPeriod: bars(3) },
    build: (bars, _, options) => fastStochastic(bars, options),
  }),
  entry({
    name: 'slow-stochastic',
    title: 'Slow stochastic',
    inputs: highLowClose,
    outputs: ['k', 'd'],
    options: { period: bars(14), smoothing: bars(3), dPeriod: bars(3) },
    build: (bars, _, options) => slowStochastic(bars, options),
  }),
  entry({
    name: 'stoch-rsi',
    title: 'Stochastic RSI',
    inputs: ['value'],
    outputs: ['k', 'd'],
    options: { rsiPeriod: bars(14), period: bars(14), dPeriod: bars(3) },
    build: (_, [x], options) => stochRsi(x, options),
  }),
  entry({
    name: 'williams-r',
    title: 'Williams %R',
    inputs: highLowClose,
    options: { period: bars(14) },
    build: (bars, _, { period }) => williamsR(bars, period),
  }),
  entry({
    name: 'rate-of-change',
    title: 'Rate of change',
    inputs: ['value'],
    options: { period: bars(10) },
    build: (_, [x], { period }) => rateOfChange(x, period),
  }),
  entry({
    name: 'momentum',
    title: 'Momentum',
    inputs: ['value'],
    options: { period: bars(10) },
    build: (_, [x], { period }) => momentum(x, period),
  }),
  entry({
    name: 'obv',
    title: 'On-balance volume',
    inputs: ['close', 'volume'],
    options: { start: choice('volume', 'zero') },
    build: (bars, _, options) => obv(bars, options),
  }),
  entry({
    name: 'mfi',
    title: 'Money flow index',
    inputs: ['high', 'low', 'close', 'volume'],
    options: { period: bars(14) },
    build: (bars, _, { period }) => mfi(bars, period),
  }),
  entry({
    name: 'session-vwap',
    title: 'Session VWAP',
    inputs: ['high', 'low', 'close', 'volume', 'ts'],
    options: { startMinute: number(0, 0) },
    build: (bars, _, options) => sessionVwap(bars, options),
  }),
  entry({
    name: 'rolling-vwap',
    title: 'Rolling VWAP',
    inputs: ['high', 'low', 'close', 'volume'],
    options: { period: bars(20) },
    build: (bars, _, { period }) => rollingVwap(bars, period),
  }),
  entry({
    name: 'typical-price',
    title: 'Typical price',
    inputs: highLowClose,
    build: (bars) => typicalPrice(bars),
  }),
  entry({
    name: 'highest',
    title: 'Highest value',
    inputs: ['value'],
    options: { period: bars(20) },
    build: (_, [x], { period }) => highest(x, period),
  }),
  entry({
    name: 'lowest',
    title: 'Lowest value',
    inputs: ['value'],
    options: { period: bars(20) },
    build: (_, [x], { period }) => lowest(x, period),
  }),
  entry({
    name: 'sum',
    title: 'Sum',
    inputs: ['value'],
    options: { period: bars(20) },
    build: (_, [x], { period }) => sum(x, period),
  }),
  entry({
    name: 'donchian-channel',
    title: 'Donchian channel',
    inputs: ['high', 'low'],
    outputs: band,
    options: { period: bars(20) },
    build: (bars, _, options) => donchianChannel(bars, options),
  }),
  entry({
    name: 'keltner-channel',
    title: 'Keltner channel',
    inputs: highLowClose,
    outputs: band,
    options: { period: bars(20), atrPeriod: bars(10), multiplier: number(2, 0), seed },
    build: (bars, _, options) => keltnerChannel(bars, options),
  }),
  entry({
    name: 'aroon',
    title: 'Aroon',
    inputs: ['high', 'low'],
    outputs: ['up', 'down'],
    options: { period: bars(14) },
    build: (bars, _, { period }) => aroon(bars, period),
  }),
  entry({
    name: 'psar',
    title: 'Parabolic stop and reverse',
    inputs: ['high', 'low'],
    options: { step: number(0.02, 0), maximum: number(0.2, 0) },
    build: (bars, _, options) => psar(bars, options),
  }),
  entry({
    name: 'standard-deviation',
    title: 'Standard deviation',
    inputs: ['value'],
    options: { period: bars(20, 2), ddof: choice(0, 1) },
    build: (_, [x], { period, ddof }) => standardDeviation(x, period, { ddof }),
  }),
  entry({
    name: 'linear-regression-slope',
    title: 'Slope of the linear regression',
    inputs: ['value'],
    options: { period: bars(14, 2) },
    build: (_, [x], { period }) => linearRegressionSlope(x, period),
  }),
  entry({
    name: 'z-score',
    title: 'Z-score',
    inputs: ['value'],
    options: { period: bars(20, 2) },
    build: (_, [x], { period }) => zScore(x, period),
  }),
  entry({
    name: 'rolling-correlation',
    title: 'Rolling correlation',
    inputs: ['value', 'value'],
    options: { period: bars(20, 2) },
    build: (_, [x, y], { period }) => rollingCorrelation(x, y, period),
  }),
  entry({
    name: 'rolling-beta',
    title: 'Rolling beta',
    inputs: ['value', 'value'],
    options: { period: bars(20, 2) },
    build: (_, [x, y], { period }) => rollingBeta(x, y, period),
  }),
  entry({
    name: 'hurst',
    title: 'Hurst exponent',
    inputs: ['value'],
    options: { period: bars(128, 32) },
    build: (_, [x], { period }) => hurst(x, period),
  }),
  entry({
    name: 'log-price',
    title: 'Natural logarithm of a price',
    inputs: ['value'],
    build: (_, [x]) => logPrice(x),
  }),
  entry({
    name: 'close-volatility',
    title: 'Realised volatility from closes',
    inputs: ['value'],
    options: { ...perYear, period: bars(20, 2), returns: choice('log', 'simple'), ddof: choice(1, 0) },
    build: (_, [x], options) => closeVolatility(x, options),
  }),
  entry({
    name: 'parkinson-volatility',
    title: 'Realised volatility from highs and lows (Parkinson)',
    inputs: ['high', 'low'],
    options: perYear,
    build: (bars, _, options) => parkinsonVolatility(bars, options),
  }),
  entry({
    name: 'garman-klass-volatility',
    title: 'Realised volatility from the four prices (Garman–Klass)',
    inputs: everyPrice,
    options: perYear,
    build: (bars, _, options) => garmanKlassVolatility(bars, options),
  }),
  entry({
    name: 'yang-zhang-volatility',
    title: 'Realised volatility with overnight gaps (Yang–Zhang)',
    inputs: everyPrice,
    options: { ...perYear, period: bars(20, 2) },
    build: (bars, _, options) => yangZhangVolatility(bars, options),
  }),
];

export function findIndicator(name: string): CatalogueEntry | undefined {
  return catalogue.find((found) => found.name === name);
}
