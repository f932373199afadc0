/** Bars: what is stored, the latest, a range, and bringing in one's own. */
import { z } from 'zod';
import { door } from '../door.ts';
import { bytes, isoDate, isoDateOrTime, isoTime, pagingAnswer, pagingQuery } from '../wire.ts';

export const symbolSchema = z
  .string()
  .min(1)
  .max(64)
  .meta({ description: 'Instrument, in upper or lower case', examples: ['SPY', 'BTCUSD'] });

export const timeframeSchema = z
  .string()
  .regex(/^[1-9]\d{0,3}[smhdw]$/)
  .meta({ description: 'How long a bar lasts: number and s, m, h, d or w', examples: ['1d', '5m'] });

/** The engine's classes; a type test in the server holds the two lists together. */
export const assetClassSchema = z
  .enum(['equity', 'etf', 'fx', 'crypto', 'crypto_perpetual', 'future', 'index', 'rate'])
  .meta({ id: 'AssetClass' });
export type AssetClass = z.infer<typeof assetClassSchema>;

const prices = { open: z.number(), high: z.number(), low: z.number(), close: z.number() };

export const barSchema = z
  .object({
    start: isoTime,
    end: isoTime.describe('When the bar is known'),
    ...prices,
    volume: z.number().nullable().describe('Shares, contracts or base units; null where the source has none'),
  })
  .meta({ id: 'Bar' });

const seriesFields = {
  symbol: z.string(),
  timeframe: z.string(),
  source: z.string().describe('`import:<name>` or `synthetic`'),
  synthetic: z.boolean().describe('Invented for the demo workspace'),
  asset_class: assetClassSchema.nullable().describe('Null: nobody said; treated as an equity'),
  currency: z.string().nullable(),
  tick: z.number().nullable().describe('Smallest price step, where known'),
};

export const seriesSchema = z
  .object({
    ...seriesFields,
    bars: z.int().min(1),
    first: isoTime.describe('End of the first bar'),
    last: isoTime.describe('End of the last bar'),
    created_at: isoTime,
    updated_at: isoTime,
  })
  .meta({ id: 'Series', description: 'A stored run of bars: one symbol in one timeframe' });

export const listSeries = door({
  id: 'listSeries',
  method: 'GET',
  path: '/market-data/series',
  tag: 'Market Data',
  summary: 'What is stored',
  access: 'read',
  query: z.object({ symbol: symbolSchema.optional(), ...pagingQuery }),
  answers: { 200: z.object({ series: z.array(seriesSchema), ...pagingAnswer }) },
});

export const latestBars = door({
  id: 'latestBars',
  method: 'GET',
  path: '/market-data/latest',
  tag: 'Market Data',
  summary: 'The most recent bar of each symbol',
  description: 'Of the timeframe that reaches furthest; of several that do, the shortest.',
  access: 'read',
  query: z.object({
    symbols: z.array(symbolSchema).min(1).max(100).optional().describe('Default: all'),
    ...pagingQuery,
  }),
  answers: {
    200: z.object({ latest: z.array(z.object({ ...seriesFields, bar: barSchema })), ...pagingAnswer }),
  },
  refusals: ['not_found'],
});

export const adjustSchema = z
  .enum(['none', 'splits', 'all'])
  .describe('`all`: for splits and dividends, backwards from today; raw prices are what runs use');

const rangeQuery = {
  start: isoDateOrTime.optional().describe('Default: the first stored bar'),
  end: isoDateOrTime.optional().describe('A date includes that day. Default: the last stored bar'),
  timeframe: timeframeSchema
    .optional()
    .describe('Default: 1d where stored, else the longest stored. One that is not stored is made of shorter bars'),
  adjust: adjustSchema.default('none'),
  as_of: isoDateOrTime
    .optional()
    .describe('Only what was known then: without bars imported later, and with the values that were corrected later'),
};

const viewFields = {
  resampled_from: z
    .string()
    .nullable()
    .describe('The stored timeframe these bars were made of; null: stored as they are'),
  adjusted: adjustSchema.describe('What was done to the prices; `none` also where no factors are stored'),
};

