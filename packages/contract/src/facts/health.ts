import { z } from 'zod';
import { componentHealthSchema, serviceStatusSchema } from '../doors/health.ts';

/** A part of the platform was checked. */
export const serviceHealth = componentHealthSchema.meta({
  id: 'ServiceHealth',
  description: 'A part of the platform was checked',
});

/** A part of the platform changed its state for the worse or recovered. */
export const healthAlert = z
  .object({ service: z.string(), status: serviceStatusSchema, message: z.string() })
  .meta({ id: 'HealthAlert', description: 'A part of the platform changed its state' });
