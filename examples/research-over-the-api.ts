/**
 * A morning of research with the typed client, against a running server (`npm start`):
 *
 *   TRADEWIND_API_KEY=tw_… node examples/research-over-the-api.ts
 *
 * Every request and answer is typed by the contract: a misspelt field does not compile, and a refusal is an AppError with
 * the reason.
 */
import { type Client, createClient } from '@tradewind/contract/client.ts';
import { readLookAhead, runBacktest } from '@tradewind/contract/doors/backtest.ts';
import { runPortfolioBacktest } from '@tradewind/contract/doors/portfolio-backtest.ts';
import { readSignalHistory } from '@tradewind/contract/doors/signals.ts';

const range = { start_date: '2020-01-01', end_date: '2024-12-31' };

export async function research(client: Client, print: (line: string) => void): Promise<void> {
  const percent = (value: number | null) => (value === null ? 'none' : `${(value * 100).toFixed(2)} %`);

  // 1. Does it earn, and what is left when trading costs more?
  const { data, meta } = await client.call(runBacktest, { body: { strategy_id: 'momentum', ...range } });
  const { result } = data;
  if (!result) throw new Error(`the job ${data.job_id} is not done yet: ask GET /jobs/${data.job_id}`);
  print(`momentum: ${percent(result.metrics.total_return)}, Sharpe ${result.metrics.sharpe_ratio?.toFixed(2)}`);
  for (const level of result.cost_stress ?? []) print(`  costs × ${level.factor}: ${percent(level.total_return)}`);
  print(`  held instead: ${percent(result.benchmark?.total_return ?? null)} (source ${meta?.source})`);

  // 2. Did it use a bar before it had come? The proof may take a while: until then the answer is its job.
  for (;;) {
    const { data: proof } = await client.call(readLookAhead, { params: { run_id: data.run_id } });
    if (!('statement' in proof)) continue;
    print(`  look-ahead: ${proof.passed ? 'none found' : 'found'} on ${proof.cuts_tried} shortened histories`);
    break;
  }

  // 3. What does it bring beside another strategy, on one account?
  const { data: account } = await client.call(runPortfolioBacktest, {
    body: { strategy_ids: ['momentum', 'mean-reversion'], weights: { momentum: 0.6, 'mean-reversion': 0.4 }, ...range },
  });
  print(`together: ${percent(account.metrics?.total_return ?? null)}`);
  for (const [strategy, share] of Object.entries(account.attribution ?? {})) print(`  ${strategy}: ${percent(share)}`);
  print(`  correlation: ${account.correlation?.matrix[0][1]?.toFixed(2)}`);

  // 4. What has it said lately?
  const params = { strategy_id: 'momentum' };
  const { data: days } = await client.call(readSignalHistory, { params, query: { days: 30 } });
  const long = days.filter(({ direction }) => direction === 'LONG').length;
  print(`signals: ${days.length} days, ${long} of them long`);
}

if (import.meta.main) {
  const { TRADEWIND_URL: baseUrl = 'http://127.0.0.1:8000', TRADEWIND_API_KEY: apiKey } = process.env;
  await research(createClient({ baseUrl, apiKey }), console.log);
}