export const readBars = door({
  id: 'readBars',
  method: 'GET',
  path: '/market-data/{ticker}',
  tag: 'Market Data',
  summary: 'Bars of one symbol',
  description:
    'The bars that lie wholly within the range, in rising time. Of more than `limit` the newest are given; `total` ' +
    'says how many there are.',
  access: 'read',
  params: z.object({ ticker: symbolSchema }),
  query: z.object({ ...rangeQuery, limit: z.int().min(1).max(10_000).default(500) }),
  answers: {
    200: z.object({
      ...seriesFields,
      ...viewFields,
      total: z.int().min(0).describe('Bars in the range'),
      limit: z.int().min(1),
      bars: z.array(barSchema),
    }),
  },
  refusals: ['not_found'],
});

export const exportBars = door({
  id: 'exportBars',
  method: 'GET',
  path: '/market-data/{ticker}/export',
  tag: 'Market Data',
  summary: 'Bars of one symbol as a file',
  description: 'CSV or Parquet, stamped with the begin of the bar: imported again it gives the same bars.',
  access: 'read',
  params: z.object({ ticker: symbolSchema }),
  query: z.object({ ...rangeQuery, format: z.enum(['csv', 'parquet']).default('csv') }),
  produces: ['text/csv', 'application/vnd.apache.parquet'],
  answers: { 200: z.union([z.string(), bytes]) },
  refusals: ['not_found'],
});

const gapSchema = z.object({
  after: isoTime.describe('Begin of the bar before the hole'),
  before: isoTime.describe('Begin of the bar behind it'),
  missing: z.int().min(1),
});

export const calendarSchema = z
  .enum(['always', 'weekdays', 'xnys', 'observed'])
  .describe(
    'When bars are expected: `xnys` New York Stock Exchange, `observed` each weekday from its first bar to its last',
  );

export const faultKindSchema = z.enum(['missing', 'order', 'price', 'ohlc', 'outlier', 'split', 'stale']);

export const qualitySchema = z
  .object({
    score: z.number().min(0).max(100).describe('100: nothing found. How it is made is told in docs/importing.md'),
    bars: z.int().min(0),
    expected: z.int().min(0).describe('By the calendar, from the first bar to the last'),
    calendar: calendarSchema,
    calendar_inferred: z.boolean().describe('Nobody said which calendar holds: it was seen from the bars'),
    faults: z.array(
      z.object({
        kind: faultKindSchema,
        count: z.int().min(1),
        points_lost: z.number().min(0),
        at: z
          .array(isoTime)
          .describe('Begins of the first bars it was found at; of missing ones, of the bar before the hole'),
      }),
    ),
    gaps: z.int().min(0),
    longest_gaps: z.array(gapSchema),
  })
  .meta({ id: 'DataQuality', description: 'How far bars can be trusted' });

export const readDataQuality = door({
  id: 'readDataQuality',
  method: 'GET',
  path: '/market-data/quality',
  tag: 'Market Data',
  summary: 'Gaps, outliers and other faults of stored bars, and a score',
  access: 'read',
  query: z.object({
    symbol: symbolSchema,
    ...rangeQuery,
    calendar: calendarSchema.optional(),
  }),
  answers: { 200: z.object({ ...seriesFields, ...viewFields, ...qualitySchema.shape }) },
  refusals: ['not_found'],
});

export const factorsSchema = z
  .object({
    symbol: z.string(),
    source: z.string(),
    factors: z.array(
      z.object({
        date: isoDate.describe('The row holds for all bars up to and including this day'),
        price_factor: z.number().describe('Dividends'),
        split_factor: z.number(),
        reference_price: z.number().nullable().describe('Raw close of the day'),
      }),
    ),
    actions: z
      .array(
        z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('dividend'), at: isoTime, per_unit: z.number() }).meta({ id: 'DividendAction' }),
          z
            .object({ kind: z.literal('split'), at: isoTime, ratio: z.number().describe('New units for an old one') })
            .meta({ id: 'SplitAction' }),
        ]),
      )
      .describe('What the factors say happened; what runs pay out and multiply'),
  })
  .meta({ id: 'Factors', description: 'Splits and dividends of one symbol' });

export const readFactors = door({
  id: 'readFactors',
  method: 'GET',
  path: '/market-data/factors/{ticker}',
  tag: 'Market Data',
  summary: 'Splits and dividends of one symbol',
  access: 'read',
  params: z.object({ ticker: symbolSchema }),
  answers: { 200: factorsSchema },
  refusals: ['not_found'],
});

export const marketDataDoors = { listSeries, latestBars, readDataQuality, readFactors, readBars, exportBars };
