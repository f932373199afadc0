/** From what was asked for to what is carried out: defaults filled in, and what cannot be refused. */
import { AppError } from '@tradewind/contract/errors.ts';
import type { FillRules } from '@tradewind/engine/backtest/run.ts';
import type { Protection } from '@tradewind/engine/model/protection.ts';
import type { Strategy } from '@tradewind/engine/strategies/strategy.ts';
import { canonicalTimeframe } from '@tradewind/engine/time/timeframe.ts';
import { canonicalSymbol, type MarketDataService } from '../market-data/service.ts';
import type { StrategyService } from '../strategies/service.ts';
import type { BacktestCosts, BacktestSettings, PortfolioSettings, RunSettings, SleeveSettings } from './settings.ts';

type Parameters = Readonly<Record<string, unknown>>;

/** What a run of one and one of several strategies have in common. */
export interface RunOrder {
  readonly timeframe: string;
  readonly start?: string;
  readonly end?: string;
  readonly capital: number;
  readonly costs: BacktestCosts;
  readonly fill: FillRules;
  readonly leverage: number | null;
  readonly minQuality: number;
  readonly seed: number;
}

export interface BacktestOrder extends RunOrder {
  readonly strategyId: string;
  /** Default: the strategy's own that are stored. */
  readonly symbols?: readonly string[];
  readonly parameters?: Parameters;
  readonly protection?: Protection;
}

export interface PortfolioOrder extends RunOrder {
  readonly strategyIds: readonly string[];
  /** By strategy; default: equal parts of the whole account. */
  readonly weights?: Readonly<Record<string, number>>;
  /** For all, or by strategy. */
  readonly symbols?: readonly string[] | Readonly<Record<string, readonly string[]>>;
  /** By strategy. */
  readonly parameters?: Readonly<Record<string, Parameters>>;
}

export interface OrderParts {
  readonly strategies: StrategyService;
  readonly marketData: MarketDataService;
}

export function settleBacktest(order: BacktestOrder, parts: OrderParts): BacktestSettings {
  const { strategies } = parts;
  const strategy = strategies.get(order.strategyId);
  const settings = settleRun(order);
  return {
    strategyId: strategy.id,
    symbols: symbolsOf(strategy, order.symbols, settings.timeframe, '/body/symbols', parts),
    ...settings,
    parameters: strategies.resolve(strategy, order.parameters ?? {}, '/body/params'),
    paramsVersion: order.parameters ? null : strategies.parameters(strategy.id).version,
    ...protectionOf(strategy, order),
  };
}

/** Around each entry stand orders of its own: that needs a strategy that says when it wants to be in, on one instrument. */
function protectionOf(
  { id, target, legs }: Strategy,
  { protection }: BacktestOrder,
): Pick<BacktestSettings, 'protection'> {
  if (!protection || Object.keys(protection).length === 0) return {};
  if (target && !legs) return { protection };
  throw new AppError('impossible', {
    detail: `${id} cannot be protected around each entry: it ${legs ? 'trades several instruments as one' : 'gives its own orders'}`,
    errors: [{ pointer: '/body/protection', expected: 'none with this strategy' }],
  });
}

export function settlePortfolio(order: PortfolioOrder, parts: OrderParts): PortfolioSettings {
  const { strategyIds, symbols: asked, parameters = {} } = order;
  const repeated = strategyIds.findIndex((id, i) => strategyIds.indexOf(id) !== i);
  if (repeated >= 0) {
    throw new AppError('malformed', {
      detail: `The strategies of a portfolio must differ; ${strategyIds[repeated]} is named twice`,
      errors: [{ pointer: `/body/strategy_ids/${repeated}`, expected: 'another', found: strategyIds[repeated] }],
    });
  }
  refuseOthers(strategyIds, parameters, '/body/params');
  refuseOthers(strategyIds, isList(asked) ? {} : (asked ?? {}), '/body/symbols');
  const settings = settleRun(order);
  const weights = weightsOf(order);
  const sleeves = strategyIds.map((id): SleeveSettings => {
    const strategy = parts.strategies.get(id);
    const given = parameters[id];
    const [own, place] = isList(asked) ? [asked, '/body/symbols'] : [asked?.[id], `/body/symbols/${id}`];
    return {
      strategyId: id,
      parameters: parts.strategies.resolve(strategy, given ?? {}, `/body/params/${id}`),
      paramsVersion: given ? null : parts.strategies.parameters(id).version,
      symbols: symbolsOf(strategy, own, settings.timeframe, place, parts),
      weight: weights[id],
    };
  });
  return { symbols: [...new Set(sleeves.flatMap(({ symbols }) => symbols))], ...settings, sleeves };
}

