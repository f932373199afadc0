/** Bringing in one's own bars, splits and dividends. */
import { z } from 'zod';
import { door } from '../door.ts';
import { bytes, isoTime } from '../wire.ts';
import {
  assetClassSchema,
  barSchema,
  calendarSchema,
  factorsSchema,
  faultKindSchema,
  qualitySchema,
  symbolSchema,
  timeframeSchema,
} from './market-data.ts';

const columnName = z.string().min(1).max(200);
const bidAndAsk = ['bid', 'ask'].flatMap((side) =>
  ['open', 'high', 'low', 'close'].map(
    (field) => `${side}_${field}` as `${'bid' | 'ask'}_${'open' | 'high' | 'low' | 'close'}`,
  ),
);
/** What a column of a file can be. */
const mappingNames = ['ts', 'time', 'symbol', 'open', 'high', 'low', 'close', 'volume', ...bidAndAsk] as const;
type MappingName = (typeof mappingNames)[number];

export const dateFormatSchema = z
  .enum(['iso', 'day_first', 'month_first', 'epoch_s', 'epoch_ms', 'epoch_us', 'epoch_ns'])
  .describe('Default: seen from the rows. `iso`: the year first');
export const priceSourceSchema = z
  .enum(['ohlc', 'close', 'bid', 'ask', 'mid'])
  .describe('What a bar is made of. Default: seen from the columns; a file with quotes needs `mid`, `bid` or `ask`');

const importOptions = {
  symbol: symbolSchema.optional().describe('Whose bars these are; of a file with a symbol column, which to take'),
  timeframe: timeframeSchema.optional().describe('Default: seen from the spacing of the rows. Trades need it'),
  rows: z.enum(['bars', 'trades']).optional().describe('`trades`: each row is one trade; bars are made of them'),
  prices: priceSourceSchema.optional(),
  stamps: z.enum(['open', 'close']).optional().describe('Whether a row is stamped with the begin (default) or the end'),
  date_format: dateFormatSchema.optional(),
  time_zone: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('Of times written without a zone: `UTC` (default), `-05:00`, `America/New_York`'),
  decimal: z.enum(['point', 'comma']).optional().describe('Default: seen from the prices'),
  scale: z
    .number()
    .min(1e-9)
    .max(1e12)
    .optional()
    .describe('Prices are divided by it: 100000 where 130584 means 1.30584'),
  skip_lines: z.int().min(0).max(1_000).optional().describe('Lines before the table. Default: seen from the file'),
  on_bad_row: z
    .enum(['reject', 'skip'])
    .optional()
    .describe('`reject` (default): one bad row and nothing is stored; `skip`: bad rows are left out and reported'),
  dry_run: z.boolean().optional().describe('Read and check everything, store nothing'),
  asset_class: assetClassSchema.optional().describe('Decides, among others, how figures are annualised'),
  currency: z
    .string()
    .regex(/^[A-Z][A-Z0-9]{1,9}$/)
    .optional()
    .describe('Of the prices, as USD'),
  tick: z.number().positive().max(1_000_000).optional().describe('Smallest price step'),
  source: z
    .string()
    .regex(/^[\x20-\x7e]{1,120}$/)
    .optional()
    .describe('Where the data come from, in a few words'),
};

const columnQuery = Object.fromEntries(
  mappingNames.map((name) => [`column_${name}`, columnName.optional().describe(`Column that holds ${name}`)]),
) as Record<`column_${MappingName}`, z.ZodOptional<typeof columnName>>;

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const importBodySchema = z
  .strictObject({
    ...importOptions,
    content: z.string().min(1).optional().describe('Text of the file: CSV or JSON'),
    data: z
      .union([z.array(z.record(z.string(), cell)).min(1), z.record(z.string(), z.array(cell))])
      .optional()
      .describe('Instead of `content`: rows as objects, or columns as lists of one length'),
    mapping: z
      .strictObject(
        Object.fromEntries(mappingNames.map((name) => [name, columnName.optional()])) as Record<
          MappingName,
          z.ZodOptional<typeof columnName>
        >,
      )
      .optional()
      .describe('Which column holds what, by name or by position from 1, where the names do not say'),
  })
  .meta({ id: 'ImportRequest' });

const faultSchema = z.object({
  line: z.int().min(1).describe('From 1; in JSON and Parquet the row'),
  column: z.string(),
  expected: z.string(),
  found: z.string(),
});

