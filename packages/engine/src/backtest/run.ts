/** One backtest: a strategy on its instruments. The same request gives the same bytes. */

import type { ParameterValues } from '../strategies/parameters.ts';
import type { Strategy } from '../strategies/strategy.ts';
import { ColumnSink } from './column-sink.ts';
import { type Measures, type RunResult, resultOf } from './result.ts';
import { Simulation, type SimulationRequest, type TooLittleHistory } from './simulation.ts';

export { defaultFillRules, type FillRules, isTooLittleHistory, type TooLittleHistory } from './simulation.ts';

export interface BacktestRequest extends SimulationRequest, Measures {
  readonly strategy: Strategy;
  /** Resolved against the strategy's specs. */
  readonly parameters: ParameterValues;
}

export type BacktestResult = RunResult;

export function runBacktest(request: BacktestRequest): BacktestResult | TooLittleHistory {
  const { strategy, parameters, capital } = request;
  const slots = request.instruments.map((_, slot) => slot);
  const simulation = new Simulation(request, [{ strategy, parameters, slots, capital }]);
  if (simulation.obstacle) return simulation.obstacle;
  const sink = new ColumnSink(simulation.capacity);
  simulation.run(sink);
  return resultOf(simulation, sink, request);
}
