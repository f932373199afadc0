/** What can be proved about a stored run: that it looked at nothing that came later, and that it can be made again. */
import type { LookAheadCertificate } from '@tradewind/engine/backtest/look-ahead.ts';
import type { ResultDifference } from '@tradewind/engine/backtest/verify.ts';
import type { BacktestSettings } from './settings.ts';

/** What makes a run again. */
export interface RepeatInput {
  readonly runId: string;
  readonly settings: BacktestSettings;
  /** End of the run's last bar: what was stored later is no part of it. */
  readonly until: number;
}

/** As it is stored with the run. */
export type StoredCertificate = LookAheadCertificate & { readonly computedAt: number };

/** A run made again. */
export interface Verification {
  readonly runId: string;
  readonly isSame: boolean;
  readonly firstDifference: ResultDifference | null;
  /** Symbols whose stored bars are not those of the run any more; null where the run kept no fingerprints. */
  readonly changedData: readonly string[] | null;
  /** Version of the code that made the run, null where it was not kept, and of the code that made it again. */
  readonly codeVersion: { readonly stored: string | null; readonly recomputed: string };
}
