/**
 * Every kind of fact that travels over the bus: something that has happened and, where it matters, is stored already.
 * Facts carry absolute values, so that applying one twice is harmless. A kind gets its line here together with the
 * code that publishes it.
 */
import type { z } from 'zod';
import { backtestCompleted } from './facts/backtests.ts';
import { healthAlert } from './facts/health.ts';
import { jobUpdated } from './facts/jobs.ts';
import { marketDataImported } from './facts/market-data.ts';
import { signalGenerated } from './facts/signals.ts';

export const facts = {
  job_updated: jobUpdated,
  signal_generated: signalGenerated,
  market_data_imported: marketDataImported,
  backtest_completed: backtestCompleted,
  health_alert: healthAlert,
} as const;

export type FactType = keyof typeof facts;
export type FactPayloads = { [T in FactType]: z.output<(typeof facts)[T]> };

/** One fact as it lies on the bus; `Fact` alone is the union over all kinds. */
export type Fact<T extends FactType = FactType> = {
  [K in T]: {
    readonly type: K;
    /** Bus-wide, rising, never used twice, also over restarts. */
    readonly seq: number;
    /** Epoch ms UTC of publication. */
    readonly ts: number;
    readonly payload: Readonly<FactPayloads[K]>;
    /** The payload as JSON, serialised once for all its readers. */
    readonly json: string;
  };
}[T];
