/**
 * The 43 results of R's PerformanceAnalytics on Bacon's example portfolio. Ratios that are metrics here are called; the
 * others are put together from the same parts by the formula of the book (Bacon, Practical Portfolio Performance
 * Measurement and Attribution, 2nd ed. 2008), so that every part is held by several results.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasSharedData, sharedData, sharedRows } from '../../../../tests/shared-data.ts';
import { regression } from '../statistics/correlation.ts';
import { largest, smallest } from '../statistics/extremes.ts';
import { kurtosis, mean, skewness, standardDeviation } from '../statistics/moments.ts';
import { lowerPartialMoment, upperPartialMoment } from '../statistics/partial-moments.ts';
import { median, quantile } from '../statistics/quantile.ts';
import { jensenAlphaOf } from './alpha-beta.ts';
import { annualisedReturn } from './annual-return.ts';
import { downside } from './downside-deviation.ts';
import { omega } from './omega.ts';
import { sharpe } from './sharpe.ts';
import { sortino } from './sortino.ts';
import { compoundReturn } from './total-return.ts';
import { pain, ulcer } from './ulcer-index.ts';
import { volatility } from './volatility.ts';
import { wins } from './win-rate.ts';

interface Published {
  readonly topic: string;
  readonly expression: string;
  readonly output: readonly string[];
}

/** Monthly; the minimum acceptable return of the examples is 0.5 %. */
const perYear = 12;
const acceptable = 0.005;

const notFigures = new Map([
  [
    'print(Frequency(portfolio_bacon[, 1]))',
    'reads the dates and not the returns: the caller says how many make a year',
  ],
  ['head(portfolio_bacon)', 'prints the data'],
]);

