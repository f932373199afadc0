import { scopesOf } from '@tradewind/contract/access.ts';
import type { DoorData } from '@tradewind/contract/door.ts';
import * as auth from '@tradewind/contract/doors/auth.ts';
import type { AuditEntry, ChainVerdict } from '../../platform/auth/audit.ts';
import { sessionCookie } from '../../platform/auth/authenticator.ts';
import type { Caller } from '../../platform/auth/caller.ts';
import type { Config } from '../../platform/config.ts';
import { type Answer, answer, type RequestContext, type ServedDoor, serve } from '../../platform/http/serve.ts';
import type { AccountsService } from './service.ts';
import type { Actor, SignedIn } from './sign-in.ts';
import type { StoredKey, User } from './store.ts';

export function accountsDoors(
  { signIn, users, keys, tickets, audit }: AccountsService,
  { behindTlsProxy }: Pick<Config, 'behindTlsProxy'>,
): ServedDoor[] {
  const withCookie = <Data>(data: Data, signedIn: SignedIn | null): Answer<Data> =>
    answer(data, signedIn ? { headers: { 'Set-Cookie': cookieOf(signedIn, behindTlsProxy) } } : {});

  return [
    serve(auth.login, async ({ body, request: { ip } }) => {
      const signedIn = await signIn.login({ ...body, ip });
      return withCookie(dressSession(signedIn), signedIn);
    }),
    serve(auth.logout, async (input) => {
      await signIn.logout(actorOf(input));
      return answer({ status: 'logged_out' }, { headers: { 'Set-Cookie': endedCookie(behindTlsProxy) } });
    }),
    serve(auth.me, ({ caller }) => dressCaller(caller, signIn, keys)),
    serve(auth.changePassword, async (input) => {
      const { current_password: current, new_password: next, revoke_keys: revokeKeys } = input.body;
      const signedIn = await signIn.changePassword(actorOf(input), { current, next, revokeKeys });
      return withCookie({ session: signedIn && dressSession(signedIn) }, signedIn);
    }),
    serve(auth.listUsers, ({ query }) => {
      const all = users.list();
      return { users: pageOf(all, query).map(dressUser), ...counted(all, query) };
    }),
    serve(auth.createUser, async (input) =>
      dressUser(await users.create(actorOf(input), { ...input.body, name: input.body.user })),
    ),
    serve(auth.changeUser, async (input) => {
      const { disabled: isDisabled, revoke_keys: revokeKeys, ...rest } = input.body;
      return dressUser(await users.change(actorOf(input), input.params.user_id, { ...rest, isDisabled, revokeKeys }));
    }),
    serve(auth.removeUser, async (input) => {
      await users.remove(actorOf(input), input.params.user_id);
      return { user_id: input.params.user_id, status: 'removed' as const };
    }),
    serve(auth.listKeys, ({ caller, query }) => {
      const all = keys.list(caller, query.user_id);
      return { keys: pageOf(all, query).map(dressKey), ...counted(all, query) };
    }),
    serve(auth.createKey, async (input) => {
      const { name, scopes, expires_at: expiry } = input.body;
      const expiresAt = expiry === null ? null : Date.parse(expiry);
      const made = await keys.create(actorOf(input), { name, scopes, expiresAt });
      return { ...dressKey(made.key), secret: made.secret };
    }),
    serve(auth.revokeKey, async (input) => {
      await keys.revoke(actorOf(input), input.params.key_id);
      return { key_id: input.params.key_id, status: 'revoked' as const };
    }),
    serve(auth.listAudit, ({ query: { user_id: userId, ...query } }) => {
      const { entries, total } = audit.entries({ ...query, userId });
      return { entries: entries.map(dressEntry), total, limit: query.limit, offset: query.offset };
    }),
    serve(auth.verifyAudit, async () => dressVerdict(await audit.verify())),
    serve(auth.issueTicket, ({ caller }) => {
      const { ticket, expiresAt } = tickets.issue(caller);
      return { ticket, expires_at: iso(expiresAt) };
    }),
  ];
}

const actorOf = ({ caller, request }: { caller: Caller; request: RequestContext }): Actor => ({
  caller,
  ip: request.ip,
});

/** SameSite=Strict and HttpOnly: no other site can send it, and no script can read it. */
const cookie = (value: string, seconds: number, isSecure: boolean): string =>
  `${sessionCookie}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;

const cookieOf = ({ token, session }: SignedIn, isSecure: boolean): string =>
  cookie(token, Math.floor((session.expiresAt - session.createdAt) / 1000), isSecure);

const endedCookie = (isSecure: boolean): string => cookie('', 0, isSecure);

interface Paging {
  readonly limit: number;
  readonly offset: number;
}

const pageOf = <Item>(all: readonly Item[], { limit, offset }: Paging): Item[] => all.slice(offset, offset + limit);

const counted = (all: readonly unknown[], { limit, offset }: Paging) => ({ total: all.length, limit, offset });

const iso = (ts: number): string => new Date(ts).toISOString();
const isoOrNull = (ts: number | null | undefined): string | null => (ts == null ? null : iso(ts));

const dressSession = ({ user, session }: SignedIn): DoorData<typeof auth.login> => ({
  user_id: user.userId,
  user: user.name,
  role: user.role,
  scopes: [...scopesOf[user.role]],
  csrf_token: session.csrf,
  expires_at: iso(session.expiresAt),
});

function dressCaller(
  caller: Caller,
  signIn: AccountsService['signIn'],
  keys: AccountsService['keys'],
): DoorData<typeof auth.me> {
  const session = signIn.sessionOf(caller);
  return {
    user_id: caller.userId,
    user: caller.name,
    role: caller.role,
    scopes: [...caller.scopes],
    via: caller.via,
    csrf_token: session?.csrf ?? null,
    expires_at: isoOrNull(session?.expiresAt ?? keys.keyOf(caller)?.expiresAt),
  };
}

const dressUser = (user: User): DoorData<typeof auth.createUser> => ({
  user_id: user.userId,
  user: user.name,
  role: user.role,
  disabled: user.isDisabled,
  created_at: iso(user.createdAt),
  last_login_at: isoOrNull(user.lastLoginAt),
});

const dressKey = (key: StoredKey) => ({
  key_id: key.keyId,
  user_id: key.userId,
  name: key.name,
  scopes: [...key.scopes],
  origin: key.origin,
  created_at: iso(key.createdAt),
  expires_at: isoOrNull(key.expiresAt),
  last_used_at: isoOrNull(key.usedAt),
});

const dressEntry = (entry: AuditEntry): DoorData<typeof auth.listAudit>['entries'][number] => ({
  seq: entry.seq,
  at: iso(entry.at),
  user_id: entry.userId,
  user: entry.name,
  via: entry.via,
  key_id: entry.keyId,
  action: entry.action,
  target: entry.target,
  ip: entry.ip,
  outcome: entry.outcome,
  detail: entry.detail === null ? null : JSON.parse(entry.detail),
  hash: entry.hash,
});

const dressVerdict = (verdict: ChainVerdict): DoorData<typeof auth.verifyAudit> => ({
  intact: verdict.isIntact,
  entries: verdict.entries,
  head: verdict.head,
  broken_at: verdict.brokenAt,
  reason: verdict.reason,
});
