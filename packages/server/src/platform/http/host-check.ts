/**
 * With authentication off, whoever reaches the port is the admin: so only this machine may, and only by its own name. A
 * page from elsewhere cannot come in by rebinding its DNS name to 127.0.0.1 (Host), nor by a form or fetch (Origin).
 */
import { AppError } from '@tradewind/contract/errors.ts';
import type { FastifyRequest } from 'fastify';

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);

function parsed(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null;
}

export function checkHost({ headers }: Pick<FastifyRequest, 'headers'>): void {
  const host = parsed(`http://${headers.host ?? ''}`);
  if (host === null || !isLoopback(host.hostname)) {
    throw new AppError('forbidden', 'Authentication is off: only requests to localhost are answered');
  }
  if (headers.origin === undefined) return;
  const origin = parsed(headers.origin);
  if (origin === null || origin.host !== host.host) {
    throw new AppError('forbidden', 'Authentication is off: requests from other sites are refused');
  }
}
