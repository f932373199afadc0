import { expect, test } from 'vitest';
import { testApp } from '../../platform/http/test-app.ts';
import { systemDoors } from './doors.ts';
import type { HealthCheck } from './service.ts';
import { createHealthService } from './service.ts';

const part = (name: string, ask: HealthCheck['ask'], isEssential = true): HealthCheck => ({ name, isEssential, ask });
const ok = () => ({ status: 'OK' as const });

function serviceOf(...checks: HealthCheck[]) {
  const failures: string[] = [];
  const onFailure = (name: string, error: unknown) => failures.push(`${name}: ${error}`);
  const clock = { now: () => Date.UTC(2026, 10, 20) };
  return { service: createHealthService({ checks, clock, onFailure, deadlineMs: 20 }), failures };
}

test('the whole is healthy when every part is', async () => {
  const { service } = serviceOf(
    part('storage', ok),
    part('jobs', async () => ok()),
  );
  expect(await service.check()).toMatchObject({ status: 'healthy', isDatabaseConnected: true, isReady: true });
});

test('a part that is down but not needed degrades the whole; one that is needed makes it unfit for work', async () => {
  const down = () => ({ status: 'DOWN' as const });
  const degraded = serviceOf(part('storage', ok), part('feed', down, false));
  expect(await degraded.service.check()).toMatchObject({ status: 'degraded', isReady: true });
  const unfit = serviceOf(part('storage', down), part('feed', ok, false));
  expect(await unfit.service.check()).toMatchObject({
    status: 'unhealthy',
    isReady: false,
    isDatabaseConnected: false,
  });
});

test('a part that throws is down; why stays in the log', async () => {
  const { service, failures } = serviceOf(
    part('storage', () => {
      throw new Error('disk I/O error at /var/lib/desk.db');
    }),
  );
  const { components } = await service.check();
  expect(components).toMatchObject([{ name: 'storage', status: 'DOWN', detail: 'failed to answer; see the log' }]);
  expect(failures).toEqual(['storage: Error: disk I/O error at /var/lib/desk.db']);
});

test('a part that does not answer in time is down, and nobody waits for it', async () => {
  const { service } = serviceOf(
    part('storage', ok),
    part('feed', () => new Promise(() => {}), false),
  );
  const { components } = await service.check();
  expect(components.map(({ status }) => status)).toEqual(['OK', 'DOWN']);
});

test('liveness is open and says nothing of the parts; readiness is on both faces, for those who may read', async () => {
  const app = await testApp(systemDoors(serviceOf(part('storage', ok)).service, '1.2.3'));
  const live = await app.get('/health', { authorization: '' });
  expect(live.json()).toEqual({
    status: 'ok',
    version: '1.2.3',
    started_at: '2026-11-20T00:00:00.000Z',
    uptime_seconds: 0,
  });
  const ready = {
    status: 'healthy',
    database: 'connected',
    ready: true,
    components: [{ name: 'storage', status: 'OK', latency_ms: 0, last_check: '2026-11-20T00:00:00.000Z' }],
  };
  expect((await app.get('/api/system/health')).json()).toEqual(ready);
  expect((await app.get('/api/v1/system/health')).json()).toMatchObject({ data: ready });
  expect((await app.get('/api/system/health', { authorization: '' })).statusCode).toBe(401);
});
