import { cancelJob, listJobs, readJob } from '@tradewind/contract/doors/jobs.ts';
import { type ServedDoor, serve } from '../../platform/http/serve.ts';
import { dressJob } from '../../platform/jobs/dress.ts';
import type { Job } from '../../platform/jobs/job.ts';
import type { JobQuery, JobService } from './service.ts';

export const jobDoors = (service: JobService): ServedDoor[] => [
  serve(listJobs, ({ query, caller }) => dressPage(service.list(query, caller), query)),
  serve(readJob, ({ params, caller }) => dressJob(service.get(params.job_id, caller))),
  serve(cancelJob, async ({ params, caller }) => dressJob(await service.cancel(params.job_id, caller))),
];

const dressPage = ({ jobs, total }: { jobs: Job[]; total: number }, { limit, offset }: JobQuery) => ({
  jobs: jobs.map(dressJob),
  total,
  limit,
  offset,
});
