import type { DoorData, DoorInput } from '@tradewind/contract/door.ts';
import {
  listBacktestRuns,
  listBacktestTrades,
  readBacktestEquity,
  readBacktestResults,
  readBacktestRun,
  runBacktest,
} from '@tradewind/contract/doors/backtest.ts';
import { fromWireNames, toWireNames } from '@tradewind/contract/naming.ts';
import { timeframeMs } from '@tradewind/engine/time/timeframe.ts';
import { type AnswerOptions, answer, type ServedDoor, serve } from '../../platform/http/serve.ts';
import { dressJob } from '../../platform/jobs/dress.ts';
import type { RunCurve, RunFigures, StoredRun } from './run.ts';
import type { AskedRun, BacktestOrder, BacktestService } from './service.ts';
import type { BacktestSettings } from './settings.ts';
import type { TradeRow } from './trade-rows.ts';

/** Points of a curve that stands inside another answer. */
const inlinePoints = 5_000;

export const backtestDoors = (service: BacktestService): ServedDoor[] => [
  serve(runBacktest, async ({ body, caller, request }) => {
    const asked = await service.run(undressOrder(body), caller.userId, request.idempotencyKey);
    return answer(dressAsked(asked, service), about(asked.run));
  }),
  serve(readBacktestResults, ({ query }) => {
    const run = query.run_id === undefined ? service.latest(query.strategy_id) : service.get(query.run_id);
    return answer(dressResult(run, service.curve(run.figures.runId, inlinePoints)), about(run));
  }),
  serve(listBacktestRuns, ({ query: { strategy_id, limit, offset } }) => {
    const { runs, total } = service.list(strategy_id, limit, offset);
    return { runs: runs.map(dressRun), total, limit, offset };
  }),
  serve(readBacktestRun, ({ params }) => {
    const run = service.get(params.run_id);
    return answer(dressRun(run), about(run));
  }),
  serve(listBacktestTrades, ({ params, query: { limit, offset } }) => {
    const run = service.get(params.run_id);
    const { trades, total } = service.trades(params.run_id, limit, offset);
    return answer({ trades: trades.map((trade) => dressTrade(trade, run.figures)), total, limit, offset }, about(run));
  }),
  serve(readBacktestEquity, ({ params, query }) => {
    const run = service.get(params.run_id);
    const points = dressCurve(service.curve(params.run_id, query.points), run.figures);
    return answer({ run_id: params.run_id, total_points: run.points, equity_curve: points }, about(run));
  }),
];

/** What was computed from synthetic bars says so on both faces. */
function about(run: StoredRun | null): AnswerOptions {
  if (!run) return {};
  const { source, isSynthetic } = run.figures;
  return isSynthetic
    ? { source, note: 'Computed from synthetic demo data: no statement about any real market' }
    : { source };
}

function undressOrder(body: DoorInput<typeof runBacktest>['body']): BacktestOrder {
  const { costs, fill } = body;
  return {
    strategyId: body.strategy_id,
    symbols: body.symbols,
    timeframe: body.timeframe,
    start: body.start_date,
    end: body.end_date,
    parameters: body.params && fromWireNames(body.params),
    capital: body.capital,
    costs: {
      feeBps: costs.fee_bps,
      slippageBps: costs.slippage_bps,
      spreadBps: costs.spread_bps,
      feePerShare: costs.fee_per_share,
      feePerContract: costs.fee_per_contract,
      feePerOrder: costs.fee_per_order,
      feeMinimum: costs.fee_minimum,
      chargedOn: costs.charged_on,
    },
    fill: {
      when: fill.when,
      sizing: fill.sizing,
      lots: fill.lots,
      allowShort: fill.allow_short,
      atEnd: fill.at_end,
    },
    seed: body.seed,
  };
}