describe.skipIf(!hasSharedData)('on the portfolio of Bacon', () => {
  const rows = hasSharedData ? sharedRows('reference/portfolio_bacon_monthly_returns.csv').map(Object.values) : [];
  const r = rows.map((row) => Number(row[1]));
  const b = rows.map((row) => Number(row[2]));
  const published: Published[] = hasSharedData
    ? JSON.parse(readFileSync(sharedData('reference/perfanalytics_bacon_expected.json'), 'utf8'))
    : [];

  const year = annualisedReturn(r, perYear);
  const benchmarkYear = annualisedReturn(b, perYear);
  const risk = volatility(r, perYear);
  const benchmarkRisk = volatility(b, perYear);
  const downYear = downside(r, acceptable) * Math.sqrt(perYear);
  const benchmarkDownYear = downside(b, acceptable) * Math.sqrt(perYear);
  const { slope: beta, intercept } = regression(r, b);
  const jensen = jensenAlphaOf(r, b, perYear);
  const above = upperPartialMoment(r, acceptable, 2);
  const below = lowerPartialMoment(r, acceptable, 2);
  const rest = r.map((one, i) => one - intercept - beta * b[i]);
  // Theirs takes the population's deviation for the rest and the sample's for the market.
  const specific = standardDeviation(rest, 0) * Math.sqrt(perYear);
  const systematic = beta * benchmarkRisk;
  const modigliani = (year * benchmarkRisk) / risk;
  const losers = wins(r.map((one) => -one));

  /** Theirs multiplies fractions by 0.01 before compounding, as if they were per cent: in effect a sum. */
  const burkeFalls = (): number[] => {
    const falls: number[] = [];
    let run: number[] = [];
    for (const one of [...r.slice(1), 0]) {
      if (one < 0) run.push(one * 0.01);
      else if (run.length > 0) {
        falls.push(compoundReturn(run) * 100);
        run = [];
      }
    }
    return falls;
  };
  const burke = year / Math.hypot(...burkeFalls());

  const figures: Record<string, number | number[]> = {
    'print(AdjustedSharpeRatio(portfolio_bacon[, 1]))':
      sharpe(r, perYear) *
      (1 + (skewness(r) / 6) * sharpe(r, perYear) - ((kurtosis(r) - 3) / 24) * sharpe(r, perYear) ** 2),
    'print(AppraisalRatio(portfolio_bacon[, 1], portfolio_bacon[, 2], method = "appraisal"))': jensen / specific,
    'print(AppraisalRatio(portfolio_bacon[, 1], portfolio_bacon[, 2], method = "modified"))': jensen / beta,
    'print(AppraisalRatio(portfolio_bacon[, 1], portfolio_bacon[, 2], method = "alternative"))': jensen / systematic,
    'print(BernardoLedoitRatio(portfolio_bacon[, 1]))': omega(r),
    'print(BurkeRatio(portfolio_bacon[, 1]))': burke,
    'print(BurkeRatio(portfolio_bacon[, 1], modified = TRUE))': burke * Math.sqrt(r.length),
    'print(SFM.epsilon(portfolio_bacon[, 1], portfolio_bacon[, 2]))': year - intercept - beta * benchmarkYear,
    'print(SFM.jensenAlpha(portfolio_bacon[, 1], portfolio_bacon[, 2]))': jensen,
    'print(DRatio(portfolio_bacon[, 1]))': losers / wins(r) / omega(r),
    'DownsideDeviation(portfolio_bacon[, 1], MAR)': downside(r, acceptable),
    'DownsidePotential(portfolio_bacon[, 1], MAR)': lowerPartialMoment(r, acceptable, 1),
    'print(DownsideFrequency(portfolio_bacon[, 1], MAR))': wins(r.map((one) => acceptable - one)) / r.length,
    'print(FamaBeta(portfolio_bacon[, 1], portfolio_bacon[, 2]))': risk / benchmarkRisk,
    'print(Kappa(portfolio_bacon[, 1], MAR, l))': sortino(r, 1, acceptable),
    // Theirs multiplies the monthly Sortino ratio with annual deviations.
    'print(M2Sortino(portfolio_bacon[, 1], portfolio_bacon[, 2], MAR))':
      year + sortino(r, 1, acceptable) * (benchmarkDownYear - downYear),
    'print(MSquared(portfolio_bacon[, 1], portfolio_bacon[, 2]))': modigliani,
    'MSquaredExcess(portfolio_bacon[, 1], portfolio_bacon[, 2])': (1 + modigliani) / (1 + benchmarkYear) - 1,
    'MSquaredExcess(portfolio_bacon[, 1], portfolio_bacon[, 2], Method = "arithmetic")': modigliani - benchmarkYear,
    'print(MartinRatio(portfolio_bacon[, 1]))': year / ulcer(r),
    'print(MeanAbsoluteDeviation(portfolio_bacon[, 1]))': mean(r.map((one) => Math.abs(one - mean(r)))),
    'print(NetSelectivity(portfolio_bacon[, 1], portfolio_bacon[, 2]))':
      jensen - (risk / benchmarkRisk - beta) * benchmarkYear,
    'print(OmegaExcessReturn(portfolio_bacon[, 1], portfolio_bacon[, 2], MAR))':
      year - 3 * downYear * benchmarkDownYear,
    'print(OmegaSharpeRatio(portfolio_bacon[, 1], MAR))': omega(r, acceptable) - 1,
    'print(PainIndex(portfolio_bacon[, 1]))': pain(r),
    'print(PainRatio(portfolio_bacon[, 1]))': year / pain(r),
    // Theirs takes the acceptable return (here 5 %) off the sum and not off the mean.
    'print(ProspectRatio(portfolio_bacon[, 1], MAR))':
      (upperPartialMoment(r, 0, 1) - 2.25 * lowerPartialMoment(r, 0, 1) - 0.05 / r.length) / downside(r, 0.05),
    'print(Selectivity(portfolio_bacon[, 1], portfolio_bacon[, 2]))': jensen,
    'print(SkewnessKurtosisRatio(portfolio_bacon[, 1]))': skewness(r) / kurtosis(r),
    'print(SpecificRisk(portfolio_bacon[, 1], portfolio_bacon[, 2]))': specific,
    'print(SystematicRisk(portfolio_bacon[, 1], portfolio_bacon[, 2]))': systematic,
    'print(TotalRisk(portfolio_bacon[, 1], portfolio_bacon[, 2]))': Math.hypot(specific, systematic),
    'print(TreynorRatio(portfolio_bacon[, 1], portfolio_bacon[, 2], modified = TRUE))': year / systematic,
    'print(UpsideFrequency(portfolio_bacon[, 1], MAR))': wins(r.map((one) => one - acceptable)) / r.length,
    'print(UpsideRisk(portfolio_bacon[, 1], MAR, stat = "risk"))': Math.sqrt(above),
    'print(UpsideRisk(portfolio_bacon[, 1], MAR, stat = "variance"))': above,
    'print(UpsideRisk(portfolio_bacon[, 1], MAR, stat = "potential"))': upperPartialMoment(r, acceptable, 1),
    'print(VolatilitySkewness(portfolio_bacon[, 1], MAR, stat = "volatility"))': above / below,
    'print(VolatilitySkewness(portfolio_bacon[, 1], MAR, stat = "variability"))': Math.sqrt(above / below),
    'tail(cumprod(1 + portfolio_bacon), 1)': [1 + compoundReturn(r), 1 + compoundReturn(b)],
    'summary(portfolio_bacon)': [
      smallest,
      (c: number[]) => quantile(c, 0.25),
      median,
      mean,
      (c: number[]) => quantile(c, 0.75),
      largest,
    ].flatMap((of) => [of(r), of(b)]),
  };

  it('every published result is computed or named with the reason why not', () => {
    const known = [...Object.keys(figures), ...notFigures.keys()];
    expect(known.sort()).toEqual(published.map((one) => one.expression).sort());
  });

  it.each(published.filter((one) => !notFigures.has(one.expression)))('$expression is as published', (one) => {
    const ours = [figures[one.expression]].flat();
    const printed = one.output
      .join(' ')
      .replace(/\[[\d,]*\]|\d{4}-\d\d-\d\d|\([^)]*\)/g, ' ')
      .match(/-?\d+\.\d{4}/g);
    expect(printed).not.toBeNull();
    expect(ours).toHaveLength(printed?.length ?? 0);
    // Most output was cut after four decimals, some rounded to them.
    for (const [i, figure] of ours.entries()) {
      const digits = Math.round(Number(printed?.[i]) * 1e4);
      expect([Math.trunc(figure * 1e4), Math.round(figure * 1e4)]).toContain(digits);
    }
  });
});
