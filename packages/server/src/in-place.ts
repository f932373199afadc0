/**
 * The doors of opened rooms, called in this process: the same input checks, the same handlers and the same schemas of
 * the answer as over HTTP, so that the command line says the same word for word whether or not a server runs.
 */
import { randomUUID } from 'node:crypto';
import { scopesOf } from '@tradewind/contract/access.ts';
import type { Client, ClientAnswer } from '@tradewind/contract/client.ts';
import type { Meta } from '@tradewind/contract/envelope.ts';
import { AppError } from '@tradewind/contract/errors.ts';
import { doorsOf } from './doors.ts';
import type { FirstAdmin } from './modules/accounts/first-admin.ts';
import type { Caller } from './platform/auth/caller.ts';
import type { Config } from './platform/config.ts';
import { readInput } from './platform/http/input.ts';
import { promised } from './platform/http/serve.ts';
import type { Log } from './platform/log.ts';
import { openRooms, type Rooms } from './rooms.ts';

export type { FirstAdmin };

export interface InPlaceClient extends Client {
  /** Makes the first administrator of a data directory that has none; null when there is one. */
  ensureFirstAdmin(): Promise<FirstAdmin | null>;
  close(): Promise<void>;
}

interface LooseInput {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
}

/** Whoever may write to the data directory may do everything in it: the caller is its administrator. */
export async function openInPlace(config: Config, log: Log): Promise<InPlaceClient> {
  const rooms = await openRooms(config, log);
  const served = new Map(doorsOf(rooms).map((one) => [one.door.id, one]));

  const call = async (door: { readonly id: string }, input: LooseInput = {}): Promise<ClientAnswer<unknown>> => {
    const found = served.get(door.id);
    if (!found) throw new AppError('not_found', `There is no door ${door.id} in this version`);
    const { params = {}, query = {}, body, idempotencyKey } = input;
    const id = randomUUID();
    const answer = await found.handle({
      ...readInput(found.door, { params, query, body }),
      caller: found.door.access === 'open' ? null : callerIn(rooms),
      request: { id, ip: 'in place', headers: {}, log, idempotencyKey },
    });
    const { data, options } = promised(found.door, answer);
    const { source, note, total, status = 200 } = options;
    const meta: Meta = { timestamp: new Date(rooms.clock.now()).toISOString(), source, note, total, request_id: id };
    return { status, data, meta };
  };
  return {
    // The answer was held against the schema of this very door: the one place where its type comes back.
    call: call as Client['call'],
    ensureFirstAdmin: () => rooms.accounts.ensureFirstAdmin(),
    close: () => rooms.close(),
  };
}

/** Before the first start of a server there is no user yet; what is done until then belongs to nobody in particular. */
function callerIn({ accounts }: Rooms): Caller {
  const admin = accounts.users.list().find(({ role, isDisabled }) => role === 'admin' && !isDisabled);
  const { userId, name } = admin ?? { userId: 'in-place', name: 'admin' };
  return { userId, name, role: 'admin', scopes: scopesOf.admin, via: 'open' };
}
