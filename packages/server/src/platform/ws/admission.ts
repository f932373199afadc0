/** Who is at the door of a channel, and how someone is turned away before there is a WebSocket to close. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError, type ErrorCode, errorTable } from '@tradewind/contract/errors.ts';
import type { Authenticator, Caller } from '../auth/caller.ts';
import { problemContentType, problemOf } from '../http/problem.ts';

/** Browsers cannot set headers on a WebSocket; a subprotocol is the one thing they can send unseen in any URL. */
const ticketProtocol = 'tradewind.ticket.';
/** What a client that sends a ticket may also offer, to be answered with a name that is no secret. */
const plainProtocol = 'tradewind';

export async function callerOf(request: IncomingMessage, authenticator: Authenticator): Promise<Caller | null> {
  const { authorization, cookie } = request.headers;
  if (authorization === undefined) {
    const ticket = ticketIn(request);
    if (ticket !== null) return authenticator.redeemTicket(ticket);
  }
  // A page of another site can open a WebSocket with our cookie; only our own pages may use it.
  const ownCookie = isFromSameHost(request) ? cookie : undefined;
  return authenticator.authenticate({ authorization, cookie: ownCookie, method: 'GET' });
}

export function chooseProtocol(offered: ReadonlySet<string>): string | false {
  if (offered.has(plainProtocol)) return plainProtocol;
  return [...offered].find((protocol) => protocol.startsWith(ticketProtocol)) ?? false;
}

function ticketIn({ headers, url = '' }: IncomingMessage): string | null {
  const protocols = (headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
  const protocol = protocols.find((offered) => offered.startsWith(ticketProtocol));
  if (protocol !== undefined) return protocol.slice(ticketProtocol.length);
  return new URLSearchParams(url.split('?')[1]).get('ticket');
}

function isFromSameHost({ headers: { origin, host } }: IncomingMessage): boolean {
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}

/** Answers the request for an upgrade as HTTP, with a problem document. */
export function refuseUpgrade(socket: Duplex, code: ErrorCode, detail: string, instance: string): void {
  const { status, title } = errorTable[code];
  const problem = JSON.stringify(problemOf(new AppError(code, detail), instance, randomUUID()));
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    'Connection: close',
    `Content-Type: ${problemContentType}`,
    `Content-Length: ${Buffer.byteLength(problem)}`,
    ...(code === 'unavailable' ? ['Retry-After: 5'] : []),
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${problem}`, () => socket.destroy());
}
