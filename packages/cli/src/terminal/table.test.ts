import { expect, test } from 'vitest';
import { table } from './table.ts';

const plainly = (width: number) => ({ width, paint: (_: string, text: string) => text });
const coloured = { width: 80, paint: (_: string, text: string) => `\u001b[1m${text}\u001b[22m` };

test('columns stand under their heads, numbers to the right, nothing at the ends of lines', () => {
  const drawn = table(
    plainly(80),
    [{ head: 'Name' }, { head: 'Value', align: 'right' }],
    [
      ['a', '1.00'],
      ['longer', '10.00'],
    ],
  );
  expect(drawn.split('\n')).toEqual(['Name    Value', 'a        1.00', 'longer  10.00']);
});

test('prose wraps within the width; what is copied is never cut, even if the line grows too long', () => {
  const id = '3f0c2a3e-93c1-4a7e-8e58-0c8a1f6f4a11';
  const prose = 'several words that do not fit the line';
  const drawn = table(plainly(60), [{ head: '' }, { head: '', wraps: true }], [[id, prose]]).split('\n');
  expect(drawn).toEqual([`${id}  several words that do`, `${' '.repeat(38)}not fit the line`]);
  expect(table(plainly(20), [{ head: '' }, { head: '' }], [[id, id]])).toBe(`${id}  ${id}`);
});

test('colours take no room', () => {
  const drawn = table(coloured, [{ head: 'A' }, { head: 'B' }], [['\u001b[32mok\u001b[39m', 'x']]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequence of a colour begins with one
  expect(drawn.replaceAll(/\u001b\[\d+m/g, '').split('\n')).toEqual(['A   B', 'ok  x']);
});

test('without heads there is no line for them', () => {
  expect(table(plainly(80), [{ head: '' }, { head: '' }], [['a', 'b']])).toBe('a  b');
});
