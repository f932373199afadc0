/** Looks after the parts while the server runs: a part that changes its state is told on the bus, once per change. */
import type { HealthAlert } from '@tradewind/contract/facts/health.ts';
import type { ComponentHealth, HealthService } from './service.ts';

const everyMs = 15_000;

export class HealthMonitor {
  readonly #service: HealthService;
  readonly #announce: (alert: HealthAlert) => void;
  /** The last known status of each part; parts are taken to be well until seen otherwise. */
  readonly #known = new Map<string, ComponentHealth['status']>();
  #timer: NodeJS.Timeout | undefined;

  constructor(service: HealthService, announce: (alert: HealthAlert) => void) {
    this.#service = service;
    this.#announce = announce;
  }

  /** Begins to look. Returns how to stop. */
  start(): () => void {
    this.#timer = setInterval(() => void this.look(), everyMs).unref();
    return () => clearInterval(this.#timer);
  }

  /** One look at all parts; it never throws, as a part that cannot be asked is down. */
  async look(): Promise<void> {
    const { components } = await this.#service.check();
    for (const { name, status, detail } of components) {
      const before = this.#known.get(name) ?? 'OK';
      this.#known.set(name, status);
      if (status === before) continue;
      const message = status === 'OK' ? `${name} has recovered` : `${name}: ${detail ?? status.toLowerCase()}`;
      this.#announce({ service: name, status, message });
    }
  }
}
