/**
 * What every indicator of the catalogue promises, whatever it computes. One table, one suite: a new indicator is held to
 * it by its row in the catalogue.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullSeries } from '../data/series.ts';
import { allocateBars, type BarColumns, barFields, sliceBars } from '../model/bar.ts';
import { Slice } from '../model/slice.ts';
import { Random } from '../statistics/random.ts';
import { catalogue } from './catalogue.ts';
import type { CatalogueEntry, OptionValues } from './catalogue-entry.ts';
import { type Column, ColumnGraph, type GraphState } from './column-graph.ts';

const hourMs = 3_600_000;

/** Hourly bars of a random walk: consecutive closes differ and no bar is a point, so every ratio exists. */
function walk(length: number, seed: number): BarColumns {
  const random = new Random(seed);
  const bars = allocateBars(length);
  let price = 100;
  for (let i = 0; i < length; i++) {
    bars.ts[i] = (i + 1) * hourMs;
    bars.open[i] = price * (1 + 0.002 * random.normal());
    price = bars.close[i] = bars.open[i] * (1 + 0.01 * random.normal());
    bars.high[i] = Math.max(bars.open[i], price) * (1.0001 + 0.005 * random.next());
    bars.low[i] = Math.min(bars.open[i], price) * (0.9999 - 0.005 * random.next());
    bars.volume[i] = 1 + random.integer(1000);
  }
  return bars;
}

/** Bars that are one and the same point. */
function still(length: number, price: number, volume: number): BarColumns {
  const bars = allocateBars(length);
  for (let i = 0; i < length; i++) bars.ts[i] = (i + 1) * hourMs;
  for (const field of ['open', 'high', 'low', 'close'] as const) bars[field].fill(price);
  bars.volume.fill(volume);
  return bars;
}

function copy(bars: BarColumns): BarColumns {
  const copied = allocateBars(bars.length);
  for (const field of [...barFields, 'ts'] as const) copied[field].set(bars[field]);
  return copied;
}

interface Bound {
  readonly graph: ColumnGraph;
  readonly columns: readonly Column[];
}

/** The indicator in a graph of its own; `value` inputs are the close, then the volume. */
function describeIn(entry: CatalogueEntry, options: OptionValues, maximumAgo = 0): Bound {
  const graph = new ColumnGraph(maximumAgo);
  return { graph, columns: entry.build(graph.bars, [graph.bars.close, graph.bars.volume], options) };
}

/** All outputs over all bars, in one batch. */
function batch(entry: CatalogueEntry, options: OptionValues, bars: BarColumns): Float64Array[] {
  const { graph, columns } = describeIn(entry, options);
  graph.bindHistory(bars);
  return columns.map((column) => column.series.data);
}

function sliceAt(bars: BarColumns, i: number): Slice {
  const slice = new Slice(1);
  slice.present[0] = 1;
  slice.ts = bars.ts[i];
  for (const field of barFields) slice[field][0] = bars[field][i];
  return slice;
}

function firstDefined(values: Float64Array): number {
  const index = values.findIndex((value) => !Number.isNaN(value));
  return index === -1 ? values.length : index;
}

/** As many bars as the option allows down to five, each choice in turn, and the smallest windows there are. */
function variantsOf({ options }: CatalogueEntry): { short: OptionValues; all: OptionValues[] } {
  const windows = (least: number) =>
    Object.fromEntries(
      Object.entries(options).flatMap(([name, option]) =>
        option.type === 'bars' ? [[name, Math.max(least, option.min)]] : [],
      ),
    );
  const choices = Object.entries(options).flatMap(([name, option]) =>
    option.type === 'choice' ? option.choices.slice(1).map((value) => ({ ...windows(7), [name]: value })) : [],
  );
  return { short: windows(5), all: [{}, windows(5), windows(1), ...choices] };
}

const history = walk(400, 11);

