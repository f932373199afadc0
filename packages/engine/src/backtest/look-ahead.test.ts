import { describe, expect, it } from 'vitest';
import { barEnd, resample } from '../data/resample.ts';
import { lowerBound } from '../data/slice-feed.ts';
import type { Column } from '../indicators/column-graph.ts';
import { higherTimeframe } from '../indicators/higher-timeframe.ts';
import { type IndicatorKind, stateless } from '../indicators/indicator.ts';
import { sma } from '../indicators/sma.ts';
import { noCosts } from '../matching/costs.ts';
import { allocateBars, type BarColumns, sliceBars } from '../model/bar.ts';
import { instrument } from '../model/instrument.ts';
import { Random } from '../statistics/random.ts';
import { resolveParameters } from '../strategies/parameters.ts';
import { strategies } from '../strategies/registry.ts';
import { defineStrategy, type Readings, type Strategy, type StrategyColumns } from '../strategies/strategy.ts';
import { dayMs } from '../time/timeframe.ts';
import { type LookAheadCertificate, type Preparation, proveNoLookAhead } from './look-ahead.ts';
import { type BacktestRequest, defaultFillRules, isTooLittleHistory } from './run.ts';

/** Weekdays from Monday, 1 January 2024 on. */
function walk(seed: number, length: number): BarColumns {
  const random = new Random(seed);
  const bars = allocateBars(length);
  let price = 100;
  for (let i = 0; i < length; i++) {
    bars.ts[i] = Date.UTC(2024, 0, 1) + (7 * Math.floor(i / 5) + (i % 5) + 1) * dayMs;
    bars.open[i] = price * (1 + 0.002 * random.normal());
    price = bars.close[i] = bars.open[i] * (1 + 0.012 * random.normal());
    bars.high[i] = Math.max(bars.open[i], price) * (1 + 0.004 * random.next());
    bars.low[i] = Math.min(bars.open[i], price) * (1 - 0.004 * random.next());
    bars.volume[i] = 1000 + random.integer(1000);
  }
  return bars;
}

function requestOf(strategy: Strategy, history: readonly BarColumns[]): BacktestRequest {
  const resolved = resolveParameters(strategy.parameters, {});
  if (!('values' in resolved)) throw new Error(`${strategy.id} has bad defaults`);
  return {
    strategy,
    parameters: resolved.values,
    instruments: history.map((_, i) => instrument({ symbol: `X${i}` })),
    history,
    capital: 100_000,
    costs: { ...noCosts, feeBps: 5 },
    fill: defaultFillRules,
    periodsPerYear: 252,
  };
}

function prove(prepare: Preparation, history: readonly BarColumns[]): LookAheadCertificate {
  const certificate = proveNoLookAhead(prepare, history);
  if (isTooLittleHistory(certificate)) throw new Error(`needs ${certificate.need} bars, has ${certificate.have}`);
  return certificate;
}

describe('every strategy that ships', () => {
  it.each(strategies)('$id decides on what had come when it decided', (strategy) => {
    const count = strategy.legs?.count ?? (strategy.onSlice ? 4 : 1);
    const history = Array.from({ length: count }, (_, i) => walk(40 + i, 700));
    const certificate = prove((known) => requestOf(strategy, known), history);
    expect(certificate.firstDifference).toBeNull();
    expect(certificate.passed).toBe(true);
    expect(certificate.cutsTried).toBeGreaterThan(50);
  });
});

const description = {
  name: 'Planted',
  assetClasses: ['equity'],
  instruments: ['X'],
  idea: 'A leak on purpose.',
  source: 'test',
  maximumAgo: 1,
  parameters: {},
} as const;

/** A strategy that is long while its column says so. */
const columnStrategy = (
  columns: Strategy['columns'],
  isLong: (columns: Readings<StrategyColumns>) => boolean,
): Strategy => defineStrategy({ ...description, id: 'planted', columns, target: (all) => (isLong(all) ? 1 : 0) });

/** A column computed by a function of the whole input buffer. */
function planted(name: string, warmup: number, value: (data: Float64Array, i: number) => number) {
  const kind: IndicatorKind<null> = {
    name,
    inputs: 1,
    outputs: 1,
    warmup: () => warmup,
    reach: () => warmup,
    create: ([input]) =>
      stateless((from, to, [out]) => {
        for (let i = from; i < to; i++) out.data[i & out.mask] = i < warmup ? Number.NaN : value(input.data, i);
      }),
  };
  return (input: Column): Column => input.graph.derive(kind, [input], null)[0];
}

