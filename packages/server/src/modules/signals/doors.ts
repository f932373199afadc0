import type { DoorData, DoorInput } from '@tradewind/contract/door.ts';
import {
  generateSignal,
  listRecentSignals,
  listRecentSignalsAlias,
  readAllSignals,
  readLatestSignal,
  readSignalHistory,
} from '@tradewind/contract/doors/signals.ts';
import { AppError } from '@tradewind/contract/errors.ts';
import { fromWireNames, toWireNames } from '@tradewind/contract/naming.ts';
import { tradingDay } from '@tradewind/engine/time/periods.ts';
import { dayMs } from '@tradewind/engine/time/timeframe.ts';
import { type AnswerOptions, answer, type ServedDoor, serve } from '../../platform/http/serve.ts';
import { agreementOf } from './agreement.ts';
import type { GivenBar } from './given-bar.ts';
import type { GeneratedSignal, SignalService, SignalsOfAll } from './service.ts';
import type { Signal } from './signal.ts';

export const signalDoors = (service: SignalService): ServedDoor[] => [
  serve(readLatestSignal, ({ params, query }) => {
    const signal = service.latest({ strategyId: params.strategy_id, ...query });
    return answer(dressSignal(signal), about([signal]));
  }),
  serve(readSignalHistory, async ({ params, query: { days, ...selection } }) => {
    const signals = await service.history({ strategyId: params.strategy_id, ...selection }, days);
    return answer(signals.map(dressDay), about(signals));
  }),
  serve(generateSignal, async ({ body: { strategy, params, bar, ...selection } }) => {
    const request = { strategyId: strategy, ...selection, parameters: params && fromWireNames(params) };
    return dressGenerated(await service.generate(request, bar && undressBar(bar)));
  }),
  serve(readAllSignals, async () => dressAll(await service.ofAll())),
  serve(listRecentSignals, ({ query }) => recent(service, query)),
  serve(listRecentSignalsAlias, ({ query }) => recent(service, query)),
];

async function recent(
  service: SignalService,
  { strategy, limit, offset }: DoorInput<typeof listRecentSignals>['query'],
) {
  const { signals, total } = await service.list(strategy, limit, offset);
  return answer({ signals: signals.map(dressSignal), total, limit, offset }, about(signals));
}

const syntheticNote = 'Computed from synthetic demo data: no statement about any real market';

function about(signals: readonly Pick<Signal, 'source' | 'isSynthetic'>[], ...notes: string[]): AnswerOptions {
  if (signals.some(({ isSynthetic }) => isSynthetic)) notes.unshift(syntheticNote);
  const source = [...new Set(signals.map((one) => one.source))].join(' + ');
  return { source: source || undefined, note: notes.join('. ') || undefined };
}

function undressBar({
  timestamp,
  volume = Number.NaN,
  ...prices
}: NonNullable<DoorInput<typeof generateSignal>['body']['bar']>): GivenBar {
  return { ...prices, volume, ts: timestamp === undefined ? undefined : Date.parse(timestamp) };
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
    exposures: signal.symbols.flatMap((symbol, i) => {
      const exposure = signal.exposures?.[i];
      return exposure === undefined ? [] : [{ instrument: symbol, exposure }];
    }),
    entry_level: signal.close,
    stop_loss: signal.stopLoss ?? null,
    take_profit: signal.takeProfit ?? null,
    timestamp: iso(signal.barEnd),
    computed_at: iso(signal.computedAt),
    params_version: signal.paramsVersion ?? null,
    source: signal.source,
  };
}

function dressDay(signal: Signal): DoorData<typeof readSignalHistory>[number] {
  return {
    date: iso(tradingDay(signal.barEnd) * dayMs).slice(0, 10),
    direction: signal.direction,
    conviction: signal.confidence,
    suggested_size: signal.exposure,
    params_version: signal.paramsVersion ?? null,
  };
}

function dressGenerated({ signal, inputs, isStored }: GeneratedSignal) {
  const data = { ...dressSignal(signal), inputs: toWireNames(inputs), is_stored: isStored };
  const given = isStored ? [] : ['On a bar that was given, not on stored data alone; nothing was stored'];
  const seen = Object.entries(data.inputs).map(([name, value]) => `${name} ${value ?? 'undefined'}`);
  const looked = seen.length > 0 ? `: ${seen.join(', ')}` : '';
  const refusal = signal.direction === 'NEUTRAL' ? [`No side is wanted after this bar${looked}`] : [];
  return answer(data, about([signal], ...given, ...refusal));
}

function dressAll({ signals, missing }: SignalsOfAll) {
  if (signals.length === 0) {
    throw new AppError('nothing_computed', 'No strategy has a signal: import daily bars of its instruments first');
  }
  const { direction, meanExposure, counts, crowd } = agreementOf(signals);
  const share = `${Math.round(crowd.share * 100)} % of the signals are ${crowd.direction}`;
  const note = crowd.isCrowded ? `Crowded: ${share}; what all hold, all may have to leave at once` : null;
  const data: DoorData<typeof readAllSignals> = {
    direction,
    mean_exposure: meanExposure,
    counts,
    crowding: { is_crowded: crowd.isCrowded, direction: crowd.direction, share: crowd.share, note },
    signals: signals.map(dressSignal),
    partial_data: missing.length > 0,
    errors: missing.map(({ strategyId, error }) => ({
      strategy: strategyId,
      code: error.code,
      detail: error.data.detail,
    })),
  };
  return answer(data, about(signals, ...(note === null ? [] : [note])));
}

const iso = (ts: number) => new Date(ts).toISOString();
