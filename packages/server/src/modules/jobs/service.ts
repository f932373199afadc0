/** Jobs as a caller may see them: owners their own, with the scope `admin` everybody's. What is not theirs is not there. */
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
    return this.#jobs.list({ ...query, owner: seesAll(caller) ? undefined : caller.userId });
  }

  get(id: string, caller: Caller): Job {
    const job = this.#jobs.get(id);
    if (job !== null && (seesAll(caller) || job.owner === caller.userId)) return job;
    throw new AppError('not_found', `There is no job "${id}"`);
  }

  cancel(id: string, caller: Caller): Promise<Job> {
    return this.#jobs.cancel(this.get(id, caller).id, caller.name);
  }
}

/** By scope, not by role: an administrator's key that was given less than all does less than all. */
const seesAll = ({ scopes }: Caller): boolean => scopes.includes('admin');
