/** What every worker of this room begins with: stored bars and settings become a request the engine can carry out. */
import { createHash } from 'node:crypto';
import { AppError } from '@tradewind/contract/errors.ts';
import { holdInstruments } from '@tradewind/engine/backtest/benchmark.ts';
import { describeRun } from '@tradewind/engine/backtest/reproducibility.ts';
import type { Measures } from '@tradewind/engine/backtest/result.ts';
import type { BacktestRequest } from '@tradewind/engine/backtest/run.ts';
import type { PortfolioRequest } from '@tradewind/engine/backtest/run-portfolio.ts';
import type { SimulationRequest, TooLittleHistory } from '@tradewind/engine/backtest/simulation.ts';
import type { BetweenBars } from '@tradewind/engine/backtest/timeline.ts';
import type { CorporateAction } from '@tradewind/engine/data/adjust.ts';
import { lowerBound } from '@tradewind/engine/data/slice-feed.ts';
import type { Costs } from '@tradewind/engine/matching/costs.ts';
import { type BarColumns, barFields, sliceBars } from '@tradewind/engine/model/bar.ts';
import type { Refusal } from '@tradewind/engine/model/fact.ts';
import { type Instrument, instrument } from '@tradewind/engine/model/instrument.ts';
import { findStrategy } from '@tradewind/engine/strategies/registry.ts';
import type { Strategy } from '@tradewind/engine/strategies/strategy.ts';
import { type PeriodsPerYear, periodsPerYear } from '@tradewind/engine/time/periods.ts';
import { timeframeMs } from '@tradewind/engine/time/timeframe.ts';
import { version } from '../../platform/version.ts';
import { actionsOf } from '../market-data/factors.ts';
import { openMarketData } from '../market-data/open.ts';
import { barRange } from '../market-data/range.ts';
import type { Series } from '../market-data/series.ts';
import { readView } from '../market-data/view.ts';
import { requireQuality, scoreBars } from './data-quality.ts';
import type { RunGround, RunQuality, RunRefusals } from './run.ts';
import type { RunSettings } from './settings.ts';

export interface Prepared {
  readonly series: readonly Series[];
  readonly quality: readonly RunQuality[];
  /** Without who trades. */
  readonly request: SimulationRequest & Measures;
  readonly source: string;
  readonly isSynthetic: boolean;
}

/** `until`: bars that end later count as not stored, as when a run is made again after more have come. */
export function prepare(dataDir: string, settings: RunSettings, until = Number.POSITIVE_INFINITY): Prepared {
  const { timeframe, start, end, capital, fill } = settings;
  const range = barRange(timeframe, start ?? undefined, end ?? undefined);
  const to = Math.min(range.to, until);
  const stored = readAll(dataDir, settings, to);
  const series = stored.map((one) => one.series);
  const quality = stored.map(({ series: one, bars }) => scoreBars(one, bars, range.from));
  requireQuality(quality, settings.minQuality ?? 0);
  const instruments = series.map((one) => instrumentOf(one, settings));
  const request = {
    instruments,
    history: stored.map(({ bars }) => bars),
    from: range.from,
    to: range.to,
    capital,
    costs: costsOf(settings, instruments),
    fill,
    leverage: settings.leverage ?? null,
    events: [...fundingEvents(settings, instruments, stored), ...corporateEvents(stored)],
    barMs: timeframeMs(timeframe) as number,
    // Instruments that trade every day keep the account moving every day.
    periodsPerYear: Math.max(...instruments.map((one) => periodsPerYear(one.assetClass))) as PeriodsPerYear,
  };
  return {
    series,
    quality,
    request: { ...request, benchmark: holdInstruments(request) },
    source: [...new Set(series.map(({ source }) => source))].join(' + '),
    isSynthetic: series.some(({ synthetic }) => synthetic),
  };
}

export function strategyOf(id: string): Strategy {
  const strategy = findStrategy(id);
  if (strategy) return strategy;
  throw new AppError('not_found', `There is no strategy "${id}"`);
}

/** What the result of a request stands on. */
export function groundOf(
  runId: string,
  { request, series, quality, source, isSynthetic }: Prepared,
  complete: BacktestRequest | PortfolioRequest,
  seed: number,
  ts: Float64Array,
): RunGround {
  const data = request.history.map(digestOf);
  const models = { benchmark: 'instruments of the run, bought and held' };
  const described = describeRun(complete, { codeVersion: version, data, models, seed });
  return {
    runId,
    currency: request.instruments[0].currency,
    periodsPerYear: request.periodsPerYear,
    bars: ts.length,
    firstTs: ts[0],
    lastTs: ts[ts.length - 1],
    reproducibilityId: createHash('sha256').update(described).digest('hex'),
    source,
    isSynthetic,
    codeVersion: version,
    data: Object.fromEntries(series.map(({ symbol }, i) => [symbol, data[i]])),
    quality,
  };
}