function dressAsked({ job, run }: AskedRun, service: BacktestService): DoorData<typeof runBacktest> {
  const result = run && dressResult(run, service.curve(run.figures.runId, inlinePoints));
  const { job_id, status, progress, error } = dressJob(job);
  return {
    job_id,
    status,
    run_id: job_id,
    strategy_id: (job.input as BacktestSettings).strategyId,
    sharpe: result?.metrics.sharpe_ratio ?? null,
    annual_return: result?.metrics.annual_return ?? null,
    max_drawdown: result?.metrics.max_drawdown ?? null,
    total_trades: result?.metrics.total_trades ?? null,
    equity_curve: result?.equity_curve ?? null,
    progress,
    error,
    result,
  };
}

function dressResult(run: StoredRun, curve: RunCurve): DoorData<typeof readBacktestResults> {
  return { ...dressRun(run), equity_curve: dressCurve(curve, run.figures) };
}

function dressRun({ figures, computedAt, points }: StoredRun): DoorData<typeof readBacktestRun> {
  const { settings, metrics } = figures;
  const barMs = timeframeMs(settings.timeframe) ?? 0;
  return {
    run_id: figures.runId,
    strategy_id: settings.strategyId,
    computed_at: iso(computedAt),
    metrics: toWireNames(metrics.values) as DoorData<typeof readBacktestRun>['metrics'],
    settings: dressSettings(figures),
    bars: figures.bars,
    first_bar: iso(figures.firstTs - barMs),
    last_bar: iso(figures.lastTs - barMs),
    metrics_absent: toWireNames(metrics.absent),
    open_positions: figures.openPositions.map(({ symbol, quantity, averagePrice, openGain }) => {
      return { symbol, quantity, average_price: averagePrice, unrealized_pnl: openGain };
    }),
    cost_stress: figures.costStress.map(({ factor, totalReturn, sharpe, maxDrawdown }) => {
      return { factor, total_return: totalReturn, sharpe, max_drawdown: maxDrawdown };
    }),
    refusals: figures.refusals.map((refusal) => ({ ...refusal })),
    data_quality_score: null,
    reproducibility_id: figures.reproducibilityId,
    source: figures.source,
    equity_points: points,
  };
}

function dressSettings({
  settings,
  currency,
  periodsPerYear,
}: RunFigures): NonNullable<DoorData<typeof readBacktestRun>['settings']> {
  const { costs, fill } = settings;
  return {
    symbols: [...settings.symbols],
    timeframe: settings.timeframe,
    start_date: settings.start,
    end_date: settings.end,
    params: toWireNames(settings.parameters),
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
      charged_on: costs.chargedOn,
    },
    fill: {
      when: fill.when,
      sizing: fill.sizing,
      lots: fill.lots,
      allow_short: fill.allowShort,
      at_end: fill.atEnd,
    },
    seed: settings.seed,
  };
}

function dressCurve({ ts, equity }: RunCurve, { settings }: RunFigures) {
  const barMs = timeframeMs(settings.timeframe) ?? 0;
  return Array.from(ts, (end, i) => ({ timestamp: iso(end - barMs), equity: equity[i] }));
}

function dressTrade(trade: TradeRow, { settings }: RunFigures): DoorData<typeof listBacktestTrades>['trades'][number] {
  const barMs = timeframeMs(settings.timeframe) ?? 0;
  return {
    symbol: settings.symbols[trade.slot],
    side: trade.side > 0 ? 'LONG' : 'SHORT',
    size: trade.quantity,
    entry_time: iso(trade.entryTs - barMs),
    exit_time: iso(trade.exitTs - barMs),
    entry_bar: trade.entryIndex,
    exit_bar: trade.exitIndex,
    entry_price: trade.entryPrice,
    exit_price: trade.exitPrice,
    fees: trade.fees,
    pnl: trade.pnl,
    return: trade.pnl / trade.entryNotional,
    max_adverse: trade.maxAdverse,
    max_favourable: trade.maxFavourable,
  };
}

const iso = (ts: number) => new Date(ts).toISOString();
