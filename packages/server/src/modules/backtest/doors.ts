import type { DoorData, DoorInput } from '@tradewind/contract/door.ts';
import {
  compareBacktests,
  listBacktestRuns,
  listBacktestTrades,
  listPerformance,
  readBacktestEquity,
  readBacktestResults,
  readBacktestRun,
  runBacktest,
} from '@tradewind/contract/doors/backtest.ts';
import { fromWireNames, toWireNames } from '@tradewind/contract/naming.ts';
import { timeframeMs } from '@tradewind/engine/time/timeframe.ts';
import { answer, type ServedDoor, serve } from '../../platform/http/serve.ts';
import { dressJob } from '../../platform/jobs/dress.ts';
import {
  about,
  dressBenchmark,
  dressCurve,
  dressPoints,
  dressProtection,
  dressQuality,
  dressRunSettings,
  inlinePoints,
  iso,
  undressProtection,
  undressRun,
} from './dress.ts';
import type { BacktestOrder } from './order.ts';
import type { RunCurve, RunFigures, StoredRun } from './run.ts';
import type { AskedRun, BacktestService } from './service.ts';
import type { BacktestSettings } from './settings.ts';
import type { TradeRow } from './trade-rows.ts';

export const backtestDoors = (service: BacktestService): ServedDoor[] => [
  serve(runBacktest, async ({ body, caller, request }) => {
    const asked = await service.run(undressOrder(body), caller.userId, request.idempotencyKey);
    return answer(dressAsked(asked, service), asked.run ? about([asked.run.figures]) : {});
  }),
  serve(readBacktestResults, ({ query }) => {
    const run = query.run_id === undefined ? service.latest(query.strategy_id) : service.get(query.run_id);
    return answer(dressResult(run, service.curve(run.figures.runId, inlinePoints)), about([run.figures]));
  }),
  serve(listBacktestRuns, ({ query: { strategy_id, limit, offset } }) => {
    const { runs, total } = service.list(strategy_id, limit, offset);
    return { runs: runs.map(dressRun), total, limit, offset };
  }),
  serve(readBacktestRun, ({ params }) => {
    const run = service.get(params.run_id);
    return answer(dressRun(run), about([run.figures]));
  }),
  serve(listBacktestTrades, ({ params, query: { limit, offset } }) => {
    const { figures } = service.get(params.run_id);
    const { trades, total } = service.trades(params.run_id, limit, offset);
    const page = { trades: trades.map((trade) => dressTrade(trade, figures)), total, limit, offset };
    return answer(page, about([figures]));
  }),
  serve(readBacktestEquity, ({ params: { run_id }, query }) => {
    const run = service.get(run_id);
    return answer(dressEquity(run, service.curve(run_id, query.points)), about([run.figures]));
  }),
  serve(compareBacktests, ({ query }) => {
    const found = service.latestOf(query.strategy_ids);
    return answer(dressComparison(found), about(found.flatMap(({ run }) => (run ? [run.figures] : []))));
  }),
  serve(listPerformance, () => {
    const ranking = service.ranking();
    return answer(ranking.map(dressPerformance), about(ranking.flatMap(({ run }) => (run ? [run.figures] : []))));
  }),
];

