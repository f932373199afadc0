import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { createLog, type LogOptions } from './log.ts';

function recorded(options: Partial<LogOptions> = {}) {
  let written = '';
  const destination = new Writable({
    write(chunk, _encoding, done) {
      written += String(chunk);
      done();
    },
  });
  const log = createLog({ level: 'debug', destination, ...options });
  const text = () => written;
  return { log, text };
}

describe('The log', () => {
  test('writes one JSON object per line with time, level, message and fields', () => {
    const { log, text } = recorded();
    log.child({ requestId: 'r-1' }).info({ symbol: 'GOOG', bars: 3 }, 'imported');
    const line = text();
    expect(line.endsWith('\n')).toBe(true);
    expect(JSON.parse(line)).toMatchObject({
      level: 'info',
      msg: 'imported',
      requestId: 'r-1',
      symbol: 'GOOG',
      bars: 3,
    });
    expect(JSON.parse(line).time).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  });

  test('stays silent below its level', () => {
    const { log, text } = recorded({ level: 'warn' });
    log.info('not this');
    expect(text()).toBe('');
  });

  test('blanks fields whose name says secret, however deep they sit', () => {
    const { log, text } = recorded();
    log.warn(
      { req: { headers: { authorization: 'Basic YTpi', Cookie: 'x=hunter2', accept: '*/*' } }, password: 'hunter2' },
      'x',
    );
    const line = text();
    expect(line).not.toMatch(/hunter2|YTpi/);
    expect(JSON.parse(line)).toMatchObject({ password: '[redacted]', req: { headers: { accept: '*/*' } } });
  });

  test('cuts keys, bearer tokens and tickets out of messages, addresses and errors', () => {
    const { log, text } = recorded();
    log.info({ url: '/ws?ticket=abcdefghij&x=1' }, 'key tw_0123456789abcdef refused');
    log.error({ err: new Error('Bearer s3cr3t-value was wrong') }, 'failed');
    const lines = text();
    expect(lines).not.toMatch(/abcdefghij|0123456789abcdef|s3cr3t/);
    expect(lines).toContain('/ws?ticket=[redacted]&x=1');
  });

  test('keeps counts beside a telling name', () => {
    const { log, text } = recorded();
    log.info({ tickets: 3 }, 'issued');
    expect(JSON.parse(text()).tickets).toBe(3);
  });

  test('keeps the message and stack of an error given as a field or alone', () => {
    const { log, text } = recorded();
    log.error({ err: new RangeError('too far') }, 'failed');
    log.error(new RangeError('alone'));
    const [field, alone] = text()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(field.err).toMatchObject({ type: 'RangeError', message: 'too far' });
    expect(field.err.stack).toContain('log.test.ts');
    expect(alone.err).toMatchObject({ type: 'RangeError', message: 'alone' });
  });

  test('writes text for a person when asked to', () => {
    const { log, text } = recorded({ pretty: true });
    log.info({ port: 8000 }, 'listening');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
    const plain = text().replace(/\u001b\[\d+m/g, '');
    expect(plain).toMatch(/^\d\d:\d\d:\d\d\.\d{3} info {2}listening port=8000\n$/);
  });
});
