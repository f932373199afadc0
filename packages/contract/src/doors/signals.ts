/** Signals: what strategies want on the close of a bar, now and on the days before, each and all together. */
import { z } from 'zod';
import { door } from '../door.ts';
import { directionSchema, strengthSchema } from '../facts/signals.ts';
import { fraction, identifier, isoDate, isoTime, pagingAnswer, pagingQuery } from '../wire.ts';
import { parametersSchema, strategyParams } from './strategies.ts';

const conviction = fraction
  .nullable()
  .describe('Share of the bars before at which the raw value was smaller in size; null without a raw value');

export const signalSchema = z
  .object({
    strategy: identifier,
    instruments: z.array(z.string()),
    timeframe: z.string(),
    direction: directionSchema,
    strength: strengthSchema.nullable().describe('Null without a confidence'),
    confidence: conviction,
    raw_value: z.number().nullable().describe('The strategy’s own measure, in its own units; its sign is the side'),
    z_score: z.number().nullable().describe('Raw value in standard deviations from its mean over the bars before'),
    suggested_size: z.number().describe('Wanted exposure as share of equity, signed'),
    exposures: z
      .array(z.object({ instrument: z.string(), exposure: z.number() }))
      .describe('The same by instrument, as share of equity'),
    entry_level: z.number().nullable().describe('Close of the bar it was computed on'),
    stop_loss: z.number().nullable().describe('Null: the strategy names none'),
    take_profit: z.number().nullable().describe('Null: the strategy names none'),
    timestamp: isoTime.describe('End of the bar it was computed on: it can be traded from then on'),
    computed_at: isoTime,
    params_version: z.int().min(1).nullable().describe('Null: computed with values given for this once'),
    source: z.string().describe('Where the bars came from; `synthetic` = made up for the demo workspace'),
  })
  .meta({ id: 'Signal' });

const signalSelection = {
  symbol: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('Default: the strategy’s first instrument, or all of a strategy that holds several at a time'),
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

export const readSignalHistory = door({
  id: 'readSignalHistory',
  method: 'GET',
  path: '/strategies/{strategy_id}/signal/history',
  tag: 'Signals',
  summary: 'The signal after each day’s close, oldest first',
  description:
    'The calendar days up to the latest stored bar, one entry for each that has a bar. A day’s signal is computed from ' +
    'what was known at its close, stored once the day is over, and stays as it was when parameters change later.',
  access: 'read',
  params: strategyParams,
  query: z.object({ days: z.int().min(1).max(365).default(30), ...signalSelection }),
  answers: {
    200: z.array(
      z
        .object({
          date: isoDate,
          direction: directionSchema,
          conviction,
          suggested_size: z.number().optional().describe('Wanted exposure as share of equity, signed'),
          params_version: z.int().min(1).nullable().optional(),
        })
        .meta({ id: 'DaySignal' }),
    ),
  },
  refusals: ['not_found', 'impossible', 'too_little_history'],
});

const givenBarSchema = z
  .strictObject({
    open: z.number().positive(),
    high: z.number().positive(),
    low: z.number().positive(),
    close: z.number().positive(),
    volume: z.number().min(0).optional(),
    timestamp: isoTime.optional().describe('End of the bar; default: one bar after the latest stored'),
  })
  .meta({ id: 'GivenBar' });

export const generateSignal = door({
  id: 'generateSignal',
  method: 'POST',
  path: '/signals/generate',
  tag: 'Signals',
  summary: 'Run a strategy once, on the latest bar or on one that is given',
  description:
    'On the latest bar the signal is stored and published on /ws/signals. A given bar stands after the stored ones for ' +
    'this once: its signal is answered and neither stored nor published. A refusal names the `condition` that failed.',
  access: 'research',
  body: z.strictObject({
    strategy: identifier,
    ...signalSelection,
    bar: givenBarSchema.optional(),
    params: parametersSchema.optional().describe('Default: the strategy’s current ones'),
  }),
  answers: {
    201: signalSchema.extend({
      inputs: z
        .record(z.string(), z.number().nullable())
        .describe('What the strategy looked at, by its own names: why it wants this and nothing else'),
      is_stored: z.boolean(),
    }),
  },
  refusals: ['not_found', 'impossible', 'too_little_history', 'bad_data'],
});

const crowdingSchema = z
  .object({
    is_crowded: z.boolean().describe('More than 80 % of the signals point to one side'),
    direction: directionSchema,
    share: fraction.describe('Of the signals that have this, the most frequent direction'),
    note: z.string().nullable(),
  })
  .meta({ id: 'Crowding' });

export const readAllSignals = door({
  id: 'readAllSignals',
  method: 'GET',
  path: '/signals/latest',
  tag: 'Signals',
  summary: 'What all strategies want now, on their first instruments, and how far they agree',
  access: 'read',
  answers: {
    200: z.object({
      direction: directionSchema.describe('Side of the mean wanted exposure'),
      mean_exposure: z.number().describe('Mean of the wanted exposures, each as share of equity'),
      counts: z.object({ LONG: z.int(), SHORT: z.int(), NEUTRAL: z.int() }),
      crowding: crowdingSchema,
      signals: z.array(signalSchema),
      partial_data: z.boolean().describe('Some strategies have no signal; `errors` says why'),
      errors: z.array(z.object({ strategy: identifier, code: z.string(), detail: z.string() })),
    }),
  },
  refusals: ['nothing_computed'],
});

const recentSignals = {
  method: 'GET',
  tag: 'Signals',
  summary: 'Stored signals, newest first; the first question of all has them computed',
  access: 'read',
  query: z.object({ strategy: identifier.optional(), ...pagingQuery }),
  answers: { 200: z.object({ signals: z.array(signalSchema), ...pagingAnswer }) },
  refusals: ['not_found'],
} as const;

export const listRecentSignals = door({ id: 'listRecentSignals', path: '/signals/recent', ...recentSignals });

export const listRecentSignalsAlias = door({
  id: 'listRecentSignalsAlias',
  path: '/ai/signals/recent',
  ...recentSignals,
  description: 'The same as /signals/recent, under the name older clients know.',
});

export const signalDoors = {
  readLatestSignal,
  readSignalHistory,
  generateSignal,
  readAllSignals,
  listRecentSignals,
  listRecentSignalsAlias,
};
