/** The work of a backtest job, in its worker thread: stored bars in, figures and columns out. */
import { AppError } from '@tradewind/contract/errors.ts';
import { breakEvenFactor, costFactors, totalReturn, withCosts } from '@tradewind/engine/backtest/cost-stress.ts';
import {
  type BacktestRequest,
  type BacktestResult,
  isTooLittleHistory,
  runBacktest,
} from '@tradewind/engine/backtest/run.ts';
import type { JobRun } from '../../platform/jobs/job.ts';
import {
  countRefusals,
  groundOf,
  type Prepared,
  prepare,
  refuseTooLittle,
  requireFinite,
  strategyOf,
} from './prepare-worker.ts';
import type { CostStress, RunFigures, RunOutput } from './run.ts';
import type { BacktestSettings } from './settings.ts';
import { packTrades } from './trade-rows.ts';

/** The break-even costs are found by some forty runs more: only where those are done in a moment. */
const mostBarsForBreakEven = 100_000;

export const run: JobRun<BacktestSettings, RunOutput> = (settings, { jobId, dataDir, progress, isCancelled }) => {
  const steps = costFactors.length;
  const output = carryOut(jobId, settings, prepare(dataDir, settings), (done) => {
    progress(done, steps, `costs × ${costFactors[done]}`);
    if (isCancelled()) throw new AppError('conflict', 'The backtest was cancelled');
  });
  progress(steps, steps);
  return output;
};

/** `onStep` hears how many cost levels are done, and throws to stop. */
export function carryOut(
  runId: string,
  settings: BacktestSettings,
  prepared: Prepared,
  onStep: (done: number) => void = () => {},
): RunOutput {
  const { request, benchmark } = requestOf(settings, prepared);
  const results = costFactors.map((factor, done) => {
    onStep(done);
    return finished(factor === 1 ? request : unmeasured(withCosts(request, factor)), settings);
  });
  const result = results[costFactors.indexOf(1)];
  const { curve, trades, metrics, openPositions, refusals, ruinedAt } = result;
  return {
    figures: {
      ...groundOf(runId, prepared, request, settings.seed, curve.ts),
      settings,
      metrics,
      ruinedAt,
      openPositions: openPositions.map(({ session: _, slot, ...position }) => {
        return { symbol: request.instruments[slot].symbol, ...position };
      }),
      costStress: results.map((one, i) => stressOf(costFactors[i], one)),
      breakEven: breakEvenOf(unmeasured(request)),
      refusals: countRefusals(refusals),
    },
    curve: { ts: curve.ts.slice(), equity: curve.equity.slice(), benchmark: benchmark(curve.ts).slice() },
    trades: packTrades(trades),
  };
}

/** The benchmark is computed once, for the metrics and to be kept. */
export function requestOf(settings: BacktestSettings, { request }: Prepared) {
  const hold = request.benchmark as NonNullable<typeof request.benchmark>;
  let held: Float64Array | null = null;
  const benchmark = (ts: Float64Array): Float64Array => {
    held ??= hold(ts);
    return held;
  };
  const strategy = strategyOf(settings.strategyId);
  const { parameters, protection } = settings;
  return { request: { ...request, benchmark, strategy, parameters, protection }, benchmark };
}

/** What only its money is asked of needs no benchmark. */
const unmeasured = (request: BacktestRequest): BacktestRequest => ({ ...request, benchmark: undefined });

function finished(request: BacktestRequest, settings: BacktestSettings): BacktestResult {
  const result = runBacktest(request);
  if (isTooLittleHistory(result)) throw refuseTooLittle(result, settings);
  requireFinite(result.curve.equity);
  return result;
}

function stressOf(factor: number, { metrics }: BacktestResult): CostStress {
  const { totalReturn, sharpeRatio, maxDrawdown } = metrics.values;
  return { factor, totalReturn, sharpe: sharpeRatio, maxDrawdown };
}

function breakEvenOf(request: BacktestRequest): RunFigures['breakEven'] {
  const bars = request.history.reduce((sum, { length }) => sum + length, 0);
  if (bars > mostBarsForBreakEven) {
    return { factor: null, reason: `not computed for more than ${mostBarsForBreakEven} bars; there are ${bars}` };
  }
  return breakEvenFactor((factor) => totalReturn(withCosts(request, factor)));
}