describe.each(catalogue)('$name', (entry) => {
  const { short, all } = variantsOf(entry);
  const named = all.map((options) => ({ options, label: JSON.stringify(options) }));

  it.each([{}, short])('is defined from its warm-up on, and not before, with %j', (options) => {
    const { graph, columns } = describeIn(entry, options);
    graph.bindHistory(history);
    expect(columns).toHaveLength(entry.outputs.length);
    for (const column of columns) {
      const { data } = column.series;
      expect([column.key, firstDefined(data)]).toEqual([column.key, column.warmup]);
      expect(data.subarray(column.warmup).every(Number.isFinite)).toBe(true);
    }
    expect(graph.warmup).toBe(Math.max(0, ...columns.map((column) => column.warmup)));
  });

  describe.each(named)('with $label', ({ options }) => {
    const expected = batch(entry, options, history);

    it('gives the same bits again', () => {
      expect(batch(entry, options, history)).toEqual(expected);
    });

    it('gives the same bits in any parts, down to bar by bar', () => {
      const inParts = (ends: readonly number[]) => {
        const { graph, columns } = describeIn(entry, options);
        graph.bindHistory(history, 0);
        for (const end of ends) graph.extendHistory(end);
        expect(columns.map((column) => column.series.data)).toEqual(expected);
      };
      inParts(Array.from({ length: history.length }, (_, i) => i + 1));
      const ends = fc.array(fc.nat(history.length), { maxLength: 12 });
      fc.assert(
        fc.property(ends, (some) => inParts([...some.sort((a, b) => a - b), history.length])),
        { numRuns: 15 },
      );
    });

    it('gives the same bits on rings as on all of history, and remembers as far as it promised', () => {
      const maximumAgo = 3;
      const { graph, columns } = describeIn(entry, options, maximumAgo);
      graph.bindRings();
      for (let i = 0; i < history.length; i++) {
        graph.advance(sliceAt(history, i), 0);
        const now = columns.map((column) => column.now);
        expect(now).toEqual(expected.map((values) => values[i]));
        if (i < maximumAgo) continue;
        expect(columns.map((column) => column.ago(maximumAgo))).toEqual(
          expected.map((values) => values[i - maximumAgo]),
        );
      }
    });

    it('reads no input bar beyond its reach, nor one to come', () => {
      const { graph } = describeIn(entry, options);
      graph.bindHistory(history);
      for (const { kind, options: kindOptions, inputs, columns } of graph.nodes) {
        const reach = kind.reach(kindOptions);
        // Only [i − reach, i] is what it was; all else would show at once.
        const windows = inputs.map(() => new Float64Array(history.length).fill(1e300));
        const out = columns.map(() => fullSeries(new Float64Array(history.length)));
        const indicator = kind.create(windows.map(fullSeries), kindOptions);
        for (let i = 0; i < history.length; i++) {
          inputs.forEach((input, k) => {
            windows[k][i] = input.series.data[i];
            if (i > reach) windows[k][i - reach - 1] = 1e300;
          });
          indicator.extend(i, i + 1, out);
        }
        expect([kind.name, out.map((series) => series.data)]).toEqual([
          kind.name,
          columns.map((column) => column.series.data),
        ]);
      }
    });

    it.each([0, 1, 6, 173])('goes on from a state saved after %i bars as if nothing had happened', (interrupted) => {
      const fromHistory = describeIn(entry, options, 2);
      fromHistory.graph.bindHistory(history, interrupted);
      const fromRings = describeIn(entry, options, 2);
      fromRings.graph.bindRings();
      for (let i = 0; i < interrupted; i++) fromRings.graph.advance(sliceAt(history, i), 0);
      const at = (i: number) => expected.map((values) => (i < 0 ? Number.NaN : values[i]));
      for (const before of [fromHistory, fromRings]) {
        const state: GraphState = structuredClone(before.graph.save());
        const { graph, columns } = describeIn(entry, options, 2);
        graph.load(state);
        expect(columns.map((column) => column.now)).toEqual(at(interrupted - 1));
        expect(columns.map((column) => column.ago(2))).toEqual(at(interrupted - 3));
        for (let i = interrupted; i < Math.min(interrupted + 200, history.length); i++) {
          graph.advance(sliceAt(history, i), 0);
          expect(columns.map((column) => column.now)).toEqual(at(i));
        }
      }
    });

    it('knows nothing of what follows', () => {
      for (const end of [1, 57, 250]) {
        const otherwise = copy(history);
        const other = walk(history.length, 99);
        for (const field of barFields) otherwise[field].set(other[field].subarray(end), end);
        const before = expected.map((values) => values.slice(0, end));
        expect(batch(entry, options, sliceBars(history, 0, end))).toEqual(before);
        expect(batch(entry, options, otherwise).map((values) => values.slice(0, end))).toEqual(before);
      }
    });

    it('begins anew after a hole', () => {
      const hole = 211;
      const holed = copy(history);
      for (const field of barFields) holed[field][hole] = Number.NaN;
      const found = batch(entry, options, holed);
      const fresh = batch(entry, options, sliceBars(history, hole + 1, history.length));
      found.forEach((values, k) => {
        expect(values.slice(0, hole)).toEqual(expected[k].slice(0, hole));
        expect(values[hole]).toBeNaN();
        expectClose(values.slice(hole + 1), fresh[k]);
      });
    });

    it.each(entry.inputs.filter((input) => input !== 'ts' && input !== 'value'))(
      'gives, after a hole in %s alone, what it would have given without it or after a fresh start',
      (field) => {
        // A channel of closes and ranges would, in between, give a sum of the one and the other.
        if (entry.name === 'keltner-channel') return;
        const hole = 211;
        const holed = copy(history);
        holed[field as 'close'][hole] = Number.NaN;
        const fresh = batch(entry, options, sliceBars(history, hole + 1, history.length));
        batch(entry, options, holed).forEach((values, k) => {
          const after = values.slice(hole + 1);
          const undisturbed = expected[k].slice(hole + 1);
          expect(values.slice(0, hole)).toEqual(expected[k].slice(0, hole));
          expectClose(
            after,
            fresh[k].map((value, i) => (Object.is(after[i], undisturbed[i]) ? undisturbed[i] : value)),
          );
        });
      },
    );

    it('takes no bar, one bar and prices of 0 without a fault, and is never infinite', () => {
      expect(batch(entry, options, sliceBars(history, 0, 0)).every((values) => values.length === 0)).toBe(true);
      const one = describeIn(entry, options);
      one.graph.bindHistory(sliceBars(history, 0, 1));
      for (const column of one.columns) {
        if (column.warmup > 0) expect(column.series.data[0]).toBeNaN();
      }
      for (const bars of [still(150, 0, 0), still(150, 0.1, 0), history]) {
        for (const values of batch(entry, options, bars)) expect(values.some(isInfinite)).toBe(false);
      }
    });
  });
});

