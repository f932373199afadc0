/**
 * What a result depends on, as text that is the same for the same run, and its fingerprint: the reproducibility id. Two
 * results with one id come from the same data, code, parameters, cost models and seed, and must agree to the byte.
 */
import { fingerprintBars, fingerprintColumn, fingerprintText } from '../data/fingerprint.ts';
import type { BacktestRequest } from './run.ts';
import type { PortfolioRequest } from './run-portfolio.ts';

/** What the engine cannot see by itself. */
export interface Provenance {
  /** Of engine and strategies: a release or a commit. */
  readonly codeVersion: string;
  /** Fingerprints of each instrument's bars where the caller has them already; made here when not given. */
  readonly data?: readonly string[];
  /**
   * Names, with versions and settings, of what was given as a function: `sizer`, `fees`, `prices`, `rules`, `benchmark`. A
   * function has no text of its own, so one without a name is refused.
   */
  readonly models?: Readonly<Record<string, string>>;
  /** Of a search or a simulation that this run belongs to. */
  readonly seed?: number;
}

const functions = ['sizer', 'fees', 'prices', 'rules', 'benchmark'] as const;

export function reproducibilityId(request: BacktestRequest | PortfolioRequest, provenance: Provenance): string {
  return fingerprintText(describeRun(request, provenance));
}

/** Canonical JSON: members in alphabetical order, nothing left to a default. */
export function describeRun(request: BacktestRequest | PortfolioRequest, provenance: Provenance): string {
  const { instruments, history, rates = [], events = [], finer = [], ...rest } = request;
  const { codeVersion, data = history.map(fingerprintBars), models = {}, seed } = provenance;
  if (data.length !== instruments.length) {
    throw new RangeError(`expected a fingerprint for each of ${instruments.length} instruments, found ${data.length}`);
  }
  for (const name of functions) {
    if (request[name] !== undefined && models[name] === undefined) {
      throw new Error(`expected a name for the ${name} of this run: a function cannot be described by itself`);
    }
  }
  const settings = Object.fromEntries(Object.entries(rest).filter(([name]) => !isFunctionOrTrader(name)));
  return canonical({
    codeVersion,
    seed,
    models,
    instruments,
    data,
    traders: tradersOf(request),
    rates: rates.map(({ currency, ts, rate }) => [currency, fingerprintColumn(ts), fingerprintColumn(rate)]),
    events,
    finer: Array.from(finer, (bars) => (bars ? fingerprintBars(bars) : null)),
    settings,
  });
}

function tradersOf(request: BacktestRequest | PortfolioRequest): unknown[] {
  if (!('sleeves' in request)) {
    return [{ strategy: request.strategy.id, parameters: request.parameters, protection: request.protection }];
  }
  return request.sleeves.map(({ strategy, ...sleeve }) => ({ strategy: strategy.id, ...sleeve }));
}

function isFunctionOrTrader(name: string): boolean {
  const traders = ['strategy', 'parameters', 'protection', 'sleeves'];
  return traders.includes(name) || (functions as readonly string[]).includes(name);
}

/** JSON with sorted members; numbers that JSON does not know by name, so that no two values share a text. */
export function canonical(value: unknown): string {
  if (typeof value === 'number') {
    if (Object.is(value, -0)) return '"-0"';
    return Number.isFinite(value) ? String(value) : `"${value}"`;
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    members.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join()}}`;
  }
  if (typeof value === 'function') throw new TypeError('a function cannot be described: give its model a name');
  return JSON.stringify(value) ?? 'null';
}
