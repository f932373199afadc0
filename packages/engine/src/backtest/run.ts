/** One backtest: a strategy on its instruments. The same request gives the same bytes. */

import type { Protection } from '../model/protection.ts';
import type { ParameterValues } from '../strategies/parameters.ts';
import type { Strategy } from '../strategies/strategy.ts';
import { ColumnSink } from './column-sink.ts';
import { type Measures, type RunResult, resultOf } from './result.ts';
import { Simulation, type SimulationRequest, type TooLittleHistory, type Trader } from './simulation.ts';

export { defaultFillRules, type FillRules, isTooLittleHistory, type TooLittleHistory } from './simulation.ts';

export interface BacktestRequest extends SimulationRequest, Measures {
  readonly strategy: Strategy;
  /** Resolved against the strategy's specs. */
  readonly parameters: ParameterValues;
  /** Around every entry; the strategy's own when not given. */
  readonly protection?: Protection;
}

export type BacktestResult = RunResult;

export function runBacktest(request: BacktestRequest): BacktestResult | TooLittleHistory {
  const simulation = new Simulation(request, [soleTrader(request)]);
  if (simulation.obstacle) return simulation.obstacle;
  const sink = new ColumnSink(simulation.capacity, 1, simulation.moments);
  simulation.run(sink);
  return resultOf(simulation, sink, request);
}

/** The strategy with the whole account and all instruments to itself. */
export function soleTrader({ strategy, parameters, protection, capital, instruments }: BacktestRequest): Trader {
  return { strategy, parameters, protection, capital, slots: instruments.map((_, slot) => slot) };
}
