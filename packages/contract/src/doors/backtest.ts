/** Backtests: asked for as jobs, kept as runs. Fractions unless a name ends in `_pct`; money in the run's currency. */
import { z } from 'zod';
import { door } from '../door.ts';
import { identifier, isoDateOrTime, isoTime, pagingAnswer, pagingQuery } from '../wire.ts';
import { jobErrorSchema, jobProgressSchema, jobStatusSchema } from './jobs.ts';
import { parametersSchema } from './strategies.ts';

const figure = z.number().nullable();
const cost = (description: string, standard = 0) => z.number().min(0).max(1e9).default(standard).describe(description);

export const costsSchema = z
  .strictObject({
    fee_bps: cost('Fee on the traded value, basis points', 5),
    slippage_bps: cost('Price moved against the order on entry and exit, basis points', 2),
    spread_bps: cost('Quoted spread, basis points: paid once a round trip, by the entry price'),
    fee_per_share: cost('Money per unit; applies to everything but futures'),
    fee_per_contract: cost('Money per contract; applies to futures'),
    fee_per_order: cost('Money per execution'),
    fee_minimum: cost('Smallest fee of an execution'),
    charged_on: z.enum(['both', 'entry']).default('both').describe('Whether exits pay fees too'),
  })
  .meta({ id: 'Costs' });

export const fillSchema = z
  .strictObject({
    when: z.enum(['next_open', 'same_close']).default('next_open').describe('When orders of a closed bar fill'),
    sizing: z
      .enum(['decision', 'fill'])
      .default('decision')
      .describe('Quantity fixed at the decision, as real venues need it, or at the price of the fill'),
    lots: z.enum(['fractional', 'whole']).default('fractional'),
    allow_short: z.boolean().default(true),
    at_end: z
      .enum(['mark', 'close', 'open'])
      .default('mark')
      .describe('Open positions after the last bar: left open and marked at its close, or closed at its close or open'),
  })
  .meta({ id: 'FillRules' });

const equityPointSchema = z
  .object({ timestamp: isoTime.describe('Start of the bar; the equity is that at its end'), equity: z.number() })
  .meta({ id: 'EquityPoint' });

const tradeSchema = z
  .object({
    symbol: z.string(),
    side: z.enum(['LONG', 'SHORT']),
    size: z.number().describe('Units'),
    entry_time: isoTime.describe('Start of the bar of the entry'),
    exit_time: isoTime.describe('Start of the bar of the exit'),
    entry_bar: z.int().describe('0-based number of the bar within the run'),
    exit_bar: z.int(),
    entry_price: z.number().describe('Spread and slippage inside'),
    exit_price: z.number(),
    fees: z.number(),
    pnl: z.number().describe('After fees'),
    return: z.number().describe('pnl / entry value'),
    max_adverse: z.number().describe('Worst open gain as fraction of the entry price, ≤ 0'),
    max_favourable: z.number(),
  })
  .meta({ id: 'BacktestTrade' });

const openPositionSchema = z
  .object({ symbol: z.string(), quantity: z.number(), average_price: z.number(), unrealized_pnl: z.number() })
  .meta({ id: 'BacktestOpenPosition' });

const refusalSchema = z
  .object({ rule: z.string(), reason: z.string(), count: z.int() })
  .meta({ id: 'BacktestRefusal' });

const costStressSchema = z
  .object({
    factor: z.number().describe('All costs times this'),
    total_return: figure,
    sharpe: figure,
    max_drawdown: figure,
  })
  .meta({ id: 'CostStress' });

const metricsSchema = z
  .object({
    sharpe_ratio: figure,
    annual_return: figure,
    max_drawdown: figure,
    win_rate: figure,
    profit_factor: figure,
    total_trades: z.int().min(0),
  })
  .catchall(figure)
  .meta({ id: 'Metrics', description: 'Null where a figure does not exist; `metrics_absent` says why' });

/** The request as it was carried out, defaults filled in. */
const settingsSchema = z
  .object({
    symbols: z.array(z.string()),
    timeframe: z.string(),
    start_date: isoDateOrTime.nullable(),
    end_date: isoDateOrTime.nullable(),
    params: parametersSchema,
    capital: z.number(),
    currency: z.string(),
    periods_per_year: z.int().describe('What daily figures are annualised with: 252, or 365 where trading never stops'),
    costs: costsSchema,
    fill: fillSchema,
    seed: z.int(),
  })
  .meta({ id: 'BacktestSettings' });

const runIdentity = { run_id: identifier, strategy_id: identifier, computed_at: isoTime, metrics: metricsSchema };

/** Always sent; optional because the specification's own examples leave them out. */
const runDetail = z
  .object({
    settings: settingsSchema,
    bars: z.int().min(0).describe('Bars traded and scored'),
    first_bar: isoTime.describe('Start of the first bar'),
    last_bar: isoTime.describe('Start of the last bar'),
    metrics_absent: z.record(z.string(), z.string()).describe('Why a metric is null'),
    open_positions: z.array(openPositionSchema),
    cost_stress: z.array(costStressSchema),
    refusals: z.array(refusalSchema).describe('Orders that were not accepted, by rule'),
    data_quality_score: figure.describe('Null: bars are validated at import, a score is not computed yet'),
    reproducibility_id: z
      .string()
      .describe('Hash over bars, parameters, costs, rules and version: same id, same bytes'),
    source: z.string().describe('Where the bars came from'),
    equity_points: z.int().describe('Points of the full curve: /backtest/runs/{run_id}/equity has them all'),
  })
  .partial().shape;

const runSchema = z.object({ ...runIdentity, ...runDetail }).meta({ id: 'BacktestRun' });
const resultSchema = z
  .object({
    ...runIdentity,
    equity_curve: z.array(equityPointSchema).describe('At most 5000 points; extremes survive the thinning'),
    ...runDetail,
  })
  .meta({ id: 'BacktestResult' });

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
      symbols: z.array(z.string().min(1).max(64)).min(1).max(100).optional().describe('Default: the strategy’s own'),
      timeframe: z.string().max(8).default('1d'),
      start_date: isoDateOrTime.optional().describe('First moment traded; earlier bars warm the indicators up'),
      end_date: isoDateOrTime.optional().describe('Last moment traded; a day is included'),
      params: parametersSchema.optional().describe('Default: the strategy’s current ones'),
      capital: z.number().positive().max(1e15).default(1_000_000),
      costs: costsSchema.prefault({}),
      fill: fillSchema.prefault({}),
      seed: z
        .int()
        .min(0)
        .max(2 ** 32 - 1)
        .default(0)
        .describe('Kept with the run; nothing in it is random yet'),
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
      .optional()
      .describe('Thin the curve to about so many points; extremes survive'),
  }),
  answers: {
    200: z.object({ run_id: identifier, total_points: z.int(), equity_curve: z.array(equityPointSchema) }),
  },
  refusals: ['not_found'],
});

export const backtestDoors = {
  runBacktest,
  readBacktestResults,
  listBacktestRuns,
  readBacktestRun,
  listBacktestTrades,
  readBacktestEquity,
};
