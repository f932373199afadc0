/** What a backtest leaves. Fractions unless a name ends in `_pct`; money in the run's currency. */
import { z } from 'zod';
import { identifier, isoDateOrTime, isoTime } from '../wire.ts';
import { costsSchema, fillSchema, protectionSchema } from './backtest-request.ts';
import { parametersSchema } from './strategies.ts';

export const figure = z.number().nullable();

export const equityPointSchema = z
  .object({ timestamp: isoTime.describe('Start of the bar; the equity is that at its end'), equity: z.number() })
  .meta({ id: 'EquityPoint' });

export const tradeSchema = z
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

export const refusalSchema = z
  .object({ rule: z.string(), reason: z.string().describe('That of the first'), count: z.int() })
  .meta({ id: 'BacktestRefusal' });

const costStressSchema = z
  .object({
    factor: z.number().describe('All costs times this'),
    total_return: figure,
    sharpe: figure,
    max_drawdown: figure,
  })
  .meta({ id: 'CostStress' });

export const metricsSchema = z
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

/** The request as it was carried out, defaults filled in; spread into the settings of every backtest. */
export const runSettings = {
  symbols: z.array(z.string()),
  timeframe: z.string(),
  start_date: isoDateOrTime.nullable(),
  end_date: isoDateOrTime.nullable(),
  capital: z.number(),
  currency: z.string(),
  periods_per_year: z.int().describe('What daily figures are annualised with: 252, or 365 where trading never stops'),
  costs: costsSchema,
  fill: fillSchema,
  min_quality: z.number(),
  seed: z.int(),
};

const settingsSchema = z
  .object({
    ...runSettings,
    params: parametersSchema,
    params_version: z.int().min(1).nullable().describe('Null: values were given for this run'),
    protection: protectionSchema.nullable().describe('Null: the strategy’s own'),
  })
  .meta({ id: 'BacktestSettings' });

const runIdentity = { run_id: identifier, strategy_id: identifier, computed_at: isoTime, metrics: metricsSchema };

export const qualityShape = {
  data_quality_score: figure.describe(
    '0 to 100, of the worst of its symbols; null in runs from before it was computed',
  ),
  data_quality: z.array(
    z
      .object({
        symbol: z.string(),
        score: z.number().min(0).max(100),
        calendar: z.string().describe('What its gaps were held against'),
        faults: z.array(z.object({ kind: z.string(), count: z.int(), points_lost: z.number() })),
      })
      .meta({ id: 'RunDataQuality' }),
  ),
};

const breakEvenSchema = z
  .object({
    factor: figure.describe('All costs times this leave nothing of the gain'),
    reason: z.string().nullable().describe('Why there is none'),
  })
  .meta({ id: 'BreakEven' });

/** What the same money in the same instruments, bought and held, would have made; alpha and beta are against it. */
export const benchmarkSchema = z
  .object({ name: z.string(), total_return: figure, equity_curve: z.array(equityPointSchema).optional() })
  .meta({ id: 'Benchmark' });

/** Always sent; optional because the specification's own examples leave them out. */
const runDetail = z
  .object({
    settings: settingsSchema,
    bars: z.int().min(0).describe('Bars traded and scored'),
    first_bar: isoTime.describe('Start of the first bar'),
    last_bar: isoTime.describe('Start of the last bar'),
    metrics_absent: z.record(z.string(), z.string()).describe('Why a metric is null'),
    ruined_at: isoTime
      .nullable()
      .describe('End of the bar after which no equity was left: positions were closed, nothing was entered any more'),
    open_positions: z.array(openPositionSchema),
    cost_stress: z.array(costStressSchema),
    break_even: breakEvenSchema.nullable().describe('Null in runs from before it was computed'),
    benchmark: benchmarkSchema.nullable().describe('Null in runs from before it was computed'),
    refusals: z.array(refusalSchema).describe('Orders that were not accepted, by rule'),
    ...qualityShape,
    reproducibility_id: z
      .string()
      .describe('Hash over bars, parameters, costs, rules and version: same id, same bytes'),
    source: z.string().describe('Where the bars came from'),
    equity_points: z
      .int()
      .describe('Points of the full curve: /backtest/runs/{run_id}/equity gives as many as asked for'),
  })
  .partial().shape;

export const runSchema = z.object({ ...runIdentity, ...runDetail }).meta({ id: 'BacktestRun' });
export const resultSchema = z
  .object({
    ...runIdentity,
    equity_curve: z.array(equityPointSchema).describe('At most 5000 points; extremes survive the thinning'),
    ...runDetail,
  })
  .meta({ id: 'BacktestResult' });
