/** Every door of the platform, by id. Each subject's doors stand in doors/<subject>.ts. */
import { apiDoors } from './doors/api.ts';
import { healthDoors } from './doors/health.ts';

export const doors = { ...healthDoors, ...apiDoors };