function isInfinite(value: number): boolean {
  return Math.abs(value) === Number.POSITIVE_INFINITY;
}

/** Equal up to what resynchronising at another bar may round differently. */
function expectClose(found: Float64Array, expected: Float64Array): void {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < found.length; i++) {
    const isSame =
      Object.is(found[i], expected[i]) || Math.abs(found[i] - expected[i]) <= 1e-12 * Math.abs(expected[i]);
    if (!isSame) expect.fail(`${i} bars after the hole: expected ${expected[i]}, found ${found[i]}`);
  }
}

/** At a price that never moves: exactly this, per output. */
const point = 0.1;
const typical = (point + point + point) / 3;
const atRest: Record<string, readonly number[]> = {
  sma: [point],
  ema: [point],
  wilder: [point],
  wma: [point],
  dema: [point],
  tema: [point],
  kama: [point],
  rsi: [Number.NaN],
  macd: [0, 0, 0],
  'bollinger-bands': [point, point, point],
  'true-range': [0],
  atr: [0],
  natr: [0],
  'directional-movement': [Number.NaN, Number.NaN],
  adx: [Number.NaN],
  cci: [Number.NaN],
  'fast-stochastic': [Number.NaN, Number.NaN],
  'slow-stochastic': [Number.NaN, Number.NaN],
  'stoch-rsi': [Number.NaN, Number.NaN],
  'williams-r': [Number.NaN],
  'rate-of-change': [0],
  momentum: [0],
  obv: [5],
  mfi: [Number.NaN],
  'session-vwap': [typical],
  'rolling-vwap': [typical],
  'typical-price': [typical],
  highest: [point],
  lowest: [point],
  'donchian-channel': [point, point, point],
  'keltner-channel': [point, point, point],
  aroon: [100, 100],
  psar: [point],
  'standard-deviation': [0],
  'linear-regression-slope': [0],
  'z-score': [Number.NaN],
  'rolling-correlation': [Number.NaN],
  'rolling-beta': [Number.NaN],
  hurst: [Number.NaN],
  'log-price': [Math.log(point)],
  'close-volatility': [0],
  'parkinson-volatility': [0],
  'garman-klass-volatility': [0],
  'yang-zhang-volatility': [0],
};

