/**
 * Several strategies on one account: one engine, one pool of cash, instruments of any calendars. A strategy on its share
 * of the account is a sleeve. Each sizes from weight · equity of the whole account, whatever the sleeve itself has earned
 * so far: gains are shared, and weights stay what they are at every new position. Open positions are not rebalanced
 * (decision 12); weights that add up to less than 1 leave the rest in cash.
 */

import { dailyReturns } from '../metrics/daily-returns.ts';
import { type Metrics, summarise } from '../metrics/summary.ts';
import type { Protection } from '../model/protection.ts';
import { correlation } from '../statistics/correlation.ts';
import type { ParameterValues } from '../strategies/parameters.ts';
import type { Strategy } from '../strategies/strategy.ts';
import { type Attribution, type AttributionPeriod, AttributionSink } from './attribution.ts';
import type { EquityCurve } from './column-sink.ts';
import { inBaseCurrency, type Measures, type RunResult, resultOf } from './result.ts';
import { Simulation, type SimulationRequest, type TooLittleHistory } from './simulation.ts';

export interface Sleeve {
  readonly strategy: Strategy;
  /** Resolved against the strategy's specs. */
  readonly parameters: ParameterValues;
  /** Around every entry; the strategy's own when not given. */
  readonly protection?: Protection;
  /** Which of the portfolio's instruments it trades. */
  readonly slots: readonly number[];
  /** Share of the account's equity, > 0; all together at most 1. */
  readonly weight: number;
}

export interface PortfolioRequest extends SimulationRequest, Measures {
  readonly sleeves: readonly Sleeve[];
  /** Length of the periods of the attribution; a month when not given. */
  readonly attributeBy?: AttributionPeriod;
}

export interface SleeveResult {
  readonly strategyId: string;
  readonly weight: number;
  /**
   * As if it had its money to itself: after each slice its P&L over weight · account equity before, compounded. The
   * weighted sum of these returns is the account's return.
   */
  readonly curve: Pick<EquityCurve, 'ts' | 'equity' | 'exposure'>;
  readonly dailyReturns: Float64Array;
  readonly metrics: Metrics;
}

export interface PortfolioResult extends RunResult {
  readonly sleeves: readonly SleeveResult[];
  readonly attribution: Attribution;
  /** Of the sleeves' daily returns; null where one of them never moved. */
  readonly correlations: readonly (readonly (number | null)[])[];
}

export function runPortfolio(request: PortfolioRequest): PortfolioResult | TooLittleHistory {
  const { sleeves, capital } = request;
  const weights = totalWeight(sleeves);
  const traders = sleeves.map((sleeve) => ({ ...sleeve, capital: (capital * sleeve.weight) / weights }));
  const simulation = new Simulation(request, traders);
  if (simulation.obstacle) return simulation.obstacle;
  const sink = new AttributionSink(simulation, request.attributeBy ?? 'month');
  simulation.run(sink, sink);
  const result = resultOf(simulation, sink, request);
  const parts = traders.map((trader, session) => sleeveResult(simulation, sink, request, trader, session));
  return {
    ...result,
    sleeves: parts,
    attribution: sink.attribution(),
    correlations: parts.map((one) => parts.map((other) => correlationOf(one, other))),
  };
}

function sleeveResult(
  simulation: Simulation,
  sink: AttributionSink,
  { capital, periodsPerYear, oneR }: PortfolioRequest,
  { strategy, weight, capital: ledgerStart }: Sleeve & { readonly capital: number },
  session: number,
): SleeveResult {
  const account = sink.curve();
  const own = sink.sessionCurve(session);
  const equity = new Float64Array(account.length);
  const exposure = new Float64Array(account.length);
  const start = weight * capital;
  let base = start;
  // The ledgers divide the whole capital between them; where each starts does not matter, only how it changes.
  let before = ledgerStart;
  let alone = start;
  for (let i = 0; i < account.length; i++) {
    alone *= 1 + (own.equity[i] - before) / base;
    before = own.equity[i];
    base = weight * account.equity[i];
    equity[i] = alone;
    exposure[i] = (own.exposure[i] / base) * alone;
  }
  const curve = { ts: account.ts, equity, exposure };
  const trades = sink.trades.filter((trade) => trade.session === session);
  const fills = sink.fills.filter((fill) => fill.session === session);
  return {
    strategyId: strategy.id,
    weight,
    curve,
    dailyReturns: dailyReturns(account.ts, equity, start),
    metrics: summarise({
      capital: start,
      curve,
      ...inBaseCurrency(simulation, trades, fills),
      periodsPerYear,
      oneR,
    }),
  };
}

function correlationOf(one: SleeveResult, other: SleeveResult): number | null {
  const r = correlation(one.dailyReturns, other.dailyReturns);
  return Number.isNaN(r) ? null : r;
}

function totalWeight(sleeves: readonly Sleeve[]): number {
  const total = sleeves.reduce((sum, { weight }) => sum + weight, 0);
  const isShare = sleeves.every(({ weight }) => weight > 0) && total <= 1 + 1e-9;
  if (sleeves.length > 0 && isShare) return total;
  const found = sleeves.map(({ weight }) => weight).join(', ') || 'no sleeve';
  throw new RangeError(`weights must be > 0 and together at most 1, found ${found}`);
}
