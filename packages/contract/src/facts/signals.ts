import { z } from 'zod';
import { fraction, identifier, isoTime } from '../wire.ts';

export const directionSchema = z.enum(['LONG', 'SHORT', 'NEUTRAL']).meta({ id: 'Direction' });

export const strengthSchema = z
  .enum(['STRONG', 'MODERATE', 'WEAK', 'NO_SIGNAL'])
  .meta({ id: 'Strength', description: 'Confidence from .75, from .5, from .25, below' });

/** A strategy computed a signal on the close of the bar that ended at `bar_end`. */
export const signalGenerated = z
  .object({
    strategy: identifier,
    symbol: z.string().describe('Of a pair both, as `SPY/QQQ`'),
    timeframe: z.string(),
    direction: directionSchema,
    strength: strengthSchema.nullable().describe('Null without a confidence'),
    confidence: fraction.nullable(),
    raw_value: z.number().nullable(),
    z_score: z.number().nullable(),
    suggested_size: z.number().nullable(),
    entry_level: z.number().nullable(),
    stop_loss: z.number().nullable(),
    take_profit: z.number().nullable(),
    bar_end: isoTime.describe('When the bar it was computed on was complete'),
    source: z.string().describe('Where the bars came from; `synthetic` = made up for the demo workspace'),
  })
  .meta({ id: 'SignalGenerated', description: 'A strategy computed a signal on the close of a bar' });
export type SignalGenerated = z.infer<typeof signalGenerated>;
