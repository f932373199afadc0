/** The strategies that ship, and the versions of their parameters. */
import { AppError } from '@tradewind/contract/errors.ts';
import { toWireName } from '@tradewind/contract/naming.ts';
import { type ParameterValues, resolveParameters } from '@tradewind/engine/strategies/parameters.ts';
import { findStrategy, strategies } from '@tradewind/engine/strategies/registry.ts';
import type { Strategy } from '@tradewind/engine/strategies/strategy.ts';
import type { Clock } from '../../platform/clock.ts';
import type { ParameterStore, StoredParameters } from './store.ts';

/** Version 1 was set by nobody: who and when are null. */
export interface ParameterVersion {
  readonly version: number;
  readonly values: ParameterValues;
  readonly changedAt: number | null;
  readonly changedBy: string | null;
  readonly reason: string | null;
  readonly restoredFrom: number | null;
}

/** Who changes parameters, and why. */
export interface ParameterChange {
  readonly by: string;
  readonly reason?: string;
}

export interface StrategyParts {
  readonly store: ParameterStore;
  readonly clock: Clock;
}

type Given = Readonly<Record<string, unknown>>;

export class StrategyService {
  readonly #store: ParameterStore;
  readonly #clock: Clock;

  constructor({ store, clock }: StrategyParts) {
    this.#store = store;
    this.#clock = clock;
  }

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

  /** Given values completed with those in force; `at` is where they stand in the request. Names are camelCase. */
  resolve(strategy: Strategy, given: Given, at: string): ParameterValues {
    return resolved(strategy, { ...this.parameters(strategy.id).values, ...given }, at);
  }

  /** The version in force. */
  parameters(id: string): ParameterVersion {
    const strategy = this.get(id);
    return inForce(strategy, this.#store.latest(id));
  }

  /** Newest first; the last is version 1. */
  versions(id: string, limit: number, offset: number): { versions: ParameterVersion[]; total: number } {
    const strategy = this.get(id);
    const total = this.parameters(id).version;
    const stored = this.#store.list(id, limit, offset);
    const isLastPage = offset < total && offset + limit >= total;
    return { versions: isLastPage ? [...stored, inForce(strategy, null)] : stored, total };
  }

  /** The values before a version; of the first its own. */
  valuesBefore(id: string, version: number): ParameterValues {
    return inForce(this.get(id), this.#store.get(id, version - 1)).values;
  }

  /** What is not given keeps its value. */
  async changeParameters(id: string, given: Given, change: ParameterChange): Promise<ParameterVersion> {
    const strategy = this.get(id);
    if (Object.keys(given).length === 0) {
      throw new AppError('malformed', {
        detail: 'No parameter is named; a change names at least one',
        errors: [{ pointer: '/body', expected: `one or more of ${wireNames(strategy)}`, found: 'none' }],
      });
    }
    return this.#add(id, change, (current) => ({
      values: resolved(strategy, { ...current.values, ...given }, '/body'),
    }));
  }

  /** Without a version: the one before the current, and after a rollback the one before that which it restored. */
  async rollback(id: string, wanted: number | undefined, change: ParameterChange): Promise<ParameterVersion> {
    const strategy = this.get(id);
    return this.#add(id, change, (current) => {
      const version = wanted ?? (current.restoredFrom ?? current.version) - 1;
      if (version < 1)
        throw new AppError('conflict', `${id} has the values it ships with: there is nothing to go back to`);
      if (version > current.version) {
        throw new AppError('not_found', `${id} has no parameter version ${version}; the current is ${current.version}`);
      }
      const { values } = inForce(strategy, this.#store.get(id, version));
      return { values: resolved(strategy, values, '/body/params_version'), restoredFrom: version };
    });
  }

  /** Works the next version out again as long as somebody else is first: no change is lost under another. */
  async #add(
    id: string,
    { by, reason }: ParameterChange,
    next: (current: ParameterVersion) => Pick<ParameterVersion, 'values'> & { readonly restoredFrom?: number },
  ): Promise<ParameterVersion> {
    for (;;) {
      const current = this.parameters(id);
      const added: StoredParameters = {
        restoredFrom: null,
        ...next(current),
        version: current.version + 1,
        changedAt: this.#clock.now(),
        changedBy: by,
        reason: reason || null,
      };
      if (await this.#store.add(id, added)) return added;
    }
  }
}

/** A version may be older than a parameter, or name one that is gone: the strategy's own values fill in. */
function inForce({ parameters }: Strategy, stored: StoredParameters | null): ParameterVersion {
  const own = Object.entries(parameters).map(([name, spec]) => [name, stored?.values[name] ?? spec.default] as const);
  const version = { version: 1, changedAt: null, changedBy: null, reason: null, restoredFrom: null };
  return { ...version, ...stored, values: Object.fromEntries(own) };
}

function resolved(strategy: Strategy, given: Given, at: string): ParameterValues {
  const resolution = resolveParameters(strategy.parameters, given);
  if ('faults' in resolution) {
    const errors = resolution.faults.map(({ name, expected, found }) => {
      return { pointer: `${at}/${toWireName(name)}`, expected, found };
    });
    const told = errors.map(({ pointer, expected, found }) => `${pointer}: expected ${expected}, found ${found}`);
    throw new AppError('malformed', { detail: `${strategy.id}: ${told.join('; ')}`, errors });
  }
  const conflict = strategy.conflict?.(resolution.values);
  if (conflict) {
    throw new AppError('malformed', {
      detail: `${strategy.id}: ${conflict}`,
      errors: [{ pointer: at, expected: 'parameters that go together', found: conflict }],
    });
  }
  return resolution.values;
}

function wireNames({ parameters }: Strategy): string {
  return Object.keys(parameters).map(toWireName).join(', ') || 'no parameters';
}
