import { describe, expect, it, test } from 'vitest';
import { given, list, number, pairs, parameterValue, wholeNumber } from './options.ts';

test('lists may be written with commas or by repeating the option', () => {
  expect(list('GOOG, SPY,,')).toEqual(['GOOG', 'SPY']);
  expect(list('IEF', list('GOOG,SPY'))).toEqual(['GOOG', 'SPY', 'IEF']);
});

test('pairs too; the later word holds, and a value may contain =', () => {
  expect(pairs('slow=20,fast=5', pairs('fast=10'))).toEqual({ fast: '5', slow: '20' });
  expect(pairs('close=a=b')).toEqual({ close: 'a=b' });
});

describe('what cannot be read says what was expected', () => {
  it.each([
    ['a pair without =', () => pairs('fast'), 'Expected name=value, found "fast".'],
    ['a pair without a name', () => pairs('=10'), 'Expected name=value'],
    ['a pair without a value', () => pairs('fast='), 'Expected name=value'],
    ['a number', () => number('1,5'), 'Expected a number.'],
    ['no number', () => number(' '), 'Expected a number.'],
    ['an infinite number', () => number('Infinity'), 'Expected a number.'],
    ['a whole number', () => wholeNumber('1.5'), 'Expected a whole number.'],
    ['a negative one', () => wholeNumber('-1'), 'Expected a whole number.'],
  ])('%s', (_name, read, message) => expect(read).toThrow(message));
});

test('a parameter is a number or a boolean where it reads as one', () => {
  expect(['10', '-0.5', '1e3', 'true', 'false', 'long_only', ''].map(parameterValue)).toEqual([
    10,
    -0.5,
    1000,
    true,
    false,
    'long_only',
    '',
  ]);
});

test('what was not given is left out, so that defaults hold', () => {
  expect(given({ a: 0, b: undefined, c: false, d: null })).toEqual({ a: 0, c: false, d: null });
});
