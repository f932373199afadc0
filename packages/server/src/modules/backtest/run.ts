/** What a finished backtest leaves: the figures as plain data, the curve and the trades as columns. */
import type { BreakEven } from '@tradewind/engine/backtest/cost-stress.ts';
import type { FaultKind } from '@tradewind/engine/data/quality.ts';
import type { Metrics } from '@tradewind/engine/metrics/summary.ts';
import type { BacktestSettings } from './settings.ts';

export interface RunOpenPosition {
  readonly symbol: string;
  readonly quantity: number;
  readonly averagePrice: number;
  readonly openGain: number;
}

export interface CostStress {
  readonly factor: number;
  readonly totalReturn: number | null;
  readonly sharpe: number | null;
  readonly maxDrawdown: number | null;
}

export interface RunRefusals {
  readonly rule: string;
  readonly reason: string;
  readonly count: number;
}

export interface RunQuality {
  readonly symbol: string;
  /** 0 to 100. */
  readonly score: number;
  /** The calendar it was held against. */
  readonly calendar: string;
  readonly faults: readonly { readonly kind: FaultKind; readonly count: number; readonly lost: number }[];
}

/** What a result stands on, whoever traded. */
export interface RunGround {
  /** The id of the job that made it. */
  readonly runId: string;
  readonly currency: string;
  readonly periodsPerYear: number;
  /** Slices traded and scored, and the ends of the first and last. */
  readonly bars: number;
  readonly firstTs: number;
  readonly lastTs: number;
  readonly reproducibilityId: string;
  /** `import:…`, `synthetic`, or several joined by ` + `. */
  readonly source: string;
  readonly isSynthetic: boolean;
  /** Absent in runs stored before it was kept, as all that follows. */
  readonly codeVersion?: string;
  /** SHA-256 of the bars of each symbol up to the end of the range. */
  readonly data?: Readonly<Record<string, string>>;
  /** By symbol. */
  readonly quality?: readonly RunQuality[];
}

export interface RunFigures extends RunGround {
  readonly settings: BacktestSettings;
  readonly metrics: Metrics;
  /** End of the first bar after which nothing was left; null: it never came to that. Absent in old runs. */
  readonly ruinedAt?: number | null;
  readonly openPositions: readonly RunOpenPosition[];
  readonly costStress: readonly CostStress[];
  readonly breakEven?: BreakEven;
  readonly refusals: readonly RunRefusals[];
}

/** Equity after each slice; ts = end of the slice. */
export interface RunCurve {
  readonly ts: Float64Array;
  readonly equity: Float64Array;
  /** The same money bought and held; absent in old runs. */
  readonly benchmark?: Float64Array;
}

export interface RunOutput {
  readonly figures: RunFigures;
  readonly curve: RunCurve;
  /** Rows of `tradeFields`, one after the other. */
  readonly trades: Float64Array;
}

/** What makes a run again. */
export interface RepeatInput {
  readonly runId: string;
  readonly settings: BacktestSettings;
  /** End of the run's last bar: what was stored later is no part of it. */
  readonly until: number;
}

/** A stored run without its curve and trades. */
export interface StoredRun {
  readonly figures: RunFigures;
  readonly owner: string;
  readonly computedAt: number;
  readonly points: number;
  readonly trades: number;
}
