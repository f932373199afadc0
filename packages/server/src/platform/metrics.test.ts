import type { FactPayloads } from '@tradewind/contract/facts.ts';
import { expect, test } from 'vitest';
import { createBus } from './bus/bus.ts';
import { createLog } from './log.ts';
import { createMetrics } from './metrics.ts';

function newMetrics() {
  let last = 40;
  const sequence = {
    next: () => ++last,
    close: async () => undefined,
    get last() {
      return last;
    },
  };
  const bus = createBus({ sequence, clock: { now: () => 0 }, log: createLog({ level: 'silent' }) });
  const unfinished = { queued: 2, running: 1 };
  const metrics = createMetrics({
    bus,
    jobs: { unfinished: () => unfinished },
    hub: { clients: () => ({ '/ws': 3, '/ws/signals': 0 }) },
  });
  return { bus, metrics, unfinished };
}

const job = (status: FactPayloads['job_updated']['status']): FactPayloads['job_updated'] => ({
  job_id: 'a',
  kind: 'backtest',
  owner: 'ada',
  status,
  progress: null,
  eta_seconds: null,
  attempt: 1,
  created_at: '2026-01-01T00:00:00Z',
  started_at: null,
  finished_at: null,
  error: null,
});

test('The metrics tell of jobs, channels, the bus and the runtime as they are when asked', async () => {
  const { bus, metrics, unfinished } = newMetrics();
  await metrics.text();
  unfinished.queued = 5;
  for (const status of ['queued', 'running', 'complete', 'failed', 'complete'] as const) {
    bus.publish('job_updated', job(status));
  }
  const lines = (await metrics.text()).split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'tradewind_jobs{status="queued"} 5',
      'tradewind_jobs{status="running"} 1',
      'tradewind_jobs_ended_total{kind="backtest",status="complete"} 2',
      'tradewind_jobs_ended_total{kind="backtest",status="failed"} 1',
      'tradewind_facts_total{type="job_updated"} 5',
      'tradewind_bus_seq 45',
      'tradewind_ws_clients{channel="/ws"} 3',
      'tradewind_ws_clients{channel="/ws/signals"} 0',
    ]),
  );
  expect(lines.some((line) => line.startsWith('nodejs_eventloop_lag_p99_seconds '))).toBe(true);
  expect(metrics.contentType).toContain('text/plain');
});

test('The metrics count requests by door and status, in time buckets', async () => {
  const { metrics } = newMetrics();
  metrics.onRequest({ method: 'GET', door: 'readJob', status: 200, seconds: 0.02 });
  metrics.onRequest({ method: 'GET', door: 'readJob', status: 200, seconds: 3 });
  const text = await metrics.text();
  const series = 'tradewind_http_request_duration_seconds';
  expect(text).toContain(`${series}_bucket{le="0.05",method="GET",door="readJob",status="200"} 1`);
  expect(text).toContain(`${series}_count{method="GET",door="readJob",status="200"} 2`);
});

test('Two sets of metrics do not know of each other', async () => {
  const [one, other] = [newMetrics(), newMetrics()];
  one.bus.publish('job_updated', job('complete'));
  expect(await other.metrics.text()).not.toContain('tradewind_facts_total{');
});
