/**
 * What the process tells Prometheus: requests, jobs, channels, the bus, and the health of the runtime itself (event
 * loop lag, heap, garbage collection). Gauges are read when they are asked for, so that nothing is counted twice.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Bus } from './bus/bus.ts';
import { isFinal } from './jobs/job.ts';
import type { Jobs } from './jobs/jobs.ts';
import type { Hub } from './ws/hub.ts';

export interface MetricsParts {
  readonly bus: Bus;
  readonly jobs: Pick<Jobs, 'unfinished'>;
  readonly hub: Pick<Hub, 'clients'>;
}

export interface ServedRequest {
  readonly method: string;
  /** The door's id, never the path: ids in paths would make endless series. */
  readonly door: string;
  readonly status: number;
  readonly seconds: number;
}

export interface Metrics {
  onRequest(request: ServedRequest): void;
  /** Prometheus text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

export function createMetrics({ bus, jobs, hub }: MetricsParts): Metrics {
  const registers = [new Registry()];
  const [registry] = registers;
  collectDefaultMetrics({ register: registry });

  const requests = new Histogram({
    name: 'tradewind_http_request_duration_seconds',
    help: 'Time from request to answer, by door',
    labelNames: ['method', 'door', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2.5, 5],
    registers,
  });
  new Gauge({
    name: 'tradewind_jobs',
    help: 'Jobs that wait or run',
    labelNames: ['status'],
    registers,
    collect() {
      for (const [status, count] of Object.entries(jobs.unfinished())) this.set({ status }, count);
    },
  });
  const ended = new Counter({
    name: 'tradewind_jobs_ended_total',
    help: 'Jobs that ended in this process, by kind and how',
    labelNames: ['kind', 'status'],
    registers,
  });
  const published = new Counter({
    name: 'tradewind_facts_total',
    help: 'Facts published on the bus, by type',
    labelNames: ['type'],
    registers,
  });
  new Gauge({
    name: 'tradewind_bus_seq',
    help: 'Number of the last fact on the bus',
    registers,
    collect() {
      this.set(bus.seq);
    },
  });
  new Gauge({
    name: 'tradewind_ws_clients',
    help: 'WebSocket clients connected, by channel',
    labelNames: ['channel'],
    registers,
    collect() {
      for (const [channel, count] of Object.entries(hub.clients())) this.set({ channel }, count);
    },
  });

  bus.subscribe('all', ({ type }) => published.inc({ type }));
  bus.subscribe(['job_updated'], ({ payload: { kind, status } }) => {
    if (isFinal(status)) ended.inc({ kind, status });
  });

  return {
    onRequest: ({ method, door, status, seconds }) => requests.observe({ method, door, status }, seconds),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
