/** Backtests of one strategy: asked for as jobs, kept as runs, proved and compared. */
import { z } from 'zod';
import { door } from '../door.ts';
import { identifier, isoTime, pagingAnswer, pagingQuery } from '../wire.ts';
import { protectionSchema, runRequest, symbolsSchema } from './backtest-request.ts';
import { equityPointSchema, figure, metricsSchema, resultSchema, runSchema, tradeSchema } from './backtest-result.ts';
import { jobErrorSchema, jobProgressSchema, jobStatusSchema } from './jobs.ts';
import { parametersSchema } from './strategies.ts';

export const runBacktest = door({
  id: 'runBacktest',
  method: 'POST',
  path: '/backtest/run',
  tag: 'Backtest',
  summary: 'Run a backtest as a job; one that ends within two seconds is answered with its result',
  access: 'research',
  body: z
    .strictObject({
      strategy_id: identifier,
      symbols: symbolsSchema.optional().describe('Default: the strategy’s own'),
      params: parametersSchema.optional().describe('Default: the strategy’s current ones'),
      protection: protectionSchema.optional().describe('Default: the strategy’s own'),
      ...runRequest,
    })
    .meta({ id: 'BacktestRequest' }),
  answers: {
    202: z
      .object({
        job_id: identifier,
        status: jobStatusSchema,
        run_id: identifier,
        strategy_id: identifier,
        sharpe: figure,
        annual_return: figure,
        max_drawdown: figure,
        total_trades: z.int().nullable(),
        equity_curve: z.array(equityPointSchema).nullable(),
        progress: jobProgressSchema.nullable().optional(),
        error: jobErrorSchema.nullable().optional(),
        result: resultSchema.nullable().optional().describe('Null until the job is complete'),
      })
      .meta({ id: 'BacktestAccepted' }),
  },
  refusals: ['not_found', 'impossible', 'too_little_history', 'bad_data'],
});

export const readBacktestResults = door({
  id: 'readBacktestResults',
  method: 'GET',
  path: '/backtest/results',
  tag: 'Backtest',
  summary: 'Latest stored result of a strategy, or one run',
  access: 'read',
  query: z.object({ strategy_id: identifier.optional(), run_id: identifier.optional() }),
  answers: { 200: resultSchema },
  refusals: ['nothing_computed', 'not_found'],
});

export const listBacktestRuns = door({
  id: 'listBacktestRuns',
  method: 'GET',
  path: '/backtest/runs',
  tag: 'Backtest',
  summary: 'Stored runs, newest first',
  access: 'read',
  query: z.object({ strategy_id: identifier.optional(), ...pagingQuery }),
  answers: { 200: z.object({ runs: z.array(runSchema), ...pagingAnswer }) },
});

const runParams = z.object({ run_id: identifier });

export const readBacktestRun = door({
  id: 'readBacktestRun',
  method: 'GET',
  path: '/backtest/runs/{run_id}',
  tag: 'Backtest',
  summary: 'One stored run',
  access: 'read',
  params: runParams,
  answers: { 200: runSchema },
  refusals: ['not_found'],
});

export const listBacktestTrades = door({
  id: 'listBacktestTrades',
  method: 'GET',
  path: '/backtest/runs/{run_id}/trades',
  tag: 'Backtest',
  summary: 'Closed trades of a run, oldest first',
  access: 'read',
  params: runParams,
  query: z.object({ ...pagingQuery }),
  answers: { 200: z.object({ trades: z.array(tradeSchema), ...pagingAnswer }) },
  refusals: ['not_found'],
});

export const readBacktestEquity = door({
  id: 'readBacktestEquity',
  method: 'GET',
  path: '/backtest/runs/{run_id}/equity',
  tag: 'Backtest',
  summary: 'Equity curve of a run',
  access: 'read',
  params: runParams,
  query: z.object({
    points: z
      .int()
      .min(2)
      .max(1_000_000)
      .default(10_000)
      .describe('Thin the curve to about so many points; extremes survive'),
  }),
  answers: {
    200: z.object({
      run_id: identifier,
      total_points: z.int(),
      equity_curve: z.array(equityPointSchema),
      benchmark: z
        .array(equityPointSchema)
        .nullable()
        .describe('The same money bought and held, at the same moments; null in runs from before it was computed'),
    }),
  },
  refusals: ['not_found'],
});

