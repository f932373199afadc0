import * as contract from '@tradewind/contract/doors/market-data.ts';
import { timeframeMs } from '@tradewind/engine/time/timeframe.ts';
import { type AnswerOptions, answer, type ServedDoor, serve } from '../../platform/http/serve.ts';
import { dressBar, dressFactors, isoTime, type Row } from './dress.ts';
import type { Series } from './series.ts';
import type { BarsPage, MarketDataService } from './service.ts';

export const marketDataDoors = (service: MarketDataService): ServedDoor[] => [
  serve(contract.listSeries, ({ query }) => dressList(service.list(query.symbol), query)),
  serve(contract.latestBars, ({ query }) => dressLatest(service.latest(query.symbols), query)),
  serve(contract.readBars, ({ params, query }) =>
    dressBars(service.bars({ symbol: params.ticker, ...readRange(query) }), query),
  ),
  serve(contract.readDataQuality, ({ query }) => dressQuality(service.quality(readRange(query)))),
  serve(contract.readFactors, ({ params }) => dressFactors(service.factors(params.ticker))),
  serve(contract.exportBars, ({ params, query }) =>
    dressFile(service.exported({ symbol: params.ticker, ...readRange(query) }, query.format)),
  ),
];

/** Everything a query says of a range, in the words of the service. */
function readRange<Query extends { readonly as_of?: string }>({ as_of: asOf, ...query }: Query) {
  return { ...query, asOf };
}

const syntheticNote = 'Demo workspace: invented data, not market prices';

/** What a reader must know of where the figures come from. */
function provenance(series: readonly Pick<Series, 'source' | 'synthetic'>[]): Pick<AnswerOptions, 'source' | 'note'> {
  const sources = new Set(series.map(({ source }) => source));
  const note = series.some(({ synthetic }) => synthetic) ? syntheticNote : undefined;
  if (sources.size > 1) return { source: 'mixed', note: note && `Partly: ${note}` };
  return { source: [...sources][0], note };
}

interface Paging {
  readonly limit: number;
  readonly offset: number;
}

function page<Item>(items: readonly Item[], { limit, offset }: Paging): Item[] {
  return items.slice(offset, offset + limit);
}

function dressList(all: readonly Series[], { limit, offset }: Paging) {
  const shown = page(all, { limit, offset });
  const series = shown.map((one) => ({
    ...dressSeries(one),
    bars: one.bars,
    first: isoTime(one.firstTs),
    last: isoTime(one.lastTs),
    created_at: isoTime(one.createdAt),
    updated_at: isoTime(one.updatedAt),
  }));
  return answer({ series, total: all.length, limit, offset }, provenance(shown));
}

function dressLatest(all: readonly BarsPage[], { limit, offset }: Paging) {
  const shown = page(all, { limit, offset });
  const latest = shown.map(({ series, bars }) => ({ ...dressSeries(series), bar: dressBar(rowOf(bars, 0), series) }));
  return answer({ latest, total: all.length, limit, offset }, provenance(shown.map(({ series }) => series)));
}

function dressBars(page: BarsPage, { limit }: { readonly limit: number }) {
  const { series, bars, total } = page;
  const rows = Array.from({ length: bars.length }, (_, row) => dressBar(rowOf(bars, row), series));
  return answer({ ...dressSeries(series), ...dressView(page), total, limit, bars: rows }, provenanceOf(page));
}

type View = Pick<BarsPage, 'series' | 'resampledFrom' | 'adjusted' | 'wanted'>;

function dressView({ resampledFrom, adjusted }: View) {
  return { resampled_from: resampledFrom, adjusted };
}

/** Beside where the bars come from: what was done to them on the way. */
function provenanceOf({ series, resampledFrom, adjusted, wanted }: View): Pick<AnswerOptions, 'source' | 'note'> {
  const { source, note } = provenance([series]);
  const notes = [
    note,
    resampledFrom && `Made of ${resampledFrom} bars`,
    adjusted !== 'none' && `Adjusted backwards for ${adjusted === 'all' ? 'splits and dividends' : 'splits'}`,
    adjusted !== wanted && `Not adjusted: no splits or dividends of ${series.symbol} are stored`,
  ].filter((one) => typeof one === 'string');
  return { source, note: notes.length === 0 ? undefined : notes.join('; ') };
}

function dressQuality({ page, report }: ReturnType<MarketDataService['quality']>) {
  const { faults, longestGaps, isCalendarInferred, ...rest } = report;
  // Bars are named by their begin, as charts name them.
  const startOf = (end: number) => isoTime(end - (timeframeMs(page.series.timeframe) as number));
  const data = {
    ...dressSeries(page.series),
    ...dressView(page),
    ...rest,
    calendar_inferred: isCalendarInferred,
    faults: faults.map(({ kind, count, lost, at }) => ({ kind, count, points_lost: lost, at: at.map(startOf) })),
    longest_gaps: longestGaps.map(({ after, before, missing }) => ({
      after: startOf(after),
      before: startOf(before),
      missing,
    })),
  };
  return answer(data, provenanceOf(page));
}

function dressFile({ page, file }: ReturnType<MarketDataService['exported']>) {
  const contentType = typeof file === 'string' ? 'text/csv' : 'application/vnd.apache.parquet';
  return answer(file, { ...provenanceOf(page), contentType });
}

function dressSeries({ symbol, timeframe, source, synthetic, assetClass, currency, tick }: Series) {
  return { symbol, timeframe, source, synthetic, asset_class: assetClass, currency, tick };
}

function rowOf({ ts, open, high, low, close, volume }: BarsPage['bars'], row: number): Row {
  return { ts: ts[row], open: open[row], high: high[row], low: low[row], close: close[row], volume: volume[row] };
}
