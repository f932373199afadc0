/** A backtest as it is carried out: every default filled in, plain data, so that it can be a job and be repeated. */
import type { FillRules } from '@tradewind/engine/backtest/run.ts';
import type { Protection } from '@tradewind/engine/model/protection.ts';
import type { ParameterValues } from '@tradewind/engine/strategies/parameters.ts';

export interface BacktestCosts {
  readonly feeBps: number;
  readonly slippageBps: number;
  readonly spreadBps: number;
  readonly feePerShare: number;
  readonly feePerContract: number;
  readonly feePerOrder: number;
  readonly feeMinimum: number;
  readonly chargedOn: 'both' | 'entry';
  /** Basis points of a short position a year. Absent in old runs: 0, as funding. */
  readonly borrowBps?: number;
  /** Basis points of the notional that longs pay shorts every eight hours, perpetuals only. */
  readonly fundingBps?: number;
}

/** What a backtest of one strategy and one of several have in common. */
export interface RunSettings {
  readonly symbols: readonly string[];
  readonly timeframe: string;
  /** ISO dates or times as they were asked for; null = open end. */
  readonly start: string | null;
  readonly end: string | null;
  readonly capital: number;
  readonly costs: BacktestCosts;
  readonly fill: FillRules;
  /** Null and absent: margin is not looked at. */
  readonly leverage?: number | null;
  /** Bars that score less are refused; absent: 0, none are. */
  readonly minQuality?: number;
  readonly seed: number;
}

export interface BacktestSettings extends RunSettings {
  readonly strategyId: string;
  readonly parameters: ParameterValues;
  /** Null: values were given for this run. Absent in runs from before there were versions. */
  readonly paramsVersion?: number | null;
  /** Around every entry; the strategy's own when not given. */
  readonly protection?: Protection;
}

export interface SleeveSettings {
  readonly strategyId: string;
  readonly parameters: ParameterValues;
  readonly paramsVersion: number | null;
  /** Of those of the run. */
  readonly symbols: readonly string[];
  /** Share of the account's equity. */
  readonly weight: number;
}

export interface PortfolioSettings extends RunSettings {
  readonly sleeves: readonly SleeveSettings[];
}
