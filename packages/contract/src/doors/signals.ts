/** Signals: what strategies want on the close of a bar. */
import { z } from 'zod';
import { door } from '../door.ts';
import { directionSchema, strengthSchema } from '../facts/signals.ts';
import { fraction, identifier, isoTime, pagingAnswer, pagingQuery } from '../wire.ts';
import { parametersSchema, strategyParams } from './strategies.ts';

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

export const signalDoors = { readLatestSignal, generateSignal, listRecentSignals };
