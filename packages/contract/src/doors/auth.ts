/** Who may come in: logging in and out, users, API keys, tickets for the channels, and the audit trail. */
import { z } from 'zod';
import { roleSchema, scopeSchema } from '../access.ts';
import { door } from '../door.ts';
import { identifier, isoTime, pagingAnswer, pagingQuery } from '../wire.ts';

const userName = z
  .string()
  .regex(/^[a-z][a-z0-9._-]{0,63}$/)
  .meta({
    description: 'Starts with a lower-case letter; then also digits, dot, hyphen and underscore',
    examples: ['ana'],
  });

const newPassword = z
  .string()
  .min(12)
  .max(256)
  .meta({ description: 'At least 12 characters', examples: ['correct horse battery staple'] });

/** For checking: whatever the rules were when it was set. */
const givenPassword = z.string().min(1).max(1024);

const scopes = z.array(scopeSchema);

const csrfToken = z
  .string()
  .meta({ description: 'To be sent as `X-CSRF-Token` with every POST, PUT and DELETE of this session' });

export const callerSchema = z
  .object({
    user_id: identifier,
    user: z.string(),
    role: roleSchema,
    scopes,
    via: z.enum(['session', 'key', 'ticket', 'open']).describe('`open` = authentication is switched off'),
    csrf_token: csrfToken.nullable().describe('Null unless this is a session'),
    expires_at: isoTime.nullable().describe('When the session or key ends at the latest'),
  })
  .meta({ id: 'Caller', description: 'Who is asking' });

export const sessionSchema = z
  .object({
    user_id: identifier,
    user: z.string(),
    role: roleSchema,
    scopes,
    csrf_token: csrfToken,
    expires_at: isoTime,
  })
  .meta({ id: 'Session', description: 'A session that was opened; its cookie comes in `Set-Cookie`' });

export const userSchema = z
  .object({
    user_id: identifier,
    user: z.string(),
    role: roleSchema,
    disabled: z.boolean(),
    created_at: isoTime,
    last_login_at: isoTime.nullable(),
  })
  .meta({ id: 'User' });

export const keySchema = z
  .object({
    key_id: identifier,
    user_id: identifier,
    name: z.string(),
    scopes,
    origin: z.enum(['made', 'environment']).describe('`environment` = set by TRADEWIND_ADMIN_TOKEN'),
    created_at: isoTime,
    expires_at: isoTime.nullable(),
    last_used_at: isoTime.nullable().describe('To within a minute'),
  })
  .meta({ id: 'ApiKey' });

export const madeKeySchema = keySchema
  .extend({ secret: z.string().describe('The key itself, shown this once: `Authorization: Bearer …`') })
  .meta({ id: 'MadeApiKey' });

export const auditEntrySchema = z
  .object({
    seq: z.int().min(1),
    at: isoTime,
    user_id: identifier.nullable(),
    user: z.string().nullable(),
    via: z.string().nullable(),
    key_id: identifier.nullable(),
    action: z.string(),
    target: z.string().nullable(),
    ip: z.string().nullable(),
    outcome: z.enum(['done', 'failed', 'refused']),
    detail: z.record(z.string(), z.unknown()).nullable(),
    hash: z.string().describe('SHA-256 over this entry and the hash of the one before'),
  })
  .meta({ id: 'AuditEntry' });

export const login = door({
  id: 'login',
  method: 'POST',
  path: '/auth/login',
  tag: 'Auth',
  summary: 'Log in',
  description:
    'Opens a session: its cookie `tradewind_session` comes with the answer. A wrong password, an unknown name and a ' +
    'disabled user get the same answer. Repeated failures lock the name and the address for a while (429).',
  access: 'open',
  secret: true,
  body: z.strictObject({ user: z.string().min(1).max(64), password: givenPassword }),
  answers: { 200: sessionSchema },
  refusals: ['bad_credentials', 'locked_out'],
});

export const logout = door({
  id: 'logout',
  method: 'POST',
  path: '/auth/logout',
  tag: 'Auth',
  summary: 'Log out',
  description: 'Ends the session this request came with. For a caller with an API key there is nothing to end.',
  access: 'read',
  answers: { 200: z.object({ status: z.literal('logged_out') }) },
});

export const me = door({
  id: 'me',
  method: 'GET',
  path: '/auth/me',
  tag: 'Auth',
  summary: 'Who I am and what I may do',
  access: 'read',
  secret: true,
  answers: { 200: callerSchema },
});

export const changePassword = door({
  id: 'changePassword',
  method: 'PUT',
  path: '/auth/password',
  tag: 'Auth',
  summary: 'Change my password',
  description:
    'Ends every session of the caller; one that came by session gets a new cookie and CSRF token. API keys stay unless `revoke_keys` is true.',
  access: 'read',
  secret: true,
  body: z.strictObject({
    current_password: givenPassword,
    new_password: newPassword,
    revoke_keys: z.boolean().default(false),
  }),
  answers: { 200: z.object({ session: sessionSchema.nullable() }) },
  refusals: ['bad_credentials', 'locked_out'],
});

