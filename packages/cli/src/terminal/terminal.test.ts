import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { openTerminal } from './terminal.ts';

function stream(properties: { isTTY?: boolean; columns?: number } = {}) {
  return Object.assign(new PassThrough(), properties);
}

test('colours are for a person at a terminal who wants them', () => {
  const painted = (isTTY: boolean, env: Record<string, string>) =>
    openTerminal(stream({ isTTY }), stream(), env).paint('red', 'x') !== 'x';
  expect(painted(true, {})).toBe(true);
  expect(painted(true, { NO_COLOR: '1' })).toBe(false);
  expect(painted(true, { TERM: 'dumb' })).toBe(false);
  expect(painted(false, {})).toBe(false);
  expect(painted(false, { FORCE_COLOR: '1' })).toBe(true);
});

test('results and words on the side go separate ways', () => {
  const [output, errors] = [stream(), stream()];
  const terminal = openTerminal(output, errors, {});
  terminal.print('result');
  terminal.note('aside');
  expect([output.read().toString(), errors.read().toString()]).toEqual(['result\n', 'aside\n']);
});

test('the width is that of the terminal, and a common one where there is none', () => {
  expect(openTerminal(stream({ columns: 132 }), stream(), {}).width).toBe(132);
  expect(openTerminal(stream({ columns: 10 }), stream(), {}).width).toBe(40);
  expect(openTerminal(stream(), stream(), {}).width).toBe(100);
});

test('progress is drawn only where somebody watches', () => {
  const isWatched = (isTTY: boolean, env = {}) => openTerminal(stream(), stream({ isTTY }), env).isWatched;
  expect([isWatched(true), isWatched(false), isWatched(true, { CI: 'true' })]).toEqual([true, false, false]);
});

test('a reader who stops reading is no fault; a disk that is full is', () => {
  const output = stream();
  openTerminal(output, stream(), {});
  expect(() => output.emit('error', Object.assign(new Error('gone'), { code: 'EPIPE' }))).not.toThrow();
  expect(() => output.emit('error', Object.assign(new Error('full'), { code: 'ENOSPC' }))).toThrow('full');
});
