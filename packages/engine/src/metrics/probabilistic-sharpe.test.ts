import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasSharedData, sharedData } from '../../../../tests/shared-data.ts';
import {
  deflatedSharpeOf,
  estimateSharpe,
  expectedMaximum,
  minimumTrackRecord,
  probabilityOfSharpe,
} from './probabilistic-sharpe.ts';

interface Published {
  readonly function: string;
  readonly args: Readonly<Record<string, number>>;
  readonly [field: string]: unknown;
}

const computed: Record<string, (args: Record<string, number>) => number> = {
  expected_max: ({ N }) => expectedMaximum(N),
  psr: ({ sharpe, T, skew, kurtosis, target_sharpe }) =>
    probabilityOfSharpe({ sharpe, skewness: skew, kurtosis }, T, target_sharpe),
  minTRL: ({ sharpe, skew, kurtosis, target_sharpe, prob }) =>
    minimumTrackRecord({ sharpe, skewness: skew, kurtosis }, target_sharpe, prob),
};

describe.skipIf(!hasSharedData)('the examples of Bailey and López de Prado', () => {
  const published: Published[] = hasSharedData
    ? JSON.parse(readFileSync(sharedData('reference/dsr_psr_expected.json'), 'utf8'))
    : [];

  // Track records are printed in years, with the number of periods that make one in the name of the field.
  const rows = published.map(({ function: name, args, ...rest }) => {
    const [field, expected] = Object.entries(rest).find(([key]) => key.startsWith('expected')) ?? [];
    return { name, args, expected: Number(expected), unit: Number(/\d+$/.exec(field ?? '')?.[0] ?? 1) };
  });

  it.each(rows)('$name is $expected', ({ name, args, expected, unit }) => {
    expect(computed[name](args) / unit).toBeCloseTo(expected, 12);
  });
});

describe('how sure a Sharpe ratio is', () => {
  const normal = { sharpe: 0.1, skewness: 0, kurtosis: 3 };

  it('is worked out by hand for a normal record', () => {
    // √(1 + 2/4·0.01) = 1.002497; 0.1·√100 / 1.002497 = 0.997509; Φ = 0.840741.
    expect(probabilityOfSharpe(normal, 101, 0)).toBeCloseTo(0.840741, 5);
    // 1 + 1.005·(1.644854/0.1)² = 272.90.
    expect(minimumTrackRecord(normal, 0, 0.95)).toBeCloseTo(272.9, 1);
  });

  it('is even odds against itself, and exactly the confidence at the minimum length', () => {
    expect(probabilityOfSharpe(normal, 500, normal.sharpe)).toBeCloseTo(0.5, 12);
    expect(probabilityOfSharpe(normal, minimumTrackRecord(normal, 0, 0.95), 0)).toBeCloseTo(0.95, 12);
  });

  it('needs no length where the record does not beat its target', () => {
    expect(minimumTrackRecord(normal, 0.1, 0.95)).toBeNaN();
  });

  it('falls with negative skew and with fat tails', () => {
    const plain = probabilityOfSharpe(normal, 101, 0);
    expect(probabilityOfSharpe({ ...normal, skewness: -1 }, 101, 0)).toBeLessThan(plain);
    expect(probabilityOfSharpe({ ...normal, kurtosis: 12 }, 101, 0)).toBeLessThan(plain);
  });

  it('is read off returns with the deviation of a sample and the shape of a population', () => {
    const { sharpe, skewness, kurtosis } = estimateSharpe([0.02, -0.01, 0.03, 0]);
    // Mean .01; deviations .01 −.02 .02 −.01: squares sum 1e-3, cubes 0, fourth powers 3.4e-7.
    expect(sharpe).toBeCloseTo(0.01 / Math.sqrt(1e-3 / 3), 12);
    expect(skewness).toBeCloseTo(0, 12);
    expect(kurtosis).toBeCloseTo(3.4e-7 / 4 / (1e-3 / 4) ** 2, 12);
  });
});

describe('the deflated Sharpe ratio', () => {
  const record = { sharpe: 0.1, skewness: -0.3, kurtosis: 5 };

  it('of a single trial is the probabilistic one', () => {
    const deflated = deflatedSharpeOf(record, 250, { count: 1, sharpeDeviation: 0.05 });
    expect(deflated).toBe(probabilityOfSharpe(record, 250, 0));
  });

  it('sets the bar at the expected maximum of the trials', () => {
    // 100 trials: 2.530603 deviations of 0.04.
    const deflated = deflatedSharpeOf(record, 250, { count: 100, sharpeDeviation: 0.04 });
    expect(deflated).toBeCloseTo(probabilityOfSharpe(record, 250, 0.10122412), 7);
  });

  it('falls with every further trial', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.constantFrom(0.01, 0.05, 0.2), (count, spread) => {
        const of = (trials: number) => deflatedSharpeOf(record, 250, { count: trials, sharpeDeviation: spread });
        expect(of(count + 1)).toBeLessThanOrEqual(of(count));
      }),
    );
  });
});
