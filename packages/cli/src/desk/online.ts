/** The desk through a running server, over the doors of the contract. */
import { type Client, createClient } from '@tradewind/contract/client.ts';
import { AppError } from '@tradewind/contract/errors.ts';
import type { Desk } from './desk.ts';

export function openOnline(url: string, apiKey: string | undefined): Desk {
  const client = createClient({ baseUrl: url, apiKey });
  const call: Client['call'] = async (door, ...input) => {
    try {
      return await client.call(door, ...input);
    } catch (error) {
      throw error instanceof AppError && error.code === 'unauthenticated' ? keyRefused(url, apiKey) : error;
    }
  };
  return { url, call, ensureFirstAdmin: async () => null, close: async () => undefined };
}

function keyRefused(url: string, apiKey: string | undefined): AppError {
  const where = `The server at ${url} has the data directory`;
  return new AppError(
    'unauthenticated',
    apiKey === undefined
      ? `${where} and asks for an API key: set TRADEWIND_API_KEY or give --api-key. The first start showed one; ` +
          '`tradewind keys create` makes another while no server runs.'
      : `${where} and does not know this API key; it may have been revoked or have run out, or be of another server.`,
  );
}
