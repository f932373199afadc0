/** A job in the words of the wire. */

import type { WireJob } from '@tradewind/contract/doors/jobs.ts';
import type { JobUpdated } from '@tradewind/contract/facts/jobs.ts';
import type { Job, JobError, JobProgress } from './job.ts';

export function dressJobUpdate(job: Job): JobUpdated {
  return {
    job_id: job.id,
    kind: job.kind,
    owner: job.owner,
    status: job.status,
    progress: job.progress && dressProgress(job.progress),
    eta_seconds: job.etaSeconds,
    attempt: job.attempt,
    created_at: isoTime(job.createdAt),
    started_at: job.startedAt === null ? null : isoTime(job.startedAt),
    finished_at: job.finishedAt === null ? null : isoTime(job.finishedAt),
    error: job.error && dressError(job.error),
  };
}

export const dressJob = (job: Job): WireJob => ({ ...dressJobUpdate(job), result: job.result });

const dressProgress = ({ done, total, note }: JobProgress) => ({ done, total, note: note ?? null });

const dressError = ({ code, detail, errors, extensions }: JobError) => ({
  ...extensions,
  code,
  detail,
  ...(errors && { errors: [...errors] }),
});

const isoTime = (ts: number) => new Date(ts).toISOString();
