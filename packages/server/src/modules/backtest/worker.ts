/** The work of a backtest job, in its worker thread: stored bars in, figures and columns out. */
import { createHash } from 'node:crypto';
import { AppError } from '@tradewind/contract/errors.ts';
import {
  type BacktestResult,
  isTooLittleHistory,
  runBacktest,
  type TooLittleHistory,
} from '@tradewind/engine/backtest/run.ts';
import { type Costs, scaleCosts } from '@tradewind/engine/matching/costs.ts';
import { type BarColumns, barFields } from '@tradewind/engine/model/bar.ts';
import { type Instrument, instrument } from '@tradewind/engine/model/instrument.ts';
import { findStrategy } from '@tradewind/engine/strategies/registry.ts';
import { type PeriodsPerYear, periodsPerYear } from '@tradewind/engine/time/periods.ts';
import type { JobRun } from '../../platform/jobs/job.ts';
import { version } from '../../platform/version.ts';
import { openMarketData } from '../market-data/open.ts';
import { barRange } from '../market-data/range.ts';
import type { MarketDataReader } from '../market-data/reader.ts';
import type { Series } from '../market-data/series.ts';
import type { CostStress, RunOutput } from './run.ts';
import type { BacktestSettings } from './settings.ts';
import { packTrades } from './trade-rows.ts';

const stressFactors = [0, 1, 2, 3];
const beyondNumbers = 'Equity leaves the range of numbers: with these prices and this capital nothing can be computed';

interface Stored {
  readonly series: Series;
  readonly bars: BarColumns;
}

export const run: JobRun<BacktestSettings, RunOutput> = (settings, context) => {
  const market = openMarketData(context.dataDir);
  try {
    const steps = stressFactors.length;
    const output = backtest(context.jobId, settings, readAll(market.reader, settings), (done) => {
      context.progress(done, steps, `costs × ${stressFactors[done]}`);
      return context.isCancelled();
    });
    context.progress(steps, steps);
    return output;
  } finally {
    market.close();
  }
};

/** `onStep` hears how many cost levels are done and answers whether to stop. */
function backtest(
  runId: string,
  settings: BacktestSettings,
  stored: readonly Stored[],
  onStep: (done: number) => boolean,
): RunOutput {
  const strategy = findStrategy(settings.strategyId);
  if (!strategy) throw new AppError('not_found', `There is no strategy "${settings.strategyId}"`);
  const instruments = stored.map(({ series }) => instrumentOf(series));
  const costs = costsOf(settings, instruments);
  const { from, to } = barRange(settings.timeframe, settings.start ?? undefined, settings.end ?? undefined);
  // Instruments that trade every day keep the account moving every day.
  const annualised = Math.max(...instruments.map(({ assetClass }) => periodsPerYear(assetClass))) as PeriodsPerYear;
  const carryOut = (factor: number) =>
    runBacktest({
      strategy,
      parameters: settings.parameters,
      instruments,
      history: stored.map(({ bars }) => bars),
      from,
      to,
      capital: settings.capital,
      costs: scaleCosts(costs, factor),
      fill: settings.fill,
      periodsPerYear: annualised,
    });

  const results = stressFactors.map((factor, done) => {
    if (onStep(done)) throw new AppError('conflict', 'The backtest was cancelled');
    const result = carryOut(factor);
    if (isTooLittleHistory(result)) throw tooLittleHistory(result, settings);
    if (!result.curve.equity.every(Number.isFinite)) throw new AppError('impossible', beyondNumbers);
    return result;
  });
  onStep(stressFactors.length);
  const result = results[stressFactors.indexOf(1)];
  const { curve, trades, metrics, openPositions } = result;
  return {
    figures: {
      runId,
      settings,
      currency: instruments[0].currency,
      periodsPerYear: annualised,
      bars: curve.length,
      firstTs: curve.ts[0],
      lastTs: curve.ts[curve.length - 1],
      metrics,
      openPositions: openPositions.map(({ slot, ...position }) => ({ symbol: instruments[slot].symbol, ...position })),
      costStress: results.map((one, i) => stressOf(stressFactors[i], one)),
      refusals: countRefusals(result),
      reproducibilityId: reproducibilityId(settings, stored),
      source: [...new Set(stored.map(({ series }) => series.source))].join(' + '),
      isSynthetic: stored.some(({ series }) => series.synthetic),
    },
    curve: { ts: curve.ts.slice(), equity: curve.equity.slice() },
    trades: packTrades(trades),
  };
}