function undressOrder(body: DoorInput<typeof runBacktest>['body']): BacktestOrder {
  const { strategy_id, symbols, params, protection } = body;
  return {
    ...undressRun(body),
    strategyId: strategy_id,
    symbols,
    parameters: params && fromWireNames(params),
    protection: protection && undressProtection(protection),
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
  return { ...dressRun(run), equity_curve: dressCurve(curve, run.figures.settings) };
}

type WireMetrics = DoorData<typeof readBacktestRun>['metrics'];

function dressRun({ figures, computedAt, points }: StoredRun): DoorData<typeof readBacktestRun> {
  const { settings, metrics, breakEven, data } = figures;
  const barMs = timeframeMs(settings.timeframe) ?? 0;
  return {
    run_id: figures.runId,
    strategy_id: settings.strategyId,
    computed_at: iso(computedAt),
    metrics: toWireNames(metrics.values) as WireMetrics,
    settings: {
      ...dressRunSettings(settings, figures),
      params: toWireNames(settings.parameters),
      params_version: settings.paramsVersion ?? null,
      protection: settings.protection ? dressProtection(settings.protection) : null,
    },
    bars: figures.bars,
    first_bar: iso(figures.firstTs - barMs),
    last_bar: iso(figures.lastTs - barMs),
    metrics_absent: toWireNames(metrics.absent),
    ruined_at: figures.ruinedAt == null ? null : iso(figures.ruinedAt),
    open_positions: figures.openPositions.map(({ symbol, quantity, averagePrice, openGain }) => {
      return { symbol, quantity, average_price: averagePrice, unrealized_pnl: openGain };
    }),
    cost_stress: figures.costStress.map(({ factor, totalReturn, sharpe, maxDrawdown }) => {
      return { factor, total_return: totalReturn, sharpe, max_drawdown: maxDrawdown };
    }),
    break_even: breakEven
      ? { factor: breakEven.factor, reason: breakEven.factor === null ? breakEven.reason : null }
      : null,
    benchmark: data ? dressBenchmark(metrics.values.benchmarkReturn ?? null) : null,
    refusals: figures.refusals.map((refusal) => ({ ...refusal })),
    ...dressQuality(figures),
    reproducibility_id: figures.reproducibilityId,
    source: figures.source,
    equity_points: points,
  };
}

function dressEquity({ figures, points }: StoredRun, curve: RunCurve): DoorData<typeof readBacktestEquity> {
  const { ts, benchmark } = curve;
  return {
    run_id: figures.runId,
    total_points: points,
    equity_curve: dressCurve(curve, figures.settings),
    benchmark: benchmark ? dressPoints(ts, benchmark, figures.settings) : null,
  };
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

function dressComparison(found: ReturnType<BacktestService['latestOf']>): DoorData<typeof compareBacktests> {
  const strategies: DoorData<typeof compareBacktests>['strategies'] = {};
  const runs: DoorData<typeof compareBacktests>['runs'] = {};
  for (const { strategyId, run } of found) {
    if (!run) continue;
    const { figures, computedAt } = run;
    const barMs = timeframeMs(figures.settings.timeframe) ?? 0;
    strategies[strategyId] = toWireNames(figures.metrics.values) as WireMetrics;
    runs[strategyId] = {
      run_id: figures.runId,
      computed_at: iso(computedAt),
      symbols: [...figures.settings.symbols],
      first_bar: iso(figures.firstTs - barMs),
      last_bar: iso(figures.lastTs - barMs),
      data_quality_score: dressQuality(figures).data_quality_score,
      source: figures.source,
    };
  }
  const missing = found.filter(({ run }) => !run).map(({ strategyId }) => strategyId);
  return { strategies, missing_strategies: missing, runs };
}

function dressPerformance(
  { strategy, run }: ReturnType<BacktestService['ranking']>[number],
  place: number,
): DoorData<typeof listPerformance>[number] {
  const {
    sharpeRatio = null,
    annualReturn,
    maxDrawdown,
    totalReturn,
    winRate,
    totalTrades,
  } = run?.figures.metrics.values ?? {};
  return {
    rank: sharpeRatio === null ? null : place + 1,
    strategy_id: strategy.id,
    name: strategy.name,
    run_id: run?.figures.runId ?? null,
    computed_at: run ? iso(run.computedAt) : null,
    symbols: [...(run?.figures.settings.symbols ?? [])],
    sharpe: sharpeRatio,
    annual_return: annualReturn ?? null,
    max_drawdown: maxDrawdown ?? null,
    total_return: totalReturn ?? null,
    win_rate: winRate ?? null,
    total_trades: totalTrades ?? null,
    source: run?.figures.source ?? null,
  };
}
