import { z } from 'zod';
import { isoTime } from '../wire.ts';

/** Bars of one series were stored; whatever was computed from it before may be out of date. */
export const marketDataImported = z
  .object({
    symbol: z.string(),
    timeframe: z.string(),
    bars: z.int().min(0).describe('How many bars the import wrote'),
    first: isoTime.describe('End of the first bar written'),
    last: isoTime.describe('End of the last bar written'),
    source: z.string(),
    synthetic: z.boolean(),
  })
  .meta({ id: 'MarketDataImported', description: 'Bars of one series were stored' });
export type MarketDataImported = z.infer<typeof marketDataImported>;
