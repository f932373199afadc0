import { describe, expect, it } from 'vitest';
import { byDay, drawdowns, monthlyReturns, rollingSharpe } from './curves.ts';

const day = (date: string, value: number) => ({ date, value });

describe('the curves of a tear sheet', () => {
  it('have the last value of each day', () => {
    const points = ['2024-01-02T10:00:00Z', '2024-01-02T15:00:00Z', '2024-01-03T10:00:00Z'];
    expect(byDay(points.map((timestamp, i) => ({ timestamp, equity: 100 + i })))).toEqual([
      day('2024-01-02', 101),
      day('2024-01-03', 102),
    ]);
  });

  it('fall from the highest value so far, the capital included', () => {
    const days = [day('2024-01-02', 90), day('2024-01-03', 120), day('2024-01-04', 60)];
    expect(drawdowns(days, 100).map(({ value }) => value)).toEqual([-0.09999999999999998, 0, -0.5]);
  });

  it('compound months to years, and leave out what was not traded', () => {
    const days = [day('2023-11-30', 110), day('2023-12-29', 99), day('2024-02-29', 198)];
    const years = monthlyReturns(days, 100);
    expect(years.map(({ year }) => year)).toEqual(['2023', '2024']);
    expect(years[0].months.slice(9)).toEqual([null, expect.closeTo(0.1, 12), expect.closeTo(-0.1, 12)]);
    expect(years[0].total).toBeCloseTo(-0.01, 12);
    expect(years[1].months.slice(0, 3)).toEqual([null, 1, null]);
  });

  it('measure the Sharpe ratio of a window that moves', () => {
    const days = [100, 110, 99, 108.9, 98.01].map((value, i) => day(`2024-01-0${i + 1}`, value));
    // Returns 0, .1, −.1, .1, −.1: of each window of four the mean and the deviation by hand.
    const [first, second] = rollingSharpe(days, 100, 252, 4);
    expect(first.date).toBe('2024-01-04');
    expect(first.value).toBeCloseTo(
      (0.025 / Math.sqrt((0.025 ** 2 + 2 * 0.075 ** 2 + 0.125 ** 2) / 3)) * Math.sqrt(252),
      9,
    );
    expect(second.value).toBeCloseTo(0, 9);
  });
});
