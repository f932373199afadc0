/** The specification's own examples, word for word, against the schemas that validate requests and answers. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBacktestResults, runBacktest } from '@tradewind/contract/doors/backtest.ts';
import { systemHealth } from '@tradewind/contract/doors/health.ts';
import { runPortfolioBacktest } from '@tradewind/contract/doors/portfolio-backtest.ts';
import { readSignalHistory } from '@tradewind/contract/doors/signals.ts';
import { changeParameters } from '@tradewind/contract/doors/strategies.ts';
import { describe, expect, it } from 'vitest';

const specification = join(import.meta.dirname, '..', '..', '..', 'shared', 'contract.md');

/** The first JSON value on the line that begins so; the specification's ellipses are filled in. */
function exampleAfter(text: string, beginning: string): unknown {
  const line = text.split('\n').find((one) => one.startsWith(beginning));
  if (line === undefined) throw new Error(`expected a line that begins with ${beginning}`);
  const filled = line
    .slice(beginning.length)
    .replaceAll('[…]', '[]')
    .replaceAll('{…}', '{}')
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

  it('POST /backtest/portfolio', () => {
    const request = exampleAfter(text, 'POST /api/v1/backtest/portfolio ');
    expect(runPortfolioBacktest.body.safeParse(request).error).toBeUndefined();
  });

  it('GET /strategies/momentum/signal/history', () => {
    const data = exampleAfter(text, 'GET /api/v1/strategies/momentum/signal/history?days=30 → data: ');
    expect(readSignalHistory.answers[200].safeParse(data).error).toBeUndefined();
    expect(readSignalHistory.query.safeParse({ days: 30 }).error).toBeUndefined();
  });

  it('PUT /strategies/momentum/params: request and answer', () => {
    const request = exampleAfter(text, 'PUT /api/v1/strategies/momentum/params ');
    expect(changeParameters.body.safeParse(request).error).toBeUndefined();
    const answer = exampleAfter(text, 'PUT …/params → data: ');
    expect(changeParameters.answers[200].safeParse(answer).error).toBeUndefined();
  });

  it('GET /system/health', () => {
    const body = exampleAfter(text, 'GET /api/system/health → ');
    expect(systemHealth.answers[200].safeParse(body).error).toBeUndefined();
  });
});
