/**
 * One step of the engine, the same in backtest, paper and live: the venue meets resting orders with the new slice, then
 * the strategies see it and decide, then the books are settled. Orders given here rest until the next slice.
 */

import type { Executor } from '../execution/venue.ts';
import type { FactSink } from '../model/fact.ts';
import type { Slice } from '../model/slice.ts';
import type { TradingEngine } from './engine.ts';

export function step(engine: TradingEngine, slice: Slice, index: number, executor: Executor, sink: FactSink): void {
  const { sessions, venue } = engine;
  venue.onSlice(slice, executor);
  // All books first: a session that sizes from the account must not see another one's position at an old price.
  for (let k = 0; k < sessions.length; k++) sessions[k].ledger.mark(slice);
  engine.enforceMargin();
  for (let k = 0; k < sessions.length; k++) {
    sessions[k].observe(slice);
    sessions[k].decide(slice, index);
  }
  venue.onClose(slice, executor);
  for (let k = 0; k < sessions.length; k++) sessions[k].ledger.report(slice, sink);
}
