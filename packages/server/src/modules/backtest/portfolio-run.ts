/** What a finished backtest of several strategies on one account leaves. */
import type { Contribution } from '@tradewind/engine/backtest/attribution.ts';
import type { Metrics } from '@tradewind/engine/metrics/summary.ts';
import type { RunCurve, RunGround, RunRefusals } from './run.ts';
import type { PortfolioSettings } from './settings.ts';

export interface PortfolioFigures extends RunGround {
  readonly settings: PortfolioSettings;
  /** Of the account. */
  readonly metrics: Metrics;
  /** By sleeve: its metrics as if it had its share of the money to itself. */
  readonly sleeveMetrics: readonly Metrics[];
  /** Money, by sleeve, by symbol and by month; each adds up to the total. */
  readonly attribution: {
    readonly bySleeve: readonly Contribution[];
    readonly bySymbol: readonly Contribution[];
    readonly byMonth: readonly (Contribution & { readonly period: string })[];
    readonly total: Contribution;
  };
  /** Of the sleeves' daily returns; null where one of them never moved. */
  readonly correlations: readonly (readonly (number | null)[])[];
  readonly trades: number;
  readonly refusals: readonly RunRefusals[];
}

export interface PortfolioOutput {
  readonly figures: PortfolioFigures;
  readonly curve: Required<RunCurve>;
}

export interface StoredPortfolioRun {
  readonly figures: PortfolioFigures;
  readonly owner: string;
  readonly computedAt: number;
  readonly points: number;
}
