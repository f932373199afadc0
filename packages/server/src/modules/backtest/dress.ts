/** What the doors of this room share: wire names to settings and back, curves, and what must be said of a source. */
import type { DoorData, DoorInput } from '@tradewind/contract/door.ts';
import type { readBacktestRun, runBacktest } from '@tradewind/contract/doors/backtest.ts';
import type { readPortfolioRun } from '@tradewind/contract/doors/portfolio-backtest.ts';
import type { Protection } from '@tradewind/engine/model/protection.ts';
import { timeframeMs } from '@tradewind/engine/time/timeframe.ts';
import type { AnswerOptions } from '../../platform/http/serve.ts';
import { worstScore } from './data-quality.ts';
import type { RunOrder } from './order.ts';
import type { RunCurve, RunGround } from './run.ts';
import type { RunSettings } from './settings.ts';

type Body = Pick<
  DoorInput<typeof runBacktest>['body'],
  'timeframe' | 'start_date' | 'end_date' | 'capital' | 'costs' | 'fill' | 'min_quality' | 'seed'
>;

/** Points of a curve that stands inside another answer. */
export const inlinePoints = 5_000;

export const iso = (ts: number) => new Date(ts).toISOString();

/** What was computed from synthetic bars says so on both faces. */
export function about(grounds: readonly Pick<RunGround, 'source' | 'isSynthetic'>[]): AnswerOptions {
  const source = [...new Set(grounds.map((one) => one.source))].join(' + ') || undefined;
  return grounds.some(({ isSynthetic }) => isSynthetic)
    ? { source, note: 'Computed from synthetic demo data: no statement about any real market' }
    : { source };
}

export function undressRun(body: Body): RunOrder {
  const { timeframe, start_date, end_date, capital, costs, fill, min_quality, seed } = body;
  return {
    timeframe,
    start: start_date,
    end: end_date,
    capital,
    costs: {
      feeBps: costs.fee_bps,
      slippageBps: costs.slippage_bps,
      spreadBps: costs.spread_bps,
      feePerShare: costs.fee_per_share,
      feePerContract: costs.fee_per_contract,
      feePerOrder: costs.fee_per_order,
      feeMinimum: costs.fee_minimum,
      borrowBps: costs.borrow_bps,
      fundingBps: costs.funding,
      chargedOn: costs.charged_on,
    },
    fill: {
      when: fill.when,
      sizing: fill.sizing,
      lots: fill.lots,
      allowShort: fill.allow_short,
      atEnd: fill.at_end,
      limits: fill.limits,
      partialVolumeShare: fill.partial_volume_share,
      latency: fill.latency_bars > 0 ? { bars: fill.latency_bars } : { ms: fill.latency_ms },
    },
    leverage: fill.leverage,
    minQuality: min_quality,
    seed,
  };
}

export function dressRunSettings(
  { costs, fill, ...settings }: RunSettings,
  { currency, periodsPerYear }: RunGround,
): DoorData<typeof readPortfolioRun>['settings'] {
  const { latency = { ms: 0 } } = fill;
  return {
    symbols: [...settings.symbols],
    timeframe: settings.timeframe,
    start_date: settings.start,
    end_date: settings.end,
    capital: settings.capital,
    currency,
    periods_per_year: periodsPerYear,
    costs: {
      fee_bps: costs.feeBps,
      slippage_bps: costs.slippageBps,
      spread_bps: costs.spreadBps,
      fee_per_share: costs.feePerShare,
      fee_per_contract: costs.feePerContract,
      fee_per_order: costs.feePerOrder,
      fee_minimum: costs.feeMinimum,
      borrow_bps: costs.borrowBps ?? 0,
      funding: costs.fundingBps ?? 0,
      charged_on: costs.chargedOn,
    },
    fill: {
      when: fill.when,
      sizing: fill.sizing,
      lots: fill.lots,
      allow_short: fill.allowShort,
      at_end: fill.atEnd,
      limits: fill.limits ?? 'touched',
      partial_volume_share: fill.partialVolumeShare ?? null,
      leverage: settings.leverage ?? null,
      latency_ms: 'ms' in latency ? latency.ms : 0,
      latency_bars: 'bars' in latency ? latency.bars : 0,
    },
    min_quality: settings.minQuality ?? 0,
    seed: settings.seed,
  };
}

type WireProtection = NonNullable<DoorInput<typeof runBacktest>['body']['protection']>;

export function undressProtection({ stop_loss, take_profit, trailing_stop }: WireProtection): Protection {
  return {
    ...(stop_loss !== undefined && { stopLoss: stop_loss }),
    ...(take_profit !== undefined && { takeProfit: take_profit }),
    ...(trailing_stop !== undefined && { trailingStop: trailing_stop }),
  };
}

export function dressProtection({ stopLoss, takeProfit, trailingStop }: Protection): WireProtection {
  return { stop_loss: stopLoss, take_profit: takeProfit, trailing_stop: trailingStop };
}

type Points = NonNullable<DoorData<typeof readPortfolioRun>['equity_curve']>;

/** Labelled with the start of the bar at whose end it is measured. */
export function dressPoints(ts: Float64Array, values: Float64Array, { timeframe }: RunSettings): Points {
  const barMs = timeframeMs(timeframe) ?? 0;
  return Array.from(ts, (end, i) => ({ timestamp: iso(end - barMs), equity: values[i] }));
}

export const dressCurve = ({ ts, equity }: RunCurve, settings: RunSettings): Points =>
  dressPoints(ts, equity, settings);

/** Null and empty in runs from before there was a score. */
export function dressQuality({ quality = [] }: RunGround) {
  return {
    data_quality_score: worstScore(quality),
    data_quality: quality.map(({ symbol, score, calendar, faults }) => ({
      symbol,
      score,
      calendar,
      faults: faults.map(({ kind, count, lost }) => ({ kind, count, points_lost: lost })),
    })),
  };
}

export const benchmarkName = 'The same money in the same instruments, bought and held';

/** Without its curve: its return is that of the metrics. */
export function dressBenchmark(totalReturn: number | null): NonNullable<DoorData<typeof readBacktestRun>['benchmark']> {
  return { name: benchmarkName, total_return: totalReturn };
}
