/**
 * What is left of a result when trading costs more: the same run with all fees, slippage and spread times a factor, and
 * the factor at which nothing is left. Flows (funding, dividends, borrow) are not costs of trading and stay as they are.
 */
import { scaleCosts } from '../matching/costs.ts';
import type { Metrics } from '../metrics/summary.ts';
import type { BySlot, FeeModel, PriceModel } from '../model/cost.ts';
import { ColumnSink } from './column-sink.ts';
import { type BacktestRequest, isTooLittleHistory, runBacktest, soleTrader } from './run.ts';
import { Simulation, type TooLittleHistory } from './simulation.ts';

export const costFactors = [0, 1, 2, 3] as const;

export interface CostLevel {
  readonly factor: number;
  readonly metrics: Metrics;
}

/** Factor at which the total return is 0; null with the reason when there is none. */
export type BreakEven = { readonly factor: number } | { readonly factor: null; readonly reason: string };

export interface CostStress {
  readonly levels: readonly CostLevel[];
  readonly breakEven: BreakEven;
}

export function stressCosts(
  request: BacktestRequest,
  factors: readonly number[] = costFactors,
): CostStress | TooLittleHistory {
  const levels: CostLevel[] = [];
  for (const factor of factors) {
    const result = runBacktest(withCosts(request, factor));
    if (isTooLittleHistory(result)) return result;
    levels.push({ factor, metrics: result.metrics });
  }
  return { levels, breakEven: breakEvenFactor((factor) => totalReturn(withCosts(request, factor))) };
}

/** The same run at `factor` times its costs. */
export function withCosts(request: BacktestRequest, factor: number): BacktestRequest {
  const { costs, fees, prices } = request;
  return {
    ...request,
    costs: scaleCosts(costs, factor),
    fees: fees && each(fees, (model) => new ScaledFee(model, factor)),
    prices: prices && each(prices, (model) => new ScaledPrice(model, factor)),
  };
}

const highestFactor = 1024;
const precision = 1e-6;

/** By bisection on the total return; `returnAt` may be called some forty times. */
export function breakEvenFactor(returnAt: (factor: number) => number): BreakEven {
  const free = returnAt(0);
  if (!(free > 0)) return { factor: null, reason: 'it does not earn even without costs' };
  let low = 0;
  let high = 1;
  let atHigh = returnAt(high);
  if (atHigh === free) return { factor: null, reason: 'it pays no costs' };
  while (atHigh > 0) {
    low = high;
    high *= 2;
    if (high > highestFactor) return { factor: null, reason: `it still earns at ${highestFactor} times its costs` };
    atHigh = returnAt(high);
  }
  while (high - low > precision * high) {
    const middle = (low + high) / 2;
    if (returnAt(middle) > 0) low = middle;
    else high = middle;
  }
  return { factor: (low + high) / 2 };
}

/** Without measuring anything else. */
export function totalReturn(request: BacktestRequest): number {
  const simulation = new Simulation(request, [soleTrader(request)]);
  const sink = new ColumnSink(simulation.capacity);
  simulation.run(sink);
  const { equity, length } = sink.curve();
  return equity[length - 1] / request.capital - 1;
}

/** One model or one for each slot. */
function each<Model extends object>(given: BySlot<Model>, scale: (model: Model) => Model): BySlot<Model> {
  return Array.isArray(given) ? given.map(scale) : scale(given as Model);
}

class ScaledFee implements FeeModel {
  readonly #fees: FeeModel;
  readonly #factor: number;

  constructor(fees: FeeModel, factor: number) {
    this.#fees = fees;
    this.#factor = factor;
  }

  fee(...execution: Parameters<FeeModel['fee']>): number {
    return this.#factor * this.#fees.fee(...execution);
  }

  affordable(budget: number, price: number, multiplier: number): number {
    // notional + fee = budget by bisection: the model's own answer holds for its own fee only.
    const unit = price * multiplier;
    let low = 0;
    let high = budget / unit;
    for (let round = 0; round < 60; round++) {
      const quantity = (low + high) / 2;
      if (quantity * unit + this.fee(quantity, price, multiplier, 'entry') <= budget) low = quantity;
      else high = quantity;
    }
    return low;
  }
}

/** The distance from the reference price times the factor. */
class ScaledPrice implements PriceModel {
  readonly #prices: PriceModel;
  readonly #factor: number;

  constructor(prices: PriceModel, factor: number) {
    this.#prices = prices;
    this.#factor = factor;
  }

  price(...execution: Parameters<PriceModel['price']>): number {
    const [reference] = execution;
    return reference + this.#factor * (this.#prices.price(...execution) - reference);
  }
}
