/** What a backtest is asked with, whoever trades: data, range, money, costs and the rules by which orders fill. */
import { z } from 'zod';
import { isoDateOrTime } from '../wire.ts';

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
    borrow_bps: cost('What borrowing costs who is short, basis points of the position a year, charged day by day'),
    funding: z
      .number()
      .min(-1e4)
      .max(1e4)
      .default(0)
      .describe('Basis points of the position longs pay shorts every eight hours; applies to perpetuals'),
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
    limits: z
      .enum(['touched', 'traded_through'])
      .default('touched')
      .describe('Whether a limit order fills when its price is reached, or only when it is passed'),
    partial_volume_share: z
      .number()
      .positive()
      .max(1)
      .nullable()
      .default(null)
      .describe('Largest share of a bar’s volume that orders take, the rest waits; null: no limit'),
    leverage: z
      .number()
      .positive()
      .max(1000)
      .nullable()
      .default(null)
      .describe(
        'Largest position as a multiple of equity: orders must find their margin, and what equity no longer carries is ' +
          'closed by force; null: neither is looked at',
      ),
    latency_ms: z.int().min(0).max(86_400_000).default(0).describe('How long an order travels to the venue'),
    latency_bars: z.int().min(0).max(100).default(0).describe('The same in bars; goes before latency_ms'),
  })
  .meta({ id: 'FillRules' });

const share = z.number().positive().max(100);

/** Fractions of the price of the entry. */
export const protectionSchema = z
  .strictObject({
    stop_loss: share.max(1).optional(),
    take_profit: share.optional(),
    trailing_stop: share.max(1).optional(),
  })
  .meta({ id: 'Protection', description: 'Orders that stand around every entry, as fractions of its price' });

/** Spread into the body of every backtest. */
export const runRequest = {
  timeframe: z.string().max(8).default('1d'),
  start_date: isoDateOrTime.optional().describe('First moment traded; earlier bars warm the indicators up'),
  end_date: isoDateOrTime.optional().describe('Last moment traded; a day is included'),
  capital: z.number().positive().max(1e15).default(1_000_000),
  costs: costsSchema.prefault({}),
  fill: fillSchema.prefault({}),
  min_quality: z
    .number()
    .min(0)
    .max(100)
    .default(0)
    .describe('Bars with a lower data quality score are refused (422 bad_data)'),
  gate: z.null().optional().describe('Profile of the safety gate. None exists yet: only null, the open gate'),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(0)
    .describe('Kept with the run; nothing in it is random yet'),
};

export const symbolsSchema = z.array(z.string().min(1).max(64)).min(1).max(100);
