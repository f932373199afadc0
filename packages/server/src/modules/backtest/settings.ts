/** A backtest as it is carried out: every default filled in, plain data, so that it can be a job and be repeated. */
import type { FillRules } from '@tradewind/engine/backtest/run.ts';
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
}

export interface BacktestSettings {
  readonly strategyId: string;
  readonly symbols: readonly string[];
  readonly timeframe: string;
  /** ISO dates or times as they were asked for; null = open end. */
  readonly start: string | null;
  readonly end: string | null;
  readonly parameters: ParameterValues;
  readonly capital: number;
  readonly costs: BacktestCosts;
  readonly fill: FillRules;
  readonly seed: number;
}
