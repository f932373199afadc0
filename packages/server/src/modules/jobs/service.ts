/** Jobs as a caller may see them: owners their own, an admin everybody's. What is not theirs is not there. */
import { AppError } from '@tradewind/contract/errors.ts';
import type { Caller } from '../../platform/auth/caller.ts';
import type { Job, JobStatus } from '../../platform/jobs/job.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';

export interface JobQuery {
  readonly kind?: string;
  readonly status?: JobStatus;
  readonly limit: number;
  readonly offset: number;
}

export class JobService {
  readonly #jobs: Jobs;

  constructor(jobs: Jobs) {
    this.#jobs = jobs;
  }

  list(query: JobQuery, caller: Caller): { jobs: Job[]; total: number } {
    return this.#jobs.list({ ...query, owner: caller.role === 'admin' ? undefined : caller.userId });
  }

  get(id: string, caller: Caller): Job {
    const job = this.#jobs.get(id);
    if (job !== null && (caller.role === 'admin' || job.owner === caller.userId)) return job;
    throw new AppError('not_found', `There is no job "${id}"`);
  }

  cancel(id: string, caller: Caller): Promise<Job> {
    return this.#jobs.cancel(this.get(id, caller).id, caller.name);
  }
}