/** A proof takes its time: until it is made the job is answered, and the question may be asked again. */
const underWay = z
  .object({ run_id: identifier, job_id: identifier, status: jobStatusSchema })
  .meta({ id: 'ProofUnderWay' });

export const readLookAhead = door({
  id: 'readLookAhead',
  method: 'GET',
  path: '/backtest/runs/{run_id}/lookahead',
  tag: 'Backtest',
  summary: 'Certificate that a run did not look ahead',
  description:
    'The run is made again on histories that end earlier; whatever it saw or decided up to each end must be the same. ' +
    'The first question has it computed, and it is stored with the run.',
  access: 'read',
  params: runParams,
  answers: {
    200: z
      .object({
        run_id: identifier,
        passed: z.boolean(),
        cuts_tried: z.int().min(0).describe('Histories that end earlier'),
        first_difference: z
          .object({ symbol: z.string(), timestamp: isoTime.describe('End of the bar'), bar: z.int(), what: z.string() })
          .nullable(),
        data: z.array(z.object({ symbol: z.string(), has_release_times: z.boolean() })),
        statement: z.string().describe('What was proved, and what cannot be seen that way'),
        computed_at: isoTime,
      })
      .meta({ id: 'LookAheadCertificate' }),
    202: underWay,
  },
  refusals: ['not_found', 'impossible', 'too_little_history', 'conflict'],
});

export const verifyBacktestRun = door({
  id: 'verifyBacktestRun',
  method: 'GET',
  path: '/backtest/runs/{run_id}/verify',
  tag: 'Backtest',
  summary: 'Make a run again and compare it to the bit with what is stored',
  access: 'research',
  params: runParams,
  answers: {
    200: z
      .object({
        run_id: identifier,
        same: z.boolean(),
        first_difference: z.object({ path: z.string(), stored: z.string(), recomputed: z.string() }).nullable(),
        changed_data: z
          .array(z.string())
          .nullable()
          .describe('Symbols whose stored bars are not those of the run any more; null: the run did not keep which'),
        code_version: z.object({ stored: z.string().nullable(), recomputed: z.string() }),
      })
      .meta({ id: 'Verification' }),
    202: underWay,
  },
  refusals: ['not_found', 'impossible', 'too_little_history', 'conflict'],
});

export const compareBacktests = door({
  id: 'compareBacktests',
  method: 'GET',
  path: '/backtest/comparison',
  tag: 'Backtest',
  summary: 'Latest stored results of several strategies side by side',
  access: 'read',
  query: z.object({ strategy_ids: z.array(identifier).min(1).max(50) }),
  answers: {
    200: z.object({
      strategies: z.record(z.string(), metricsSchema),
      missing_strategies: z.array(z.string()).describe('Without a stored result, or not known at all'),
      runs: z
        .record(
          z.string(),
          z.object({
            run_id: identifier,
            computed_at: isoTime,
            symbols: z.array(z.string()),
            first_bar: isoTime,
            last_bar: isoTime,
            data_quality_score: figure,
            source: z.string(),
          }),
        )
        .describe('What the figures of each come from'),
    }),
  },
});

export const listPerformance = door({
  id: 'listPerformance',
  method: 'GET',
  path: '/strategies/performance',
  tag: 'Strategies',
  summary: 'Strategies ranked by the Sharpe ratio of their latest stored results',
  access: 'read',
  answers: {
    200: z.array(
      z
        .object({
          rank: z.int().min(1).nullable().describe('Null: no result is stored, or it has no Sharpe ratio'),
          strategy_id: identifier,
          name: z.string(),
          run_id: identifier.nullable(),
          computed_at: isoTime.nullable(),
          symbols: z.array(z.string()),
          sharpe: figure,
          annual_return: figure,
          max_drawdown: figure,
          total_return: figure,
          win_rate: figure,
          total_trades: z.int().min(0).nullable(),
          source: z.string().nullable(),
        })
        .meta({ id: 'StrategyPerformance' }),
    ),
  },
});

export const backtestDoors = {
  runBacktest,
  readBacktestResults,
  listBacktestRuns,
  readBacktestRun,
  listBacktestTrades,
  readBacktestEquity,
  readLookAhead,
  verifyBacktestRun,
  compareBacktests,
  listPerformance,
};
