/** The work of a portfolio job, in its worker thread: several strategies on one account, and where its money came from. */
import { AppError } from '@tradewind/contract/errors.ts';
import { isTooLittleHistory } from '@tradewind/engine/backtest/run.ts';
import { runPortfolio } from '@tradewind/engine/backtest/run-portfolio.ts';
import type { JobRun } from '../../platform/jobs/job.ts';
import type { PortfolioOutput } from './portfolio-run.ts';
import { countRefusals, groundOf, prepare, refuseTooLittle, requireFinite, strategyOf } from './prepare-worker.ts';
import type { PortfolioSettings } from './settings.ts';

export const run: JobRun<PortfolioSettings, PortfolioOutput> = (
  settings,
  { jobId, dataDir, progress, isCancelled },
) => {
  progress(0, 1, 'one account');
  if (isCancelled()) throw new AppError('conflict', 'The backtest was cancelled');
  const prepared = prepare(dataDir, settings);
  const hold = prepared.request.benchmark as NonNullable<typeof prepared.request.benchmark>;
  let held: Float64Array | null = null;
  const request = {
    ...prepared.request,
    benchmark: (ts: Float64Array) => {
      held ??= hold(ts);
      return held;
    },
    sleeves: settings.sleeves.map(({ strategyId, parameters, symbols, weight }) => ({
      strategy: strategyOf(strategyId),
      parameters,
      slots: symbols.map((symbol) => settings.symbols.indexOf(symbol)),
      weight,
    })),
  };
  const result = runPortfolio(request);
  if (isTooLittleHistory(result)) throw refuseTooLittle(result, settings);
  const { curve, metrics, sleeves, attribution, correlations, trades, refusals } = result;
  requireFinite(curve.equity);
  progress(1, 1);
  return {
    figures: {
      ...groundOf(jobId, prepared, request, settings.seed, curve.ts),
      settings,
      metrics,
      sleeveMetrics: sleeves.map((one) => one.metrics),
      attribution: {
        bySleeve: attribution.bySession,
        bySymbol: attribution.bySlot,
        byMonth: attribution.byPeriod,
        total: attribution.total,
      },
      correlations,
      trades: trades.length,
      refusals: countRefusals(refusals),
    },
    curve: { ts: curve.ts.slice(), equity: curve.equity.slice(), benchmark: request.benchmark(curve.ts).slice() },
  };
};