/** A strategy whose target is a function of the bar's row, worked out beside the columns. */
const rowStrategy = (isLong: (row: number) => boolean): Strategy =>
  columnStrategy(
    ({ close }) => ({ row: planted('row', 0, (_, i) => i)(close) }),
    ({ row }) => isLong(row.now),
  );

const bars = walk(7, 300);
const above = ({ column, close }: Readings<StrategyColumns>) => column.now > close.now;

describe('a planted look-ahead is caught, its first bar named:', () => {
  it('a column that uses the next bar', () => {
    const next = planted('next', 20, (close, i) => close[i + 1] ?? Number.NaN);
    const strategy = columnStrategy(({ close }) => ({ close, column: next(close) }), above);
    const { passed, firstDifference, statement } = prove((known) => requestOf(strategy, known), [bars]);
    expect(passed).toBe(false);
    // Defined from bar 20 on; without bar 21 it has nothing to say there.
    expect(firstDifference).toEqual({
      symbol: 'X0',
      ts: bars.ts[20],
      bar: 20,
      what: `column column is ${bars.close[21]} with all bars and NaN without later ones`,
    });
    expect(statement).toContain('Bar 20 of X0, 2024-01-30T00:00:00.000Z, depends on bars that come after it');
  });

  it('a mean of the full sample', () => {
    const mean = planted('mean', 0, (close) => close.reduce((sum, x) => sum + x, 0) / close.length);
    const strategy = columnStrategy(({ close }) => ({ close, column: mean(close) }), above);
    expect(prove((known) => requestOf(strategy, known), [bars]).firstDifference).toMatchObject({ bar: 0 });
  });

  it('a mean of the full sample fitted before the run, seen in the decisions only', () => {
    const prepare: Preparation = (known) => {
      const [{ close, length }] = known;
      const mean = close.reduce((sum, x) => sum + x, 0) / length;
      return requestOf(
        rowStrategy((row) => close[row] > mean),
        known,
      );
    };
    const { firstDifference } = prove(prepare, [bars]);
    // The first bar that any shorter mean would have judged otherwise, found here the slow way.
    const judged = (until: number, row: number) =>
      bars.close[row] > bars.close.subarray(0, until).reduce((sum, x) => sum + x, 0) / until;
    let first = 0;
    const differs = (row: number) => {
      for (let until = row + 1; until < 300; until++) if (judged(until, row) !== judged(300, row)) return true;
      return false;
    };
    while (!differs(first)) first++;
    expect(firstDifference?.bar).toBe(first);
    expect(firstDifference?.what).toMatch(/^target is/);
  });

  it('a bar of a higher timeframe before it has ended', () => {
    // The join goes by the start of the week: Tuesday already knows Friday's close.
    const prepare: Preparation = (known) => {
      const weeks = resample(known[0], 7 * dayMs);
      const weekOf = (row: number) => lowerBound(weeks.ts, barEnd(known[0].ts[row], 7 * dayMs));
      return requestOf(
        rowStrategy((row) => weeks.close[weekOf(row)] > known[0].close[row]),
        known,
      );
    };
    const { passed, firstDifference } = prove(prepare, [bars]);
    expect(passed).toBe(false);
    // The first bar that closes below the close of its week, which it could not know.
    const fridayOf = (row: number) => 5 * Math.floor(row / 5) + 4;
    const first = bars.close.findIndex((close, row) => bars.close[fridayOf(row)] > close);
    expect(firstDifference).toMatchObject({ bar: first, ts: bars.ts[first] });
  });

  it('a centred window', () => {
    const centred = planted('centred', 2, (close, i) => {
      const window = close.subarray(Math.max(0, i - 2), i + 3);
      return window.reduce((sum, x) => sum + x, 0) / window.length;
    });
    const strategy = columnStrategy(({ close }) => ({ close, column: centred(close) }), above);
    expect(prove((known) => requestOf(strategy, known), [bars]).firstDifference).toMatchObject({ bar: 2 });
  });

  it('a back-adjusted price', () => {
    // A 2:1 split at bar 250: adjusting halves all prices before it, and a rule in dollars sees it 250 bars early.
    const adjusted = (known: readonly BarColumns[]): BarColumns[] =>
      known.map((raw) => {
        if (raw.length <= 250) return raw;
        const back = sliceBars({ ...raw, close: raw.close.slice() }, 0, raw.length);
        for (let i = 0; i < 250; i++) back.close[i] /= 2;
        return back;
      });
    const strategy = columnStrategy(
      ({ close }) => ({ average: sma(close, 3) }),
      ({ average }) => average.now > 60,
    );
    const { firstDifference } = prove((known) => requestOf(strategy, adjusted(known)), [bars]);
    expect(firstDifference).toMatchObject({ bar: 2, ts: bars.ts[2] });
    expect(firstDifference?.what).toMatch(/^column average is/);
  });

  it('a backward join', () => {
    // A monthly figure is joined with the rows before its release instead of those after it.
    const releases = Float64Array.from({ length: 15 }, (_, month) => Date.UTC(2024, month, 15));
    const figure = (month: number) => Math.sin(month) > 0;
    const prepare: Preparation = (known) => {
      const [{ ts, length }] = known;
      const released = releases.filter((moment) => moment <= ts[length - 1]).length;
      return requestOf(
        rowStrategy((row) => {
          const next = lowerBound(releases, ts[row]);
          return next < released && figure(next);
        }),
        known,
      );
    };
    const { firstDifference } = prove(prepare, [bars]);
    // Sine is first positive for the second release: known before it from the day after the first on.
    const afterFirst = lowerBound(bars.ts, releases[0] + 1);
    expect(firstDifference).toMatchObject({ bar: afterFirst, ts: bars.ts[afterFirst] });
  });

  it('an order given because of tomorrow, though no target or column says so', () => {
    const prepare: Preparation = (known) =>
      requestOf(
        defineStrategy({
          ...description,
          id: 'prophet',
          columns: () => ({}),
          onSlice: ({ index, submit }) => {
            const rises = known[0].close[index + 1] > known[0].close[index];
            if (rises) submit({ slot: 0, side: 1, type: 'market', quantity: 1, intent: 'entry' });
          },
        }),
        known,
      );
    const { firstDifference } = prove(prepare, [bars]);
    const firstRise = bars.close.findIndex((close, i) => bars.close[i + 1] > close);
    expect(firstDifference?.bar).toBe(firstRise);
    expect(firstDifference?.what).toMatch(/^buy 1 market .* with all bars and no order without later ones$/);
  });

  it('a leak in a single bar late in history that changes an order', () => {
    const prepare: Preparation = (known) =>
      requestOf(
        rowStrategy((row) => row >= 230 && known[0].length > 231),
        known,
      );
    expect(prove(prepare, [bars]).firstDifference).toMatchObject({ bar: 230 });
  });

  it('a run that fails without the bars to come', () => {
    const prepare: Preparation = (known) =>
      requestOf(
        rowStrategy((row) => {
          if (row > 30 && row + 1 === known[0].length && known[0].length < 300) throw new Error('out of bars');
          return false;
        }),
        known,
      );
    expect(prove(prepare, [bars]).firstDifference).toMatchObject({
      bar: 31,
      what: 'without later bars it fails: out of bars',
    });
  });
});

describe('the certificate', () => {
  const honest = columnStrategy(
    (all) => ({ close: sma(all.close, 5), column: sma(higherTimeframe(all, '1w').close, 4) }),
    above,
  );

  it('passes what uses the same data as they come, and says what it cannot see', () => {
    const certificate = prove((known) => requestOf(honest, known), [bars]);
    expect(certificate).toMatchObject({ passed: true, data: [{ symbol: 'X0', hasReleaseTimes: false }] });
    expect(certificate.statement).toContain('This speaks of the code. It cannot see leaks inside the data');
    expect(certificate.statement).toContain(`on ${certificate.cutsTried} histories`);
  });

  it('is the same every time', () => {
    const make = () => prove((known) => requestOf(honest, known), [bars]);
    expect(make()).toEqual(make());
  });

  it('is not made of a run that cannot be made or fails by itself', () => {
    expect(proveNoLookAhead((known) => requestOf(honest, known), [sliceBars(bars, 0, 9)])).toMatchObject({ have: 9 });
    const failing = rowStrategy(() => {
      throw new Error('broken');
    });
    expect(() => prove((known) => requestOf(failing, known), [bars])).toThrow('the run itself fails: broken');
  });
});
