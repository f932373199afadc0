import { isDeepStrictEqual } from 'node:util';
import { AppError } from '@tradewind/contract/errors.ts';
import { allocateBars } from '@tradewind/engine/model/bar.ts';
import { timeframeMs } from '@tradewind/engine/time/timeframe.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Database, type Statement, WriteConflict } from '../../platform/storage/database.ts';
import { chunkBounds, columnNames, encodeColumn, type Merge, mergeBars, splitIntoChunks } from './chunk.ts';
import type { FactorTable } from './factors.ts';
import { MarketDataReader } from './reader.ts';
import { encodeRows } from './revision.ts';
import type { Series, SeriesBars } from './series.ts';

/** What an upsert did to one series. */
export interface Upsert {
  readonly symbol: string;
  readonly timeframe: string;
  readonly inserted: number;
  readonly replaced: number;
  readonly unchanged: number;
  /** A synthetic series gave way to real bars. */
  readonly replacedSynthetic: boolean;
}

export class MarketDataStore extends MarketDataReader {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    super(database);
    this.#database = database;
    this.#clock = clock;
  }

  /**
   * Adds and overwrites bars, all series or none; doing it twice is doing it once. Real bars put a synthetic series of
   * the same name out as a whole; synthetic bars never touch a real one (such a series is left out of the answer).
   */
  async upsert(incoming: readonly SeriesBars[]): Promise<Upsert[]> {
    const names = new Set(incoming.map(({ symbol, timeframe }) => `${symbol} ${timeframe}`));
    if (names.size < incoming.length) throw new Error('Each series may come once in an upsert');
    for (;;) {
      const plans = incoming.map((one) => this.#plan(one)).filter((plan) => plan !== null);
      try {
        await this.#database.write(plans.flatMap((plan) => plan.statements));
        return plans.map((plan) => plan.upsert);
      } catch (error) {
        // Somebody else changed one of the series after it was read here: look again.
        if (!(error instanceof WriteConflict)) throw error;
      }
    }
  }

  /** Puts a table of factors in the place of the one a symbol had. Returns whether that changed anything. */
  async replaceFactors({ symbol, source, rows }: FactorTable): Promise<boolean> {
    const before = this.factors(symbol);
    if (before && isDeepStrictEqual([before.source, before.rows], [source, rows])) return false;
    await this.#database.write([
      { sql: 'DELETE FROM factors WHERE symbol = ?', parameters: [symbol] },
      ...rows.map(({ day, priceFactor, splitFactor, reference }) => ({
        sql: 'INSERT INTO factors (symbol, day, price_factor, split_factor, reference, source) VALUES (?, ?, ?, ?, ?, ?)',
        parameters: [symbol, day, priceFactor, splitFactor, reference, source],
      })),
    ]);
    return true;
  }

  #plan(incoming: SeriesBars): { readonly statements: Statement[]; readonly upsert: Upsert } | null {
    const { symbol, timeframe, synthetic, bars } = incoming;
    const found = this.series(symbol, timeframe);
    if (bars.length === 0 || (found && synthetic && !found.synthetic)) return null;
    const replacedSynthetic = found?.synthetic === true && !synthetic;
    const kept = replacedSynthetic ? null : found;

    const statements: Statement[] = [];
    let [inserted, replaced, unchanged] = [0, 0, 0];
    const size = timeframeMs(timeframe) as number;
    for (const { chunk, bars: rows } of splitIntoChunks(bars, size)) {
      const stored = kept && this.read(symbol, timeframe, ...chunkBounds(chunk, size));
      const merge = mergeBars(stored ?? allocateBars(0), rows);
      inserted += merge.inserted.length;
      replaced += merge.superseded.length;
      unchanged += merge.unchanged;
      if (merge.unchanged === rows.length) continue;
      statements.push(this.#remember(incoming, chunk, merge, (stored?.length ?? 0) === 0));
      for (const column of columnNames) {
        statements.push({
          sql: `INSERT OR REPLACE INTO chunks (series_id, field, chunk, data)
                SELECT id, ?, ?, ? FROM series WHERE symbol = ? AND timeframe = ?`,
          parameters: [column, chunk, encodeColumn(merge.bars[column]), symbol, timeframe],
        });
      }
    }
    const described = this.#describe(incoming, found, kept, (kept?.bars ?? 0) + inserted);
    return {
      statements: [...described, ...statements],
      upsert: { symbol, timeframe, inserted, replaced, unchanged, replacedSynthetic },
    };
  }

  /** How to undo a change of a chunk; of one that was not there before, that it was not. */
  #remember(
    { symbol, timeframe }: SeriesBars,
    chunk: number,
    { inserted, superseded }: Merge,
    isNew: boolean,
  ): Statement {
    return {
      sql: `INSERT INTO revisions (series_id, chunk, revision, changed_at, inserted, replaced)
            SELECT id, ?, revision, ?, ?, ? FROM series WHERE symbol = ? AND timeframe = ?`,
      parameters: [
        chunk,
        this.#clock.now(),
        isNew ? null : encodeColumn(inserted),
        encodeRows(superseded),
        symbol,
        timeframe,
      ],
    };
  }

  /** Claims the series under the revision that was read, so that two writers never merge into the same bars. */
  #describe(incoming: SeriesBars, found: Series | null, kept: Series | null, count: number): Statement[] {
    const { symbol, timeframe, source, synthetic, bars } = incoming;
    if (kept) requireSameCurrency(incoming, kept);
    const now = this.#clock.now();
    const values = [
      source,
      synthetic ? 1 : 0,
      incoming.assetClass ?? kept?.assetClass ?? null,
      incoming.currency ?? kept?.currency ?? null,
      incoming.tick ?? kept?.tick ?? null,
      count,
      Math.min(bars.ts[0], kept?.firstTs ?? Infinity),
      Math.max(bars.ts[bars.length - 1], kept?.lastTs ?? -Infinity),
      now,
    ];
    if (!found) {
      return [
        {
          sql: `INSERT INTO series
                  (source, synthetic, asset_class, currency, tick, bars, first_ts, last_ts, updated_at,
                   created_at, revision, symbol, timeframe)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?) ON CONFLICT DO NOTHING`,
          parameters: [...values, now, symbol, timeframe],
          mustChange: true,
        },
      ];
    }
    const claim: Statement = {
      sql: `UPDATE series SET source = ?, synthetic = ?, asset_class = ?, currency = ?, tick = ?, bars = ?,
              first_ts = ?, last_ts = ?,
              updated_at = ?, revision = revision + 1
            WHERE symbol = ? AND timeframe = ? AND revision = ?`,
      parameters: [...values, symbol, timeframe, found.revision],
      mustChange: true,
    };
    if (kept) return [claim];
    // Invented bars have no history worth keeping.
    const clear = (table: 'chunks' | 'revisions'): Statement => ({
      sql: `DELETE FROM ${table} WHERE series_id = (SELECT id FROM series WHERE symbol = ? AND timeframe = ?)`,
      parameters: [symbol, timeframe],
    });
    return [claim, clear('chunks'), clear('revisions')];
  }
}

/** Prices of two currencies never stand in one series: it would be relabelled, not exchanged. */
function requireSameCurrency({ symbol, timeframe, currency }: SeriesBars, kept: Series): void {
  if (currency === undefined || kept.currency === null || currency === kept.currency) return;
  throw new AppError(
    'bad_data',
    `${symbol} ${timeframe} is stored in ${kept.currency}; expected that, found ${currency}.`,
  );
}
