/** Roles and what each may do. A risk officer may stop the desk but not trade for it. */
import { z } from 'zod';
import type { Access } from './door.ts';

export const roleSchema = z.enum(['viewer', 'trader', 'risk_officer', 'admin']);
export type Role = z.infer<typeof roleSchema>;

export const scopeSchema = z.enum(['read', 'research', 'trade', 'stop', 'admin']);
export type Scope = Exclude<Access, 'open'>;

export const scopesOf: Readonly<Record<Role, readonly Scope[]>> = {
  viewer: ['read'],
  trader: ['read', 'research', 'trade', 'stop'],
  risk_officer: ['read', 'research', 'stop'],
  admin: ['read', 'research', 'trade', 'stop', 'admin'],
};