function settleRun(order: RunOrder): Omit<RunSettings, 'symbols'> {
  const timeframe = canonicalTimeframe(order.timeframe);
  if (!timeframe) {
    throw new AppError('malformed', {
      detail: `"${order.timeframe}" is no timeframe`,
      errors: [{ pointer: '/body/timeframe', expected: 'such as 1m, 1h, 1d', found: order.timeframe }],
    });
  }
  const { start, end, capital, costs, fill, leverage, minQuality, seed } = order;
  if (start && end && Date.parse(end) < Date.parse(start)) {
    throw new AppError('malformed', {
      detail: `The range ends before it starts: ${start}..${end}`,
      errors: [{ pointer: '/body/end_date', expected: `not before ${start}`, found: end }],
    });
  }
  return { timeframe, start: start ?? null, end: end ?? null, capital, costs, fill, leverage, minQuality, seed };
}

function symbolsOf(
  strategy: Strategy,
  asked: readonly string[] | undefined,
  timeframe: string,
  place: string,
  { marketData }: OrderParts,
): string[] {
  const symbols = asked
    ? [...new Set(asked.map((symbol) => canonicalSymbol(symbol) ?? symbol))]
    : ownSymbols(strategy, timeframe, place, marketData);
  const { id, legs } = strategy;
  if (!legs || symbols.length % legs.count === 0) return symbols;
  throw new AppError('impossible', {
    detail: `${id} trades instruments in groups of ${legs.count}; found ${symbols.length}: ${symbols.join(', ')}`,
    errors: [{ pointer: place, expected: `a multiple of ${legs.count} symbols` }],
  });
}

function ownSymbols(
  { id, instruments }: Strategy,
  timeframe: string,
  place: string,
  marketData: MarketDataService,
): string[] {
  const stored = new Set(
    marketData
      .list()
      .filter((one) => one.timeframe === timeframe)
      .map((one) => one.symbol),
  );
  const symbols = instruments.filter((symbol) => stored.has(symbol));
  if (symbols.length > 0) return symbols;
  throw new AppError('impossible', {
    detail: `None of the instruments of ${id} (${instruments.join(', ')}) has stored ${timeframe} bars; name symbols or import bars first`,
    errors: [{ pointer: place, expected: 'symbols with stored bars', found: 'none' }],
  });
}

function weightsOf({ strategyIds, weights }: PortfolioOrder): Readonly<Record<string, number>> {
  if (!weights) return Object.fromEntries(strategyIds.map((id) => [id, 1 / strategyIds.length]));
  refuseOthers(strategyIds, weights, '/body/weights');
  const missing = strategyIds.filter((id) => weights[id] === undefined);
  if (missing.length > 0) {
    throw new AppError('malformed', {
      detail: `Weights name every strategy or none; there is none for ${missing.join(', ')}`,
      errors: missing.map((id) => ({ pointer: `/body/weights/${id}`, expected: 'a weight above 0' })),
    });
  }
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  if (total > 1 + 1e-9) {
    throw new AppError('malformed', {
      detail: `Weights add up to ${total}; together they may be at most 1, the rest stays in cash`,
      errors: [{ pointer: '/body/weights', expected: 'a sum of at most 1', found: String(total) }],
    });
  }
  return weights;
}

/** What is said about a strategy that takes no part is a slip of the pen. */
function refuseOthers(ids: readonly string[], byStrategy: Readonly<Record<string, unknown>>, place: string): void {
  const others = Object.keys(byStrategy).filter((id) => !ids.includes(id));
  if (others.length === 0) return;
  throw new AppError('malformed', {
    detail: `${others.join(', ')} is not among the strategies of this portfolio: ${ids.join(', ')}`,
    errors: others.map((id) => ({ pointer: `${place}/${id}`, expected: `one of ${ids.join(', ')}`, found: id })),
  });
}

const isList = (symbols: PortfolioOrder['symbols']): symbols is readonly string[] => Array.isArray(symbols);
