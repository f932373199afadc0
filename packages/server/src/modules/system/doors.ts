import type { DoorData } from '@tradewind/contract/door.ts';
import { health, prometheusMetrics, systemHealth } from '@tradewind/contract/doors/health.ts';
import type { ServedDoor } from '../../platform/http/serve.ts';
import { serve } from '../../platform/http/serve.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { HealthService, SystemHealth } from './service.ts';

export const systemDoors = (service: HealthService, version: string): ServedDoor[] => [
  serve(health, () => dressLiveness(service, version)),
  serve(systemHealth, async () => dressHealth(await service.check())),
];

export const metricsDoors = (metrics: Metrics): ServedDoor[] => [serve(prometheusMetrics, () => metrics.text())];

const isoOf = (ts: number): string => new Date(ts).toISOString();

const dressLiveness = (service: HealthService, version: string): DoorData<typeof health> => ({
  status: 'ok',
  version,
  started_at: isoOf(service.startedAt),
  uptime_seconds: Math.floor(service.uptimeMs() / 1000),
});

const dressHealth = (found: SystemHealth): DoorData<typeof systemHealth> => ({
  status: found.status,
  database: found.isDatabaseConnected ? 'connected' : 'disconnected',
  ready: found.isReady,
  components: found.components.map(({ name, status, latencyMs, checkedAt, detail }) => ({
    name,
    status,
    latency_ms: latencyMs,
    last_check: checkedAt === null ? null : isoOf(checkedAt),
    detail,
  })),
});
