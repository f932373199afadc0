import type { z } from 'zod';
import { jobSchema } from '../doors/jobs.ts';

/** A job was accepted, started, came further or ended. The result is left out: it is read from `/jobs/{job_id}`. */
export const jobUpdated = jobSchema
  .omit({ result: true })
  .meta({ id: 'JobUpdated', description: 'A job was accepted, started, came further or ended' });
export type JobUpdated = z.infer<typeof jobUpdated>;
