/** The one place that decides how the desk is reached. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '@tradewind/server/process.ts';
import { createLog, DataDirectoryInUse, loadConfig } from '@tradewind/server/process.ts';
import { Refusal } from '../refusal.ts';
import type { Environment } from '../shell.ts';
import type { Desk } from './desk.ts';

/** Another command, or a server about to listen, is done with the directory within this time or not soon. */
const patienceMs = 5_000;
const retryMs = 50;

/**
 * TRADEWIND_URL names a server; without it the data directory decides: free → in place, owned by a server → through it.
 */
export async function openDesk(env: Environment): Promise<Desk> {
  if (env.TRADEWIND_URL) return online(env.TRADEWIND_URL, env);
  const config = loadConfig(env);
  for (let waited = 0; ; waited += retryMs) {
    try {
      return await inPlace(config, env);
    } catch (error) {
      if (!(error instanceof DataDirectoryInUse)) throw error;
      if (error.owner?.url) return online(error.owner.url, env);
      if (waited >= patienceMs) throw new Refusal(error.message);
      await delay(retryMs);
    }
  }
}

async function inPlace(config: Config, env: Environment): Promise<Desk> {
  const { openInPlace } = await import('@tradewind/server/in-place.ts');
  // Beside a result only what is out of order is worth a line, unless somebody asked for more.
  const level = env.TRADEWIND_LOG_LEVEL ? config.logLevel : 'warn';
  const client = await openInPlace(config, createLog({ level, destination: process.stderr, pretty: true }));
  return { url: null, call: client.call, ensureFirstAdmin: client.ensureFirstAdmin, close: client.close };
}

async function online(url: string, env: Environment): Promise<Desk> {
  const { openOnline } = await import('./online.ts');
  return openOnline(reachable(url), env.TRADEWIND_API_KEY || undefined);
}

/** A server that listens on all addresses is reached on this machine's own. */
function reachable(url: string): string {
  if (!URL.canParse(url))
    throw new Refusal(`TRADEWIND_URL: expected an address such as http://127.0.0.1:8000, found "${url}"`);
  return url.replace('//0.0.0.0', '//127.0.0.1').replace('//[::]', '//[::1]').replace(/\/$/, '');
}
