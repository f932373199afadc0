/** What a signal is computed on: which instruments, and their bars as they are stored. */
import { AppError } from '@tradewind/contract/errors.ts';
import type { BarColumns } from '@tradewind/engine/model/bar.ts';
import { type Instrument, instrument } from '@tradewind/engine/model/instrument.ts';
import type { Strategy } from '@tradewind/engine/strategies/strategy.ts';
import { canonicalTimeframe } from '@tradewind/engine/time/timeframe.ts';
import { type BarsPage, canonicalSymbol, type MarketDataService } from '../market-data/service.ts';

export interface SignalBars {
  readonly symbols: readonly string[];
  readonly timeframe: string;
  readonly instruments: readonly Instrument[];
  readonly history: readonly BarColumns[];
  /** `import:…`, `synthetic`, or several joined by ` + `. */
  readonly source: string;
  readonly isSynthetic: boolean;
  /** Changes with every change of the bars. */
  readonly revision: string;
}

export function signalBars(
  marketData: MarketDataService,
  strategy: Strategy,
  symbol: string | undefined,
  timeframe: string,
): SignalBars {
  const symbols = symbolsFor(marketData, strategy, symbol, timeframe);
  const found = symbols.map((one) => marketData.bars({ symbol: one, timeframe }));
  const series = found.map((one) => one.series);
  const currencies = [...new Set(series.map(currencyOf))];
  if (currencies.length > 1) {
    throw new AppError('impossible', `Its instruments must share a currency; found ${currencies.join(', ')}`);
  }
  return {
    symbols: series.map((one) => one.symbol),
    timeframe: series[0].timeframe,
    instruments: series.map((one) =>
      instrument({ symbol: one.symbol, assetClass: one.assetClass ?? 'equity', currency: currencyOf(one) }),
    ),
    history: found.map(({ bars }) => bars),
    source: [...new Set(series.map(({ source }) => source))].join(' + '),
    isSynthetic: series.some(({ synthetic }) => synthetic),
    revision: series.map(({ symbol: name, revision }) => `${name}:${revision}`).join(),
  };
}

const currencyOf = ({ currency }: BarsPage['series']): string => currency ?? 'USD';

/**
 * A strategy of pairs has only its own two; one that gives its own orders holds several at a time, of which those count
 * that are stored; any other decides on one instrument, and its first stands for it.
 */
function symbolsFor(
  marketData: MarketDataService,
  { id, legs, onSlice, instruments }: Strategy,
  symbol: string | undefined,
  timeframe: string,
): readonly string[] {
  if (legs) {
    const own = instruments.slice(0, legs.count);
    if (symbol === undefined || own.includes(canonicalSymbol(symbol) ?? '')) return own;
    throw new AppError(
      'impossible',
      `${id} trades ${legs.count} instruments together: ${own.join(', ')}, found ${symbol}`,
    );
  }
  if (symbol !== undefined) return [symbol];
  if (!onSlice) return [instruments[0]];
  const wanted = canonicalTimeframe(timeframe);
  const stored = instruments.filter((one) => marketData.list(one).some((series) => series.timeframe === wanted));
  return stored.length > 0 ? stored : [instruments[0]];
}
