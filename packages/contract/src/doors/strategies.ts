/** The strategies that ship: what they are, what can be set, and what they say now. */
import { z } from 'zod';
import { door } from '../door.ts';
import { directionSchema, strengthSchema } from '../facts/signals.ts';
import { fraction, identifier, isoTime, pagingAnswer, pagingQuery } from '../wire.ts';

export const parameterValueSchema = z.union([z.number(), z.string(), z.boolean()]);

/** Values by parameter name; each strategy's detail says which it knows. */
export const parametersSchema = z.record(z.string().max(64), parameterValueSchema);

const parameterSchema = z
  .object({
    value: parameterValueSchema.describe('In force now'),
    type: z.enum(['integer', 'number', 'choice', 'boolean']),
    min: z.number().nullable().describe('Null where there is no order'),
    max: z.number().nullable(),
    choices: z.array(z.string()).nullable(),
    default: parameterValueSchema,
    grid: z.array(parameterValueSchema).describe('Values an optimisation tries when it is not told which'),
    description: z.string(),
  })
  .meta({ id: 'StrategyParameter' });

const strategyStatusSchema = z.enum(['available']).meta({ id: 'StrategyStatus' });

const strategySummary = {
  asset_class: z.string().describe('The first of the classes it is meant for'),
  instruments: z.array(z.string()).describe('Symbols it trades unless told others'),
  description: z.string(),
  status: strategyStatusSchema,
};

const strategyParams = z.object({ strategy_id: identifier });

export const listStrategies = door({
  id: 'listStrategies',
  method: 'GET',
  path: '/strategies',
  tag: 'Strategies',
  summary: 'All registered strategies',
  access: 'read',
  answers: {
    200: z.array(z.object({ id: identifier, name: z.string(), ...strategySummary }).meta({ id: 'StrategySummary' })),
  },
});

export const readStrategy = door({
  id: 'readStrategy',
  method: 'GET',
  path: '/strategies/{strategy_id}',
  tag: 'Strategies',
  summary: 'One strategy: idea, source and parameters',
  access: 'read',
  params: strategyParams,
  answers: {
    200: z
      .object({
        strategy_id: identifier,
        class_name: z.string().describe('Its name'),
        ...strategySummary,
        asset_classes: z.array(z.string()),
        source: z.string().describe('Where the idea was published'),
        parameters: z.record(z.string(), parameterSchema),
        params_version: z.int().min(1).describe('1 = the values it ships with'),
      })
      .meta({ id: 'Strategy' }),
  },
  refusals: ['not_found'],
});

export const signalSchema = z
  .object({
    strategy: identifier,
    instruments: z.array(z.string()),
    timeframe: z.string(),
    direction: directionSchema,
    strength: strengthSchema.nullable().describe('Null without a confidence'),
    confidence: fraction
      .nullable()
      .describe('Share of the bars before at which the raw value was smaller in size; null without a raw value'),
    raw_value: z.number().nullable().describe('The strategy’s own measure, in its own units; its sign is the side'),
    z_score: z.number().nullable().describe('Raw value in standard deviations from its mean over the bars before'),
    suggested_size: z.number().describe('Wanted exposure as share of equity, signed'),
    entry_level: z.number().nullable().describe('Close of the bar it was computed on'),
    stop_loss: z.number().nullable().describe('Null: the strategy names none'),
    take_profit: z.number().nullable().describe('Null: the strategy names none'),
    timestamp: isoTime.describe('End of the bar it was computed on: it can be traded from then on'),
    computed_at: isoTime,
    source: z.string().describe('Where the bars came from; `synthetic` = made up for the demo workspace'),
  })
  .meta({ id: 'Signal' });

const signalSelection = {
  symbol: z.string().min(1).max(64).optional().describe('Default: the strategy’s first instrument'),
  timeframe: z.string().max(8).default('1d'),
};

export const readLatestSignal = door({
  id: 'readLatestSignal',
  method: 'GET',
  path: '/strategies/{strategy_id}/signal/latest',
  tag: 'Signals',
  summary: 'What the strategy wants now, computed on the latest closed bar',
  access: 'read',
  params: strategyParams,
  query: z.object(signalSelection),
  answers: { 200: signalSchema },
  refusals: ['not_found', 'impossible', 'too_little_history'],
});

export const generateSignal = door({
  id: 'generateSignal',
  method: 'POST',
  path: '/signals/generate',
  tag: 'Signals',
  summary: 'Run a strategy once on the latest bar, store its signal and publish it on /ws/signals',
  access: 'research',
  body: z.strictObject({ strategy: identifier, ...signalSelection, params: parametersSchema.optional() }),
  answers: { 201: signalSchema },
  refusals: ['not_found', 'impossible', 'too_little_history'],
});

export const listRecentSignals = door({
  id: 'listRecentSignals',
  method: 'GET',
  path: '/signals/recent',
  tag: 'Signals',
  summary: 'Stored signals, newest first',
  access: 'read',
  query: z.object({ strategy: identifier.optional(), ...pagingQuery }),
  answers: { 200: z.object({ signals: z.array(signalSchema), ...pagingAnswer }) },
  refusals: ['not_found'],
});

export const strategyDoors = { listStrategies, readStrategy };
export const signalDoors = { readLatestSignal, generateSignal, listRecentSignals };