function readAll(reader: MarketDataReader, { symbols, timeframe }: BacktestSettings): Stored[] {
  return symbols.map((symbol, i) => {
    const stored = reader.readSeries(symbol, timeframe);
    if (stored) return stored;
    throw new AppError('impossible', {
      detail: `No ${timeframe} bars of ${symbol} are stored; import some first`,
      errors: [{ pointer: `/body/symbols/${i}`, expected: 'a symbol with stored bars', found: symbol }],
    });
  });
}

/** The class and currency an import did not state are those of a US share; both are printed with the result. */
function instrumentOf({ symbol, assetClass, currency, tick }: Series): Instrument {
  return instrument({ symbol, assetClass: assetClass ?? 'equity', currency: currency ?? 'USD', tick: tick ?? 0 });
}

function costsOf({ costs }: BacktestSettings, instruments: readonly Instrument[]): Costs {
  const currencies = new Set(instruments.map((one) => one.currency));
  if (currencies.size > 1) {
    throw new AppError('impossible', `All symbols of a run must share a currency; found ${[...currencies].join(', ')}`);
  }
  const isFuture = ({ assetClass }: Instrument) => assetClass === 'future';
  refuseUncharged(
    'fee_per_contract',
    costs.feePerContract,
    instruments.find((one) => !isFuture(one)),
  );
  refuseUncharged('fee_per_share', costs.feePerShare, instruments.find(isFuture));
  return {
    feeBps: costs.feeBps,
    feePerUnit: isFuture(instruments[0]) ? costs.feePerContract : costs.feePerShare,
    feePerOrder: costs.feePerOrder,
    feeMinimum: costs.feeMinimum,
    chargedOn: costs.chargedOn,
    slippageBps: costs.slippageBps,
    spreadBps: costs.spreadBps,
  };
}

/** A fee that some of the symbols would not pay must not stand in a result as if they had. */
function refuseUncharged(name: string, fee: number, exempt: Instrument | undefined): void {
  if (fee === 0 || exempt === undefined) return;
  throw new AppError('impossible', {
    detail: `${name} does not apply to ${exempt.symbol}, which is stored as ${exempt.assetClass}`,
    errors: [{ pointer: `/body/costs/${name}`, expected: '0 with these symbols', found: String(fee) }],
  });
}

function tooLittleHistory({ symbol, have, need }: TooLittleHistory, settings: BacktestSettings): AppError {
  return new AppError('too_little_history', {
    detail: `${symbol} has ${have} ${settings.timeframe} bars up to the end of the range; ${settings.strategyId} with these parameters needs ${need}, at least 2 of them within the range`,
    extensions: { symbol, bars_available: have, bars_needed: need },
  });
}

function stressOf(factor: number, { metrics }: BacktestResult): CostStress {
  const { totalReturn, sharpeRatio, maxDrawdown } = metrics.values;
  return { factor, totalReturn, sharpe: sharpeRatio, maxDrawdown };
}

function countRefusals({ refusals }: BacktestResult): { rule: string; reason: string; count: number }[] {
  const kinds = Map.groupBy(refusals, ({ rule, reason }) => `${rule}: ${reason}`);
  return [...kinds.values()].map((same) => ({ rule: same[0].rule, reason: same[0].reason, count: same.length }));
}

/** Everything the result depends on. */
function reproducibilityId(settings: BacktestSettings, stored: readonly Stored[]): string {
  const hash = createHash('sha256').update(JSON.stringify({ version, settings }));
  for (const { bars } of stored) {
    for (const field of ['ts', ...barFields] as const) {
      const column = bars[field];
      hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
    }
  }
  return hash.digest('hex');
}
