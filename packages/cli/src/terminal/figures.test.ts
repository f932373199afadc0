import { expect, test } from 'vitest';
import { absent, count, days, label, moment, money, percent, plain, ratio } from './figures.ts';

test('every figure has its unit', () => {
  expect(percent(-0.3308217)).toBe('-33.08 %');
  expect(money(68935.11986, 'USD')).toBe('68,935.12 USD');
  expect(ratio(1.77926)).toBe('1.78');
  expect(count(2148)).toBe('2,148');
  expect(days(688)).toBe('688 days');
  expect(plain(168.68196)).toBe('168.68196');
});

test('a figure that does not exist is a dash in every unit', () => {
  expect([percent(null), money(null, 'USD'), ratio(undefined), count(null), days(null), plain(null)]).toEqual(
    Array.from({ length: 6 }, () => absent),
  );
});

test('what rounds to zero has no sign', () => {
  expect(ratio(-0.001)).toBe('0.00');
  expect(percent(-0.00001)).toBe('0.00 %');
});

test('a moment at midnight is a day', () => {
  expect(moment('2004-08-19T00:00:00.000Z')).toBe('2004-08-19');
  expect(moment('2004-08-19T13:30:00Z')).toBe('2004-08-19 13:30');
  expect(moment('2004-08-19')).toBe('2004-08-19');
});

test('wire names read as words', () => expect(label('max_drawdown_days')).toBe('Max drawdown days'));
