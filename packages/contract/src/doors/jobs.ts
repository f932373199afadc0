/** Long work: what is queued, what runs and how far it is, what became of it; and how to stop it. */
import { z } from 'zod';
import { door } from '../door.ts';
import { fieldFaultSchema } from '../envelope.ts';
import type { ErrorCode } from '../errors.ts';
import { errorTable } from '../errors.ts';
import { identifier, isoTime, pagingAnswer, pagingQuery } from '../wire.ts';

export const jobStatusSchema = z
  .enum(['queued', 'running', 'complete', 'failed', 'cancelled'])
  .meta({ id: 'JobStatus', description: 'The last three are final' });
export type JobStatus = z.infer<typeof jobStatusSchema>;

export const jobProgressSchema = z
  .object({
    done: z.number().min(0),
    total: z.number().min(0),
    note: z.string().nullable().describe('What is being worked on'),
  })
  .meta({ id: 'JobProgress', description: 'In units of the kind of job: bars, combinations, files' });

/** Loose: a refusal may carry further members, as a problem document does. */
export const jobErrorSchema = z
  .looseObject({
    code: z.enum(Object.keys(errorTable) as ErrorCode[]),
    detail: z.string().describe('What was expected and what was found'),
    errors: z.array(fieldFaultSchema).optional(),
  })
  .meta({ id: 'JobError', description: 'Why a job failed' });

export const jobSchema = z
  .object({
    job_id: identifier,
    kind: z.string().describe('What sort of work: `backtest`, `market-data-import`, …'),
    owner: identifier.describe('The user who asked for it'),
    status: jobStatusSchema,
    progress: jobProgressSchema.nullable().describe('Null until the work has reported any'),
    eta_seconds: z.number().min(0).nullable().describe('Estimated time left while running; null while unknown'),
    attempt: z.int().min(0).describe('How often it has been started; more than 1 after a crash or restart'),
    created_at: isoTime,
    started_at: isoTime.nullable(),
    finished_at: isoTime.nullable(),
    error: jobErrorSchema.nullable(),
    result: z.unknown().describe('Summary by kind of job; partial when cancelled; null until there is one'),
  })
  .meta({ id: 'Job' });
export type WireJob = z.infer<typeof jobSchema>;

const jobParams = z.object({ job_id: identifier });

export const listJobs = door({
  id: 'listJobs',
  method: 'GET',
  path: '/jobs',
  tag: 'System',
  summary: 'Jobs, newest first',
  description: 'Your own; with the scope `admin` everybody’s.',
  access: 'read',
  query: z.object({ kind: z.string().max(64).optional(), status: jobStatusSchema.optional(), ...pagingQuery }),
  answers: { 200: z.object({ jobs: z.array(jobSchema), ...pagingAnswer }) },
});

export const readJob = door({
  id: 'readJob',
  method: 'GET',
  path: '/jobs/{job_id}',
  tag: 'System',
  summary: 'One job',
  access: 'read',
  params: jobParams,
  answers: { 200: jobSchema },
  refusals: ['not_found'],
});

export const cancelJob = door({
  id: 'cancelJob',
  method: 'DELETE',
  path: '/jobs/{job_id}',
  tag: 'System',
  summary: 'Cancel a job',
  description:
    'Stops it gracefully and keeps partial results. A job that had already ended stays as it is: its status tells.',
  access: 'research',
  params: jobParams,
  answers: { 200: jobSchema },
  refusals: ['not_found'],
});

export const jobDoors = { listJobs, readJob, cancelJob };
