/**
 * Proof that a run does not look ahead: it is made again on histories that end earlier, and whatever it saw or decided up
 * to the cut must be the same to the bit. What differs used bars that had not come yet.
 *
 * The guarantee. A column that reads k bars ahead is caught by every cut, at the cut's own bar. A decision that leaks past
 * the columns is caught by a cut at a bar where the leak changed it. Cuts are made at each of the first bars at which
 * columns are defined, at bars where orders were given, and spread over the rest: a leak that shows everywhere is caught
 * at its first bar; one that shows on few bars only may be found at a later one, or lie between the cuts. The proof speaks
 * of code; leaks inside the data (restated closes, survivors, values stamped before their release) it cannot see.
 */
import { lowerBound } from '../data/slice-feed.ts';
import { type BarColumns, sliceBars } from '../model/bar.ts';
import { Random } from '../statistics/random.ts';
import { DecisionLog, type Difference } from './decision-log.ts';
import { type BacktestRequest, soleTrader } from './run.ts';
import { Simulation, type TooLittleHistory } from './simulation.ts';

export interface LookAheadCertificate {
  readonly passed: boolean;
  /** Shortened histories that were run and compared. */
  readonly cutsTried: number;
  readonly firstDifference: {
    readonly symbol: string;
    readonly ts: number;
    /** Row of the instrument's history, 0-based. */
    readonly bar: number;
    readonly what: string;
  } | null;
  /** Which of the data say when each value became known. Bars do not: they count as known at their end. */
  readonly data: readonly { readonly symbol: string; readonly hasReleaseTimes: boolean }[];
  readonly statement: string;
}

/** Everything that may depend on history: adjusting prices, joining series, fitting parameters, the run itself. */
export type Preparation = (history: readonly BarColumns[]) => BacktestRequest;

/** How many cuts: after the first bar at which any column is defined, after that at which all are, over the rest. */
export interface Cuts {
  readonly early: number;
  readonly dense: number;
  readonly spread: number;
  readonly seed: number;
}

const usualCuts: Cuts = { early: 24, dense: 120, spread: 40, seed: 1 };

export function proveNoLookAhead(
  prepare: Preparation,
  history: readonly BarColumns[],
  cuts: Cuts = usualCuts,
): LookAheadCertificate | TooLittleHistory {
  const request = prepare(history);
  const simulation = simulationOf(request);
  if (simulation.obstacle) return simulation.obstacle;
  const whole = logOf(simulation);
  if (whole.failure !== null) throw new Error(`the run itself fails: ${whole.failure}`);
  const trial = new Trial(prepare, history, whole);
  for (const row of cutRows(whole, cuts)) trial.cut(row);
  trial.lookEarlier();
  return certificate(request, trial);
}

/** The whole run, the cuts tried so far and the first difference any of them showed. */
class Trial {
  readonly history: readonly BarColumns[];
  readonly whole: DecisionLog;
  first: Difference | null = null;
  readonly #prepare: Preparation;
  readonly #tried = new Set<number>();

  constructor(prepare: Preparation, history: readonly BarColumns[], whole: DecisionLog) {
    this.#prepare = prepare;
    this.history = history;
    this.whole = whole;
  }

  get cutsTried(): number {
    return this.#tried.size;
  }

  /** Runs on the bars up to this slice. Whether that showed a difference. */
  cut(row: number): boolean {
    const ts = this.whole.ts(row);
    const known = this.history.map((bars) => sliceBars(bars, 0, lowerBound(bars.ts, ts + 1)));
    // Also where it is too short for a run worth having: what is undefined there must be undefined in the whole run too.
    const difference = this.whole.differenceFrom(logOf(simulationOf(this.#prepare(known))));
    this.#tried.add(row);
    if (difference && (this.first === null || difference.ts < this.first.ts)) this.first = difference;
    return difference !== null;
  }

  /** Halves its way towards the first bar that shows the leak, as if it showed on all bars from there on. */
  lookEarlier(): void {
    if (this.first === null) return;
    let low = 0;
    let high = this.#rowOf(this.first);
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.cut(middle)) high = Math.min(middle, this.#rowOf(this.first));
      else low = middle + 1;
    }
  }

  #rowOf({ ts }: Difference): number {
    let row = 0;
    while (row < this.whole.length - 1 && this.whole.ts(row) < ts) row++;
    return row;
  }
}

/** What is closed after the last bar is no decision. */
function simulationOf(request: BacktestRequest): Simulation {
  return new Simulation({ ...request, fill: { ...request.fill, atEnd: 'mark' } }, [soleTrader(request)]);
}

function logOf(simulation: Simulation): DecisionLog {
  const log = new DecisionLog(simulation);
  log.record(simulation);
  return log;
}

/** Rows to cut after, rising; never the last, which is the whole run. */
function cutRows(whole: DecisionLog, { early, dense, spread, seed }: Cuts): number[] {
  const rows = new Set<number>();
  const add = (from: number, count: number) => {
    for (let row = from; row < from + count; row++) rows.add(row);
  };
  const defined = whole.definedFrom('all');
  add(whole.definedFrom('any'), early);
  add(defined, dense);
  const rest = whole.length - defined - dense;
  const random = new Random(seed);
  const { active } = whole;
  for (let k = 0; k < spread / 2; k++) {
    rows.add(active[Math.floor(((k + random.next()) * active.length) / (spread / 2))]);
    rows.add(defined + dense + Math.floor(((k + random.next()) * rest) / (spread / 2)));
  }
  return [...rows].filter((row) => row >= 0 && row < whole.length - 1).sort((a, b) => a - b);
}

function certificate(
  { instruments }: BacktestRequest,
  { first, history, whole, cutsTried }: Trial,
): LookAheadCertificate {
  const data = instruments.map(({ symbol }) => ({ symbol, hasReleaseTimes: false }));
  const symbols = data.map(({ symbol }) => symbol).join(', ');
  const limits = `This speaks of the code. It cannot see leaks inside the data (restated closes, survivors, values stamped before their release); of these data none carry release times: ${symbols}.`;
  if (first === null) {
    const same = `Run again on ${cutsTried} histories that end earlier: every column, target and order up to each end is the same as with all ${whole.length} slices.`;
    return { passed: true, cutsTried, firstDifference: null, data, statement: `${same} ${limits}` };
  }
  const { slot, ts, what } = first;
  const { symbol } = instruments[slot];
  const bar = lowerBound(history[slot].ts, ts);
  const where = `Bar ${bar} of ${symbol}, ${new Date(ts).toISOString()}, depends on bars that come after it: ${what}.`;
  return {
    passed: false,
    cutsTried,
    firstDifference: { symbol, ts, bar, what },
    data,
    statement: `${where} ${limits}`,
  };
}
