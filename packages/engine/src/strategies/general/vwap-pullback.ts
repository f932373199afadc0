/**
 * Pullback to the session's VWAP: while the average price of the day rises, a bar that dips to it and closes above it
 * again is bought, for the day's buyers defend their price; and the mirror image in a falling day. Needs bars within the
 * day; on daily bars it never trades, for a session of one bar has no trend.
 *
 *   trend  = vwap[i] − vwap[i − trendBars], both in one session
 *   long   when trend > 0, low ≤ vwap · (1 + touch) and close > vwap;    left on close < vwap · (1 − stop)
 *   short  when trend < 0, high ≥ vwap · (1 − touch) and close < vwap;   left on close > vwap · (1 + stop)
 *   flat   from minute `flatMinute` of the session on, and in the first bar of the next at the latest
 */
import { momentum } from '../../indicators/momentum.ts';
import { sessionVwap } from '../../indicators/session-vwap.ts';
import { tradingDay } from '../../time/periods.ts';
import { dayMs } from '../../time/timeframe.ts';
import { choice, integer, number } from '../parameters.ts';
import { defineStrategy } from '../strategy.ts';

const minuteMs = 60_000;

export const vwapPullback = defineStrategy({
  id: 'vwap-pullback',
  name: 'VWAP pullback',
  assetClasses: ['equity', 'etf', 'fx', 'crypto', 'crypto_perpetual', 'future'],
  idea: 'Large orders are measured against VWAP: in a rising day their buyers wait for it, so a dip to it meets demand.',
  source:
    'Berkowitz, Logue, Noser, Journal of Finance 43 (1988); Zarattini and Aziz, Volume Weighted Average Price: The Holy Grail for Day Trading Systems (2023)',
  instruments: ['BTCUSD', 'EURUSD'],
  maximumAgo: 1,
  parameters: {
    trendBars: integer({
      default: 60,
      min: 1,
      max: 1000,
      grid: [30, 60, 120],
      description: 'Bars over which VWAP must have risen or fallen, within the session',
    }),
    touchBps: number({
      default: 5,
      min: 0,
      max: 500,
      grid: [0, 5, 10],
      description: 'How near the bar must come to VWAP, basis points',
    }),
    stopBps: number({
      default: 20,
      min: 0,
      max: 1000,
      grid: [10, 20, 40],
      description: 'How far beyond VWAP the wrong way a close ends the trade, basis points',
    }),
    startMinute: integer({
      default: 0,
      min: 0,
      max: 1439,
      grid: [0],
      description: "Minute after midnight UTC at which the session begins; 810 is New York's open in summer",
    }),
    flatMinute: integer({
      default: 1380,
      min: 1,
      max: 1440,
      grid: [1380],
      description: 'Minute of the session from which on nothing is held',
    }),
    direction: choice({
      default: 'long_short',
      choices: ['long_short', 'long_only'],
      grid: ['long_short', 'long_only'],
      description: 'Whether falling days are sold short',
    }),
  },
  columns: (bars, { trendBars, startMinute }) => {
    const vwap = sessionVwap(bars, { startMinute });
    const { high, low, close, ts } = bars;
    return { high, low, close, ts, vwap, trend: momentum(vwap, trendBars), trendMs: momentum(ts, trendBars) };
  },
  target: ({ high, low, close, ts, vwap, trend, trendMs }, held, parameters) => {
    const { touchBps, stopBps, startMinute, flatMinute, direction } = parameters;
    const sinceStart = ts.now - startMinute * minuteMs;
    const session = tradingDay(sinceStart);
    if (sinceStart - session * dayMs >= flatMinute * minuteMs) return 0;
    // Minutes that nobody traded have no bar: the one at `flatMinute` may be missing.
    if (held !== 0 && tradingDay(ts.ago(1) - startMinute * minuteMs) !== session) return 0;
    const touch = touchBps / 1e4;
    const stop = stopBps / 1e4;
    const price = close.now;
    const average = vwap.now;
    if (held > 0 && price < average * (1 - stop)) return 0;
    if (held < 0 && price > average * (1 + stop)) return 0;
    if (tradingDay(sinceStart - trendMs.now) !== session) return held;
    if (trend.now > 0 && low.now <= average * (1 + touch) && price > average) return 1;
    if (trend.now < 0 && high.now >= average * (1 - touch) && price < average) {
      return direction === 'long_short' ? -1 : 0;
    }
    return held;
  },
  // The slope of the day's average; none while the bars compared belong to different sessions.
  score: ({ ts, vwap, trend, trendMs }, { startMinute }) => {
    const sinceStart = ts.now - startMinute * minuteMs;
    const isOneSession = tradingDay(sinceStart - trendMs.now) === tradingDay(sinceStart);
    return isOneSession ? trend.now / vwap.now : Number.NaN;
  },
});
