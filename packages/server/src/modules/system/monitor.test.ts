import type { HealthAlert } from '@tradewind/contract/facts/health.ts';
import { expect, it } from 'vitest';
import { HealthMonitor } from './monitor.ts';
import { createHealthService } from './service.ts';

it('tells each change of a part once, and nothing while nothing changes', async () => {
  let isFull = false;
  const service = createHealthService({
    checks: [
      {
        name: 'storage',
        isEssential: true,
        ask: () => (isFull ? { status: 'DOWN', detail: 'the disk is full' } : { status: 'OK' }),
      },
    ],
    clock: { now: () => 0 },
    onFailure: () => {},
  });
  const told: HealthAlert[] = [];
  const monitor = new HealthMonitor(service, (alert) => told.push(alert));
  await monitor.look();
  expect(told).toEqual([]);
  isFull = true;
  await monitor.look();
  await monitor.look();
  isFull = false;
  await monitor.look();
  expect(told).toEqual([
    { service: 'storage', status: 'DOWN', message: 'storage: the disk is full' },
    { service: 'storage', status: 'OK', message: 'storage has recovered' },
  ]);
});
