/** The specification's own examples, word for word, against the schemas that validate requests and answers. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBacktestResults, runBacktest } from '@tradewind/contract/doors/backtest.ts';
import { systemHealth } from '@tradewind/contract/doors/health.ts';
import { describe, expect, it } from 'vitest';

const specification = join(import.meta.dirname, '..', '..', '..', 'shared', 'contract.md');

/** The first JSON value on the line that begins so; the specification's ellipses are filled in. */
function exampleAfter(text: string, beginning: string): unknown {
  const line = text.split('\n').find((one) => one.startsWith(beginning));
  if (line === undefined) throw new Error(`expected a line that begins with ${beginning}`);
  const filled = line
    .slice(beginning.length)
    .replaceAll('[…]', '[]')
    .replace(/("\w+_at":)"…"/g, '$1"2026-11-20T12:00:00Z"');
  return JSON.parse(filled);
}

describe.skipIf(!existsSync(specification))('the examples of the specification validate', () => {
  const text = existsSync(specification) ? readFileSync(specification, 'utf8') : '';

  it('POST /backtest/run: request and answer', () => {
    const request = exampleAfter(text, 'POST /api/v1/backtest/run ');
    expect(runBacktest.body.safeParse(request).error).toBeUndefined();
    const answer = exampleAfter(text, '202 ') as { data: unknown };
    expect(runBacktest.answers[202].safeParse(answer.data).error).toBeUndefined();
  });

  it('GET /backtest/results', () => {
    const data = exampleAfter(text, 'GET /api/v1/backtest/results → data: ');
    expect(readBacktestResults.answers[200].safeParse(data).error).toBeUndefined();
  });

  it('GET /system/health', () => {
    const body = exampleAfter(text, 'GET /api/system/health → ');
    expect(systemHealth.answers[200].safeParse(body).error).toBeUndefined();
  });
});
