import type { DoorData } from '@tradewind/contract/door.ts';
import { generateSignal, listRecentSignals, readLatestSignal } from '@tradewind/contract/doors/signals.ts';
import { fromWireNames } from '@tradewind/contract/naming.ts';
import { type AnswerOptions, answer, type ServedDoor, serve } from '../../platform/http/serve.ts';
import type { SignalService } from './service.ts';
import type { Signal } from './signal.ts';

export const signalDoors = (service: SignalService): ServedDoor[] => [
  serve(readLatestSignal, ({ params, query }) => {
    const signal = service.latest({ strategyId: params.strategy_id, ...query });
    return answer(dressSignal(signal), about(signal));
  }),
  serve(generateSignal, async ({ body: { strategy, params, ...selection } }) => {
    const signal = await service.generate({
      strategyId: strategy,
      ...selection,
      parameters: params && fromWireNames(params),
    });
    return answer(dressSignal(signal), about(signal));
  }),
  serve(listRecentSignals, ({ query: { strategy, limit, offset } }) => {
    const { signals, total } = service.list(strategy, limit, offset);
    return { signals: signals.map(dressSignal), total, limit, offset };
  }),
];

function about({ source, isSynthetic }: Signal): AnswerOptions {
  return isSynthetic
    ? { source, note: 'Computed from synthetic demo data: no statement about any real market' }
    : { source };
}

function dressSignal(signal: Signal): DoorData<typeof readLatestSignal> {
  return {
    strategy: signal.strategyId,
    instruments: [...signal.symbols],
    timeframe: signal.timeframe,
    direction: signal.direction,
    strength: signal.strength,
    confidence: signal.confidence,
    raw_value: signal.rawValue,
    z_score: signal.zScore,
    suggested_size: signal.exposure,
    entry_level: signal.close,
    stop_loss: null,
    take_profit: null,
    timestamp: new Date(signal.barEnd).toISOString(),
    computed_at: new Date(signal.computedAt).toISOString(),
    source: signal.source,
  };
}
