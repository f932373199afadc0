import { AppError } from '@tradewind/contract/errors.ts';
import { expect, test } from 'vitest';
import { Refusal, tell, UsageError } from './refusal.ts';

const lines = (error: unknown) => tell(error, false).lines;

test('a refusal is one line and exit code 1; wrong use is 2', () => {
  expect(tell(new Refusal('No.'), false)).toEqual({ lines: ['No.'], exitCode: 1 });
  expect(tell(new AppError('not_found', 'There is none'), false)).toEqual({ lines: ['There is none'], exitCode: 1 });
  expect(tell(new UsageError('Not so.'), false)).toEqual({ lines: ['Not so.'], exitCode: 2 });
});

test('faults are told once, by the name a person gave and not by a pointer into a request', () => {
  const errors = [
    { pointer: '/body/costs/fee_bps', expected: 'at least 0', found: '-1' },
    { pointer: '/body/capital', expected: 'a number' },
  ];
  const detail = '2 faults, the first at /body/costs/fee_bps: expected at least 0, found -1';
  expect(lines(new AppError('malformed', { detail, errors }))).toEqual([
    '2 faults, the first at costs.fee_bps: expected at least 0, found -1',
    '  capital: expected a number',
  ]);
});

test('the stack is for those who debug', () => {
  expect(tell(new Error('broken'), false).lines).toEqual(['broken']);
  expect(tell(new Error('broken'), true).lines[1]).toContain('refusal.test.ts');
});
