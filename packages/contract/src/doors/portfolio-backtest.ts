/** Backtests of several strategies on one account, and where its money came from. */
import { z } from 'zod';
import { door } from '../door.ts';
import { identifier, isoTime, pagingAnswer, pagingQuery } from '../wire.ts';
import { runRequest, symbolsSchema } from './backtest-request.ts';
import {
  benchmarkSchema,
  equityPointSchema,
  figure,
  metricsSchema,
  qualityShape,
  refusalSchema,
  runSettings,
} from './backtest-result.ts';
import { jobErrorSchema, jobProgressSchema, jobStatusSchema } from './jobs.ts';
import { parametersSchema } from './strategies.ts';

const strategyKey = z.string().min(1).max(128);

const contribution = {
  price: z.number(),
  fees: z.number().describe('≤ 0'),
  flows: z.number().describe('Dividends, funding, borrow'),
  exchange_rate: z.number(),
  total: z.number().describe('Money; the parts of one list add up to the gain of the account'),
};

const sleeveSchema = z
  .object({
    strategy_id: identifier,
    weight: z.number().describe('Share of the account’s equity it sizes from'),
    symbols: z.array(z.string()),
    params: parametersSchema,
    params_version: z.int().min(1).nullable(),
    metrics: metricsSchema.describe('As if it had its share of the money to itself'),
    ...contribution,
  })
  .meta({ id: 'PortfolioSleeve' });

const portfolioRunSchema = z
  .object({
    run_id: identifier,
    computed_at: isoTime,
    combined_sharpe: figure,
    annual_return: figure,
    max_drawdown: figure,
    total_trades: z.int().min(0),
    attribution: z
      .record(z.string(), z.number())
      .describe('By strategy, its part of the total return: they add up to `metrics.total_return`'),
    correlation: z
      .object({ strategies: z.array(z.string()), matrix: z.array(z.array(figure)) })
      .describe('Of the strategies’ daily returns; null where one never moved'),
    metrics: metricsSchema.describe('Of the account'),
    metrics_absent: z.record(z.string(), z.string()),
    sleeves: z.array(sleeveSchema),
    by_symbol: z.array(z.object({ symbol: z.string(), ...contribution })),
    by_month: z.array(z.object({ month: z.string(), ...contribution })),
    benchmark: benchmarkSchema,
    settings: z.object(runSettings),
    bars: z.int().min(0),
    first_bar: isoTime,
    last_bar: isoTime,
    refusals: z.array(refusalSchema),
    ...qualityShape,
    reproducibility_id: z.string(),
    source: z.string(),
    equity_points: z.int(),
  })
  .meta({ id: 'PortfolioRun' });

const portfolioResultSchema = portfolioRunSchema
  .extend({ equity_curve: z.array(equityPointSchema).describe('At most 5000 points; extremes survive the thinning') })
  .meta({ id: 'PortfolioResult' });

export const runPortfolioBacktest = door({
  id: 'runPortfolioBacktest',
  method: 'POST',
  path: '/backtest/portfolio',
  tag: 'Backtest',
  summary:
    'Run several strategies on one account as a job; one that ends within two seconds is answered with its result',
  description:
    'One simulation with one pool of cash: each strategy sizes from its weight of the account’s equity. Weights that add ' +
    'up to less than 1 leave the rest in cash.',
  access: 'research',
  body: z
    .strictObject({
      strategy_ids: z.array(strategyKey).min(1).max(20),
      weights: z.record(strategyKey, z.number().positive().max(1)).optional().describe('Default: equal'),
      symbols: z
        .union([symbolsSchema, z.record(strategyKey, symbolsSchema)])
        .optional()
        .describe('For all, or by strategy; default: each strategy’s own'),
      params: z.record(strategyKey, parametersSchema).optional().describe('By strategy; default: the current ones'),
      ...runRequest,
    })
    .meta({ id: 'PortfolioRequest' }),
  answers: {
    202: z
      .object({
        job_id: identifier,
        status: jobStatusSchema,
        run_id: identifier,
        strategy_ids: z.array(identifier),
        combined_sharpe: figure,
        annual_return: figure,
        max_drawdown: figure,
        equity_curve: z.array(equityPointSchema).nullable(),
        attribution: z.record(z.string(), z.number()).nullable(),
        correlation: portfolioRunSchema.shape.correlation.nullable(),
        metrics: metricsSchema.nullable(),
        progress: jobProgressSchema.nullable().optional(),
        error: jobErrorSchema.nullable().optional(),
        result: portfolioResultSchema.nullable().describe('Null until the job is complete'),
      })
      .meta({ id: 'PortfolioAccepted' }),
  },
  refusals: ['not_found', 'impossible', 'too_little_history', 'bad_data'],
});

export const listPortfolioRuns = door({
  id: 'listPortfolioRuns',
  method: 'GET',
  path: '/backtest/portfolio',
  tag: 'Backtest',
  summary: 'Stored portfolio runs, newest first',
  access: 'read',
  query: z.object({ ...pagingQuery }),
  answers: { 200: z.object({ runs: z.array(portfolioRunSchema), ...pagingAnswer }) },
});

export const readPortfolioRun = door({
  id: 'readPortfolioRun',
  method: 'GET',
  path: '/backtest/portfolio/{run_id}',
  tag: 'Backtest',
  summary: 'One stored portfolio run with its equity curve',
  access: 'read',
  params: z.object({ run_id: identifier }),
  answers: { 200: portfolioResultSchema },
  refusals: ['not_found'],
});

export const portfolioBacktestDoors = { runPortfolioBacktest, listPortfolioRuns, readPortfolioRun };
