import type { DoorData, DoorInput } from '@tradewind/contract/door.ts';
import {
  listPortfolioRuns,
  readPortfolioRun,
  runPortfolioBacktest,
} from '@tradewind/contract/doors/portfolio-backtest.ts';
import { fromWireNames, toWireNames } from '@tradewind/contract/naming.ts';
import type { Contribution } from '@tradewind/engine/backtest/attribution.ts';
import { timeframeMs } from '@tradewind/engine/time/timeframe.ts';
import { answer, type ServedDoor, serve } from '../../platform/http/serve.ts';
import { dressJob } from '../../platform/jobs/dress.ts';
import {
  about,
  dressBenchmark,
  dressCurve,
  dressQuality,
  dressRunSettings,
  inlinePoints,
  iso,
  undressRun,
} from './dress.ts';
import type { PortfolioOrder } from './order.ts';
import type { StoredPortfolioRun } from './portfolio-run.ts';
import type { AskedPortfolioRun, PortfolioService } from './portfolio-service.ts';
import type { RunCurve } from './run.ts';
import type { PortfolioSettings } from './settings.ts';

export const portfolioDoors = (service: PortfolioService): ServedDoor[] => [
  serve(runPortfolioBacktest, async ({ body, caller, request }) => {
    const asked = await service.run(undressOrder(body), caller.userId, request.idempotencyKey);
    return answer(dressAsked(asked, service), asked.run ? about([asked.run.figures]) : {});
  }),
  serve(listPortfolioRuns, ({ query: { limit, offset } }) => {
    const { runs, total } = service.list(limit, offset);
    return { runs: runs.map(dressRun), total, limit, offset };
  }),
  serve(readPortfolioRun, ({ params }) => {
    const run = service.get(params.run_id);
    return answer(dressResult(run, service.curve(params.run_id, inlinePoints)), about([run.figures]));
  }),
];

function undressOrder(body: DoorInput<typeof runPortfolioBacktest>['body']): PortfolioOrder {
  const { strategy_ids, weights, symbols, params } = body;
  const parameters = params && Object.entries(params).map(([id, values]) => [id, fromWireNames(values)] as const);
  return {
    ...undressRun(body),
    strategyIds: strategy_ids,
    weights,
    symbols,
    parameters: parameters && Object.fromEntries(parameters),
  };
}

function dressAsked({ job, run }: AskedPortfolioRun, service: PortfolioService): DoorData<typeof runPortfolioBacktest> {
  const result = run && dressResult(run, service.curve(run.figures.runId, inlinePoints));
  const { job_id, status, progress, error } = dressJob(job);
  return {
    job_id,
    status,
    run_id: job_id,
    strategy_ids: (job.input as PortfolioSettings).sleeves.map(({ strategyId }) => strategyId),
    combined_sharpe: result?.combined_sharpe ?? null,
    annual_return: result?.annual_return ?? null,
    max_drawdown: result?.max_drawdown ?? null,
    equity_curve: result?.equity_curve ?? null,
    attribution: result?.attribution ?? null,
    correlation: result?.correlation ?? null,
    metrics: result?.metrics ?? null,
    progress,
    error,
    result,
  };
}

function dressResult(run: StoredPortfolioRun, curve: RunCurve): DoorData<typeof readPortfolioRun> {
  return { ...dressRun(run), equity_curve: dressCurve(curve, run.figures.settings) };
}

type WireRun = DoorData<typeof listPortfolioRuns>['runs'][number];

function dressRun({ figures, computedAt, points }: StoredPortfolioRun): WireRun {
  const { settings, metrics, attribution, correlations } = figures;
  const { sleeves } = settings;
  const barMs = timeframeMs(settings.timeframe) ?? 0;
  const ids = sleeves.map(({ strategyId }) => strategyId);
  const shares = attribution.bySleeve.map(({ total }, i) => [ids[i], total / settings.capital] as const);
  return {
    run_id: figures.runId,
    computed_at: iso(computedAt),
    combined_sharpe: metrics.values.sharpeRatio,
    annual_return: metrics.values.annualReturn,
    max_drawdown: metrics.values.maxDrawdown,
    total_trades: figures.trades,
    attribution: Object.fromEntries(shares),
    correlation: { strategies: ids, matrix: correlations.map((row) => [...row]) },
    metrics: toWireNames(metrics.values) as WireRun['metrics'],
    metrics_absent: toWireNames(metrics.absent),
    sleeves: sleeves.map(({ strategyId, weight, symbols, parameters, paramsVersion }, i) => ({
      strategy_id: strategyId,
      weight,
      symbols: [...symbols],
      params: toWireNames(parameters),
      params_version: paramsVersion,
      metrics: toWireNames(figures.sleeveMetrics[i].values) as WireRun['metrics'],
      ...dressContribution(attribution.bySleeve[i]),
    })),
    by_symbol: attribution.bySymbol.map((part, i) => ({ symbol: settings.symbols[i], ...dressContribution(part) })),
    by_month: attribution.byMonth.map(({ period, ...part }) => ({ month: period, ...dressContribution(part) })),
    benchmark: dressBenchmark(metrics.values.benchmarkReturn),
    settings: dressRunSettings(settings, figures),
    bars: figures.bars,
    first_bar: iso(figures.firstTs - barMs),
    last_bar: iso(figures.lastTs - barMs),
    refusals: figures.refusals.map((refusal) => ({ ...refusal })),
    ...dressQuality(figures),
    reproducibility_id: figures.reproducibilityId,
    source: figures.source,
    equity_points: points,
  };
}

function dressContribution({ price, fees, flows, exchangeRate, total }: Contribution) {
  return { price, fees, flows, exchange_rate: exchangeRate, total };
}