export const listUsers = door({
  id: 'listUsers',
  method: 'GET',
  path: '/auth/users',
  tag: 'Auth',
  summary: 'All users',
  access: 'admin',
  query: z.object(pagingQuery),
  answers: { 200: z.object({ users: z.array(userSchema), ...pagingAnswer }) },
});

export const createUser = door({
  id: 'createUser',
  method: 'POST',
  path: '/auth/users',
  tag: 'Auth',
  summary: 'Add a user',
  access: 'admin',
  body: z.strictObject({ user: userName, password: newPassword, role: roleSchema }),
  answers: { 201: userSchema },
  refusals: ['conflict'],
});

export const changeUser = door({
  id: 'changeUser',
  method: 'PUT',
  path: '/auth/users/{user_id}',
  tag: 'Auth',
  summary: 'Change a user',
  description:
    'Only the members given are changed. A new role or password ends all sessions of the user at once; disabling ends ' +
    'them and revokes all keys. The last administrator can be neither disabled nor given another role (409). ' +
    'Your own password is changed at `/auth/password`.',
  access: 'admin',
  params: z.object({ user_id: identifier }),
  body: z.strictObject({
    role: roleSchema.optional(),
    password: newPassword.optional(),
    disabled: z.boolean().optional(),
    revoke_keys: z.boolean().default(false),
  }),
  answers: { 200: userSchema },
  refusals: ['not_found', 'conflict'],
});

export const removeUser = door({
  id: 'removeUser',
  method: 'DELETE',
  path: '/auth/users/{user_id}',
  tag: 'Auth',
  summary: 'Remove a user',
  description: 'With all sessions and keys, at once. What the user did stays in the audit trail.',
  access: 'admin',
  params: z.object({ user_id: identifier }),
  answers: { 200: z.object({ user_id: identifier, status: z.literal('removed') }) },
  refusals: ['not_found', 'conflict'],
});

export const listKeys = door({
  id: 'listKeys',
  method: 'GET',
  path: '/auth/keys',
  tag: 'Auth',
  summary: 'My API keys',
  description: 'An administrator may ask for those of another user.',
  access: 'read',
  query: z.object({ user_id: identifier.optional(), ...pagingQuery }),
  answers: { 200: z.object({ keys: z.array(keySchema), ...pagingAnswer }) },
});

export const createKey = door({
  id: 'createKey',
  method: 'POST',
  path: '/auth/keys',
  tag: 'Auth',
  summary: 'Make an API key',
  description:
    'Its scopes are some of the caller’s; without any it gets all of them. The secret is shown once and stored only as ' +
    'a hash. A key can make other keys only if it has the scope `admin`.',
  access: 'read',
  secret: true,
  body: z.strictObject({
    name: z.string().trim().min(1).max(64),
    scopes: scopes.min(1).optional(),
    expires_at: isoTime.nullable().default(null),
  }),
  answers: { 201: madeKeySchema },
  refusals: ['conflict'],
});

export const revokeKey = door({
  id: 'revokeKey',
  method: 'DELETE',
  path: '/auth/keys/{key_id}',
  tag: 'Auth',
  summary: 'Revoke an API key',
  description: 'It is refused from the next request on. One’s own, or as an administrator anyone’s.',
  access: 'read',
  params: z.object({ key_id: identifier }),
  answers: { 200: z.object({ key_id: identifier, status: z.literal('revoked') }) },
  refusals: ['not_found'],
});

export const listAudit = door({
  id: 'listAudit',
  method: 'GET',
  path: '/auth/audit',
  tag: 'Auth',
  summary: 'The audit trail, newest first',
  access: 'admin',
  query: z.object({ action: z.string().max(64).optional(), user_id: identifier.optional(), ...pagingQuery }),
  answers: { 200: z.object({ entries: z.array(auditEntrySchema), ...pagingAnswer }) },
});

export const verifyAudit = door({
  id: 'verifyAudit',
  method: 'GET',
  path: '/auth/audit/verify',
  tag: 'Auth',
  summary: 'Whether the audit trail is as it was written',
  description:
    'Recomputes the chain of hashes. Keep a copy of `head` elsewhere to notice a trail that was rewritten whole.',
  access: 'admin',
  answers: {
    200: z.object({
      intact: z.boolean(),
      entries: z.int().min(0),
      head: z.string().nullable(),
      broken_at: z.int().nullable().describe('The first entry that does not follow from the one before it'),
      reason: z.string().nullable(),
    }),
  },
});

export const issueTicket = door({
  id: 'issueTicket',
  method: 'POST',
  path: '/ws-tickets',
  tag: 'WebSocket',
  summary: 'A ticket to open a WebSocket with',
  description:
    'Works once, within 30 seconds, as `?ticket=` or in `Sec-WebSocket-Protocol`; the connection may do what its caller may.',
  access: 'read',
  secret: true,
  answers: { 200: z.object({ ticket: z.string(), expires_at: isoTime }) },
});

export const authDoors = {
  login,
  logout,
  me,
  changePassword,
  listUsers,
  createUser,
  changeUser,
  removeUser,
  listKeys,
  createKey,
  revokeKey,
  listAudit,
  verifyAudit,
  issueTicket,
};