export function refuseTooLittle({ symbol, have, need, of }: TooLittleHistory, { timeframe }: RunSettings): AppError {
  if (of === 'rates') {
    return new AppError('impossible', {
      detail: `${symbol} is quoted in another currency than the first symbol: ${have} of its ${need} bars have an exchange rate; add the currency pair to the symbols`,
      errors: [{ pointer: '/body/symbols', expected: 'one currency, or the pair that tells its rate', found: symbol }],
    });
  }
  return new AppError('too_little_history', {
    detail: `${symbol} has ${have} ${timeframe} bars up to the end of the range; with these parameters ${need} are needed, at least 2 of them within the range`,
    extensions: { symbol, bars_available: have, bars_needed: need },
  });
}

/** Beyond the range of numbers nothing can be computed. */
export function requireFinite(equity: Float64Array): void {
  if (equity.every(Number.isFinite)) return;
  const detail = 'Equity leaves the range of numbers: with these prices and this capital nothing can be computed';
  throw new AppError('impossible', detail);
}

/** Reasons that differ in their figures only are one kind; the first of them stands for all. */
export function countRefusals(refusals: readonly Refusal[]): RunRefusals[] {
  const kinds = Map.groupBy(refusals, ({ rule, reason }) => `${rule}: ${reason.replaceAll(/\d[\d.]*/g, '#')}`);
  return [...kinds.values()].map((same) => ({ rule: same[0].rule, reason: same[0].reason, count: same.length }));
}

interface Stored {
  readonly series: Series;
  readonly bars: BarColumns;
  /** Splits and dividends, where factors are stored. */
  readonly actions: readonly CorporateAction[];
}

function readAll(dataDir: string, { symbols, timeframe }: RunSettings, to: number): Stored[] {
  const market = openMarketData(dataDir);
  try {
    return symbols.map((symbol, i) => {
      const view = readView(market.reader, { symbol, timeframe });
      if (view) {
        const bars = sliceBars(view.bars, 0, lowerBound(view.bars.ts, to + 1));
        return { series: view.series, bars, actions: actionsOf(market.reader, symbol) };
      }
      throw new AppError('impossible', {
        detail: `No ${timeframe} bars of ${symbol} are stored; import some first`,
        errors: [{ pointer: `/body/symbols/${i}`, expected: 'a symbol with stored bars', found: symbol }],
      });
    });
  } finally {
    market.close();
  }
}

/** Runs are on raw prices: what happened to an instrument comes between its bars (decision 11). */
function corporateEvents(stored: readonly Stored[]): BetweenBars[] {
  return stored.flatMap(({ actions }, slot) => actions.map((action) => ({ ...action, slot })));
}

/** The class and currency an import did not state are those of a US share; both are printed with the result. */
function instrumentOf({ symbol, assetClass, currency, tick }: Series, { costs }: RunSettings): Instrument {
  return instrument({
    symbol,
    assetClass: assetClass ?? 'equity',
    currency: currency ?? 'USD',
    tick: tick ?? 0,
    borrowBps: costs.borrowBps ?? 0,
  });
}

function costsOf({ costs }: RunSettings, instruments: readonly Instrument[]): Costs {
  const isFuture = ({ assetClass }: Instrument) => assetClass === 'future';
  refuseUncharged(
    'fee_per_contract',
    costs.feePerContract,
    instruments.find((one) => !isFuture(one)),
  );
  refuseUncharged('fee_per_share', costs.feePerShare, instruments.find(isFuture));
  refuseUncharged(
    'funding',
    costs.fundingBps ?? 0,
    instruments.find((one) => one.assetClass !== 'crypto_perpetual'),
  );
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

const fundingIntervalMs = 8 * 3_600_000;

/** The same rate every eight hours, at 00, 08 and 16 UTC, as perpetuals pay it. */
function fundingEvents(
  { costs: { fundingBps = 0 } }: RunSettings,
  instruments: readonly Instrument[],
  stored: readonly Stored[],
): BetweenBars[] {
  if (fundingBps === 0) return [];
  return instruments.flatMap((_, slot) => {
    const { ts, length } = stored[slot].bars;
    if (length === 0) return [];
    const events: BetweenBars[] = [];
    const first = Math.ceil(ts[0] / fundingIntervalMs) * fundingIntervalMs;
    for (let at = first; at <= ts[length - 1]; at += fundingIntervalMs) {
      events.push({ kind: 'funding', ts: at, slot, rate: fundingBps / 1e4 });
    }
    return events;
  });
}

function digestOf(bars: BarColumns): string {
  const hash = createHash('sha256');
  for (const field of ['ts', ...barFields] as const) {
    const column = bars[field];
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
  return hash.digest('hex');
}