export const importReportSchema = z
  .object({
    dry_run: z.boolean(),
    source: z.string(),
    rows_imported: z.int().min(0).describe('New bars stored'),
    rows_replaced: z.int().min(0).describe('Stored bars that took another value'),
    rows_unchanged: z.int().min(0).describe('Bars that were stored just so before'),
    rows_read: z.int().min(0).describe('Good rows in the file'),
    rows_of_other_symbols: z.int().min(0).describe('Left out because `symbol` picked another'),
    series: z.array(
      z.object({
        symbol: z.string(),
        timeframe: z.string(),
        rows: z.int().min(1),
        first: isoTime.describe('End of the first bar'),
        last: isoTime.describe('End of the last bar'),
        replaced_synthetic: z.boolean().describe('Demo data of this name gave way as a whole'),
        quality: z
          .object({
            score: qualitySchema.shape.score,
            calendar: calendarSchema,
            gaps: z.int().min(0),
            missing: z.int().min(0).describe('Bars that the calendar expects and that are not in the file'),
            expected: z.int().min(0),
            faults: z.array(faultKindSchema),
          })
          .describe('Of the bars in the file; GET /market-data/quality tells more of what is stored'),
      }),
    ),
    format: z.enum(['csv', 'json', 'parquet']),
    delimiter: z.string().nullable().describe('Of CSV'),
    skipped_lines: z.int().min(0).describe('Before the table'),
    rows: z.enum(['bars', 'trades']),
    prices: priceSourceSchema,
    date_format: dateFormatSchema,
    time_zone: z.string().describe('Of times without a zone'),
    decimal: z.enum(['point', 'comma']),
    scale: z.number(),
    newest_first: z.boolean().describe('The file runs backwards; stored bars never do'),
    notes: z.array(z.string()).describe('What was assumed or turned round while reading'),
    mapping: z.record(z.string(), z.string()).describe('The column used for each role'),
    ignored_columns: z.array(z.string()),
    preview: z
      .array(z.object({ symbol: z.string(), timeframe: z.string(), bar: barSchema }))
      .describe('The first rows as they were understood'),
    faults: z.array(faultSchema).describe('Bad rows, the first hundred'),
    fault_count: z.int().min(0),
  })
  .meta({ id: 'ImportReport' });

export const importBars = door({
  id: 'importBars',
  method: 'POST',
  path: '/market-data/import',
  tag: 'Market Data',
  summary: 'Import bars from CSV, JSON or Parquet',
  description:
    'Either JSON with the file in `content` (or its rows in `data`), or the file itself with the options in the query; ' +
    'gzip is unpacked and the format is seen from the bytes. The whole file is stored or none of it; importing it again ' +
    'changes nothing. Real data put demo data of the same name out.',
  access: 'research',
  consumes: [
    'application/json',
    'text/csv',
    'application/octet-stream',
    'application/gzip',
    'application/vnd.apache.parquet',
  ],
  bodyLimit: 256 * 2 ** 20,
  query: z
    .object({ ...importOptions, ...columnQuery })
    .describe('For the file itself; with JSON the options are in the body'),
  body: z.union([importBodySchema, z.string().min(1), bytes]),
  answers: {
    200: importReportSchema.describe('Dry run: nothing was stored'),
    201: importReportSchema,
  },
  refusals: ['bad_data', 'impossible', 'unsupported_media_type'],
});

const factorOptions = {
  symbol: importOptions.symbol,
  source: importOptions.source,
  dry_run: importOptions.dry_run,
};

export const importFactors = door({
  id: 'importFactors',
  method: 'POST',
  path: '/market-data/factors',
  tag: 'Market Data',
  summary: 'Import split and dividend factors from CSV',
  description:
    'Columns date, price_factor, split_factor and, where known, symbol and reference_price; or a LEAN factor file as it ' +
    'is. The table of a symbol takes the place of the one before as a whole.',
  access: 'research',
  consumes: ['application/json', 'text/csv', 'application/octet-stream'],
  bodyLimit: 16 * 2 ** 20,
  query: z.object(factorOptions).describe('For the file itself; with JSON the options are in the body'),
  body: z.union([z.strictObject({ ...factorOptions, content: z.string().min(1) }), z.string().min(1), bytes]),
  answers: {
    200: z.object({ tables: z.array(factorsSchema) }).describe('Dry run: nothing was stored'),
    201: z.object({ tables: z.array(factorsSchema.extend({ changed: z.boolean() })) }),
  },
  refusals: ['bad_data', 'unsupported_media_type'],
});

export const marketDataImportDoors = { importBars, importFactors };
