import { z } from 'zod';
import { serviceStatusSchema } from '../doors/health.ts';

/** A part of the platform changed its state for the worse or recovered. */
export const healthAlert = z
  .object({ service: z.string(), status: serviceStatusSchema, message: z.string() })
  .meta({ id: 'HealthAlert', description: 'A part of the platform changed its state' });
export type HealthAlert = z.infer<typeof healthAlert>;
