import { describe, expect, it } from 'vitest';
import { noCosts } from '../matching/costs.ts';
import { allocateBars, type BarColumns } from '../model/bar.ts';
import { instrument } from '../model/instrument.ts';
import { defineStrategy } from '../strategies/strategy.ts';
import { diffFacts, FactRecorder, type RecordedFact } from './parity-diff.ts';
import { defaultFillRules } from './run.ts';
import { Simulation } from './simulation.ts';

/** Wants the exposure that stands in the volume column of each bar. */
const scripted = defineStrategy({
  id: 'scripted',
  name: 'Scripted',
  assetClasses: ['equity'],
  instruments: ['X'],
  idea: 'Test.',
  source: 'test',
  maximumAgo: 0,
  parameters: {},
  columns: ({ volume }) => ({ wanted: volume }),
  target: ({ wanted }) => wanted.now,
});

function barsOf(closes: readonly number[], wanted: readonly number[]): BarColumns {
  const bars = allocateBars(closes.length);
  closes.forEach((close, i) => {
    bars.ts[i] = i + 1;
    for (const field of ['open', 'high', 'low', 'close'] as const) bars[field][i] = close;
    bars.volume[i] = wanted[i];
  });
  return bars;
}

const closes = [10, 10, 12, 12, 11];

function factsOf(wanted: readonly number[], feePerOrder = 0): RecordedFact[] {
  const request = {
    instruments: [instrument({ symbol: 'X' })],
    history: [barsOf(closes, wanted)],
    capital: 1000,
    costs: { ...noCosts, feePerOrder },
    fill: { ...defaultFillRules, sizing: 'fill' as const },
  };
  const simulation = new Simulation(request, [{ strategy: scripted, parameters: {}, slots: [0], capital: 1000 }]);
  const recorder = new FactRecorder();
  simulation.run(recorder);
  return recorder.facts;
}

const brief = (facts: ReturnType<typeof diffFacts>) =>
  facts.map(({ how, fact, values }) => [how, fact.kind, fact.ts, ...values.map(({ name }) => name)]);

describe('two streams of facts', () => {
  it('of the same run have no difference', () => {
    const facts = factsOf([1, 1, 0, 0, 0]);
    expect(facts.map(({ kind }) => kind)).toContain('trade');
    expect(diffFacts(facts, factsOf([1, 1, 0, 0, 0]))).toEqual([]);
  });

  it('that leave at other moments differ by what only one of them has', () => {
    const differences = brief(diffFacts(factsOf([1, 1, 0, 0, 0]), factsOf([1, 1, 1, 0, 0])));
    expect(differences).toContainEqual(['missing', 'fill', 4]);
    expect(differences).toContainEqual(['added', 'fill', 5]);
    expect(differences).toContainEqual(['missing', 'trade', 4]);
    expect(differences).toContainEqual(['added', 'trade', 5]);
    // Sold at 12 or still held at 12: the equity agrees until the price falls.
    expect(differences).toContainEqual(['changed', 'mark', 4, 'cash', 'exposure']);
    expect(differences).toContainEqual(['changed', 'mark', 5, 'equity', 'cash']);
    expect(differences.map(([, , ts]) => ts)).toEqual(differences.map(([, , ts]) => ts).toSorted());
  });

  it('with other costs differ by the numbers, each named with both values', () => {
    const differences = diffFacts(factsOf([1, 1, 1, 1, 1]), factsOf([1, 1, 1, 1, 1], 100));
    const fill = differences.find(({ fact }) => fact.kind === 'fill');
    expect(fill).toMatchObject({
      how: 'changed',
      values: [
        { name: 'signedQuantity', reference: 100, other: 90 },
        { name: 'fee', reference: 0, other: 100 },
      ],
    });
  });

  it('are compared to the bit', () => {
    const fact = (amount: number): RecordedFact => ({
      kind: 'cash flow',
      ts: 1,
      session: 0,
      slot: 0,
      values: { flow: 'dividend', amount },
    });
    expect(diffFacts([fact(0.1 + 0.2)], [fact(0.3)])).toHaveLength(1);
    expect(diffFacts([fact(Number.NaN)], [fact(Number.NaN)])).toEqual([]);
    expect(brief(diffFacts([], [fact(1)]))).toEqual([['added', 'cash flow', 1]]);
  });
});
