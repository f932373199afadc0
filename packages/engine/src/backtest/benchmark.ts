/** What a run is measured against: the same money in the same instruments, bought and held, or an index. */

import { lowerBound } from '../data/slice-feed.ts';
import type { BarColumns } from '../model/bar.ts';
import { buyAndHold } from '../strategies/general/buy-and-hold.ts';
import { ColumnSink } from './column-sink.ts';
import type { Benchmark } from './result.ts';
import { Simulation, type SimulationRequest } from './simulation.ts';

/**
 * Every instrument of the run bought with an equal share of the capital at the first chance and held, with the same costs
 * and fill rules. A run that itself can be made has this benchmark too: nothing needs less history.
 */
export function holdInstruments(request: SimulationRequest): Benchmark {
  return (ts) => {
    const slots = request.instruments.map((_, slot) => slot);
    const holder = { strategy: buyAndHold, parameters: {}, slots, capital: request.capital };
    const simulation = new Simulation(request, [holder]);
    const sink = new ColumnSink(simulation.capacity);
    simulation.run(sink);
    const { equity, length } = sink.curve();
    if (length !== ts.length) throw new Error(`expected ${ts.length} marks of the same bars, found ${length}`);
    return equity;
  };
}

/** The latest close at each moment. The index must have one at the first. */
export function holdIndex(bars: BarColumns): Benchmark {
  return (ts) =>
    ts.map((moment) => {
      const row = lowerBound(bars.ts, moment + 1) - 1;
      if (row < 0) throw new RangeError(`expected a bar of the benchmark at or before ${moment}, the first mark`);
      return bars.close[row];
    });
}
