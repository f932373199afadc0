/** The health of the platform: asks every part how it is, each with a deadline, and takes the worst for the whole. */
import type { ServiceStatus } from '@tradewind/contract/doors/health.ts';
import type { Clock } from '../../platform/clock.ts';

/** What a part says of itself. It may throw instead: then it is down, with the message kept to the log. */
export interface Condition {
  readonly status: Exclude<ServiceStatus, 'UNKNOWN'>;
  /** For a person; nothing secret. */
  readonly detail?: string;
}

/** How to ask one part of the platform. */
export interface HealthCheck {
  readonly name: string;
  /** The server can take no work while this part is down. */
  readonly isEssential: boolean;
  readonly ask: () => Condition | Promise<Condition>;
}

export interface ComponentHealth {
  readonly name: string;
  readonly status: ServiceStatus;
  readonly latencyMs: number | null;
  readonly checkedAt: number | null;
  readonly detail?: string;
}

export interface SystemHealth {
  readonly status: 'healthy' | 'degraded' | 'unhealthy';
  readonly isDatabaseConnected: boolean;
  readonly isReady: boolean;
  readonly components: readonly ComponentHealth[];
}

export interface HealthService {
  readonly startedAt: number;
  uptimeMs(): number;
  check(): Promise<SystemHealth>;
}

/** The part that `database` in the answer speaks of. */
const databaseCheck = 'storage';
const deadlineMs = 2000;

const overdue: Condition = { status: 'DOWN', detail: `no answer within ${deadlineMs} ms` };

export interface HealthParts {
  readonly checks: readonly HealthCheck[];
  readonly clock: Clock;
  /** Hears why a part could not answer. */
  readonly onFailure: (name: string, error: unknown) => void;
  readonly deadlineMs?: number;
}

export function createHealthService({ checks, clock, onFailure, ...options }: HealthParts): HealthService {
  const patienceMs = options.deadlineMs ?? deadlineMs;
  const startedAt = clock.now();

  async function askOne({ name, ask }: HealthCheck): Promise<ComponentHealth> {
    const asked = clock.now();
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<Condition>((resolve) => {
      timer = setTimeout(resolve, patienceMs, overdue);
    });
    const answered = (async () => ask())().catch((error: unknown): Condition => {
      onFailure(name, error);
      return { status: 'DOWN', detail: 'failed to answer; see the log' };
    });
    const { status, detail } = await Promise.race([answered, patience]);
    clearTimeout(timer);
    const checkedAt = clock.now();
    return { name, status, latencyMs: checkedAt - asked, checkedAt, detail };
  }

  return {
    startedAt,
    uptimeMs: () => clock.now() - startedAt,
    async check() {
      const components = await Promise.all(checks.map(askOne));
      const isDown = (name: string): boolean => components.some((part) => part.name === name && part.status === 'DOWN');
      const isReady = !checks.some(({ name, isEssential }) => isEssential && isDown(name));
      const isWhole = components.every(({ status }) => status === 'OK');
      return {
        status: isWhole ? 'healthy' : isReady ? 'degraded' : 'unhealthy',
        isDatabaseConnected: components.some(({ name, status }) => name === databaseCheck && status !== 'DOWN'),
        isReady,
        components,
      };
    },
  };
}