describe('at a price that never moves', () => {
  const others = new Set(['sum']);

  it.each(catalogue.filter(({ name }) => !others.has(name)))('$name is exactly what it must be', (entry) => {
    const { graph, columns } = describeIn(entry, {});
    graph.bindHistory(still(300, point, 5));
    columns.forEach((column, k) => {
      const values = new Set([...column.series.data.subarray(column.warmup)].map((value) => value + 0));
      expect([...values]).toEqual([atRest[entry.name][k]]);
    });
  });

  /** Finite memory: once a jump has left the window, nothing of it is left. */
  const windowed = [
    ...['sma', 'wma', 'bollinger-bands', 'highest', 'lowest', 'donchian-channel', 'standard-deviation', 'z-score'],
    ...['linear-regression-slope', 'rolling-vwap', 'cci', 'fast-stochastic', 'williams-r', 'close-volatility'],
    ...['parkinson-volatility', 'garman-klass-volatility', 'yang-zhang-volatility', 'rolling-correlation', 'mfi'],
  ];

  it.each(catalogue.filter(({ name }) => windowed.includes(name)))('$name forgets a jump altogether', (entry) => {
    const bars = still(300, point, 5);
    for (const field of ['open', 'high', 'low', 'close'] as const) bars[field].fill(97_123.45, 0, 33);
    const { graph, columns } = describeIn(entry, {});
    graph.bindHistory(bars);
    columns.forEach((column, k) => {
      const values = new Set([...column.series.data.subarray(34 + column.warmup)].map((value) => value + 0));
      expect([...values]).toEqual([atRest[entry.name][k]]);
    });
  });
});

describe('the catalogue', () => {
  it('names every indicator once, and every kind of its graphs is one', () => {
    expect(new Set(catalogue.map(({ name }) => name)).size).toBe(catalogue.length);
    const kinds = new Map<string, unknown>();
    for (const entry of catalogue) {
      for (const { kind } of describeIn(entry, {}).graph.nodes) {
        const name = `${kind.name} of ${kind.inputs}`;
        expect([name, kinds.get(name) ?? kind]).toEqual([name, kind]);
        kinds.set(name, kind);
      }
    }
  });

  it('says what an indicator reads', () => {
    for (const entry of catalogue) {
      const { graph } = describeIn(entry, {});
      const roots = new Set(Object.values(graph.bars));
      const read = new Set(graph.nodes.flatMap(({ inputs }) => inputs).filter((input) => roots.has(input)));
      const declared = entry.inputs.flatMap((input, k) =>
        input === 'value' ? [k === 0 ? graph.bars.close : graph.bars.volume] : [graph.bars[input]],
      );
      expect([entry.name, [...read].map(({ key }) => key).sort()]).toEqual([
        entry.name,
        declared.map(({ key }) => key).sort(),
      ]);
    }
  });

  it('refuses options it does not know', () => {
    const sma = catalogue[0];
    const { bars } = new ColumnGraph(0);
    expect(() => sma.build(bars, [bars.close], { length: 3 })).toThrow('sma: no option length; it has period');
    expect(() => sma.build(bars, [bars.close], { period: 0 })).toThrow('sma: period must be at least 1; found 0');
    expect(() => sma.build(bars, [bars.close], { period: 2.5 })).toThrow('whole number of bars');
    const macd = catalogue.find(({ name }) => name === 'macd');
    expect(() => macd?.build(bars, [bars.close], { seed: 'last' })).toThrow(
      'seed must be one of sma, first; found last',
    );
  });
});
