/** A signal as the fact that goes onto the bus. */
import type { SignalGenerated } from '@tradewind/contract/facts/signals.ts';
import type { Signal } from './signal.ts';

export function dressSignalFact(signal: Signal): SignalGenerated {
  return {
    strategy: signal.strategyId,
    symbol: signal.symbols.join('/'),
    timeframe: signal.timeframe,
    direction: signal.direction,
    strength: signal.strength,
    confidence: signal.confidence,
    raw_value: signal.rawValue,
    z_score: signal.zScore,
    suggested_size: signal.exposure,
    entry_level: signal.close,
    stop_loss: signal.stopLoss ?? null,
    take_profit: signal.takeProfit ?? null,
    bar_end: new Date(signal.barEnd).toISOString(),
    source: signal.source,
  };
}
