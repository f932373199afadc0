/** Is it alive (liveness, for a supervisor), and is it fit for work (readiness, for a person or a load balancer)? */
import { z } from 'zod';
import { door } from '../door.ts';
import { isoTime } from '../wire.ts';

export const serviceStatusSchema = z
  .enum(['OK', 'DEGRADED', 'DOWN', 'UNKNOWN'])
  .meta({ id: 'ServiceStatus', description: 'UNKNOWN: not checked yet' });
export type ServiceStatus = z.infer<typeof serviceStatusSchema>;

export const componentHealthSchema = z
  .object({
    name: z.string(),
    status: serviceStatusSchema,
    latency_ms: z.number().min(0).nullable().optional(),
    last_check: isoTime.nullable().optional(),
    detail: z.string().optional(),
  })
  .meta({ id: 'ComponentHealth' });

export const health = door({
  id: 'health',
  method: 'GET',
  path: '/health',
  tag: 'Health',
  summary: 'Liveness',
  description: 'Answers as long as the process can serve requests. Says nothing about its parts: see `/system/health`.',
  access: 'open',
  mounted: 'root',
  answers: {
    200: z.object({ status: z.literal('ok'), version: z.string(), started_at: isoTime, uptime_seconds: z.number() }),
  },
});

export const systemHealth = door({
  id: 'systemHealth',
  method: 'GET',
  path: '/system/health',
  tag: 'Health',
  summary: 'Readiness of every component',
  description: 'The overall status is the worst of the components. `ready` = all that is needed to take work is up.',
  access: 'read',
  answers: {
    200: z.object({
      status: z.enum(['healthy', 'degraded', 'unhealthy']),
      database: z.enum(['connected', 'disconnected']),
      ready: z.boolean(),
      components: z.array(componentHealthSchema),
    }),
  },
});

/** Figures for a scraper; it authenticates with an API key, as everybody does. */
export const prometheusMetrics = door({
  id: 'prometheusMetrics',
  method: 'GET',
  path: '/metrics',
  tag: 'Monitoring',
  summary: 'Figures of this process for Prometheus',
  access: 'read',
  mounted: 'root',
  produces: ['text/plain'],
  answers: { 200: z.string() },
});

export const healthDoors = { health, systemHealth, prometheusMetrics };
