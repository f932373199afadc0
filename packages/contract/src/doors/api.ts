/** The way in: what this is, and where everything else lies. */
import { z } from 'zod';
import { door } from '../door.ts';

export const apiIndexSchema = z
  .object({
    name: z.string(),
    version: z.string(),
    links: z.record(z.string(), z.string()).describe('Where to go from here'),
    notices: z.array(z.string()).describe('What everybody here should know: synthetic data, authentication off'),
  })
  .meta({ id: 'ApiIndex' });

export const apiIndex = door({
  id: 'apiIndex',
  method: 'GET',
  path: '/',
  tag: 'System',
  summary: 'Name, version and links',
  access: 'read',
  answers: { 200: apiIndexSchema },
});

export const apiDoors = { apiIndex };
