/** The strategies that ship and their parameters. */
import { AppError } from '@tradewind/contract/errors.ts';
import { toWireName } from '@tradewind/contract/naming.ts';
import { type ParameterValues, resolveParameters } from '@tradewind/engine/strategies/parameters.ts';
import { findStrategy, strategies } from '@tradewind/engine/strategies/registry.ts';
import type { Strategy } from '@tradewind/engine/strategies/strategy.ts';

export class StrategyService {
  list(): readonly Strategy[] {
    return strategies;
  }

  get(id: string): Strategy {
    const strategy = findStrategy(id);
    if (strategy) return strategy;
    throw new AppError(
      'not_found',
      `There is no strategy "${id}"; known are ${strategies.map((one) => one.id).join(', ')}`,
    );
  }

  /** Given values completed with the strategy's own; `at` is where they stand in the request. Names are camelCase. */
  resolve(strategy: Strategy, given: Readonly<Record<string, unknown>>, at: string): ParameterValues {
    const resolved = resolveParameters(strategy.parameters, given);
    if ('faults' in resolved) {
      const errors = resolved.faults.map(({ name, expected, found }) => {
        return { pointer: `${at}/${toWireName(name)}`, expected, found };
      });
      const told = errors.map(({ pointer, expected, found }) => `${pointer}: expected ${expected}, found ${found}`);
      throw new AppError('malformed', { detail: `${strategy.id}: ${told.join('; ')}`, errors });
    }
    const conflict = strategy.conflict?.(resolved.values);
    if (conflict) {
      throw new AppError('malformed', {
        detail: `${strategy.id}: ${conflict}`,
        errors: [{ pointer: at, expected: 'parameters that go together', found: conflict }],
      });
    }
    return resolved.values;
  }
}
