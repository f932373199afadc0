/** The one place that decides how the desk is reached. */
import type { Config } from '@tradewind/server/process.ts';
import { createLog, DataDirectoryInUse, loadConfig } from '@tradewind/server/process.ts';
import { Refusal } from '../refusal.ts';
import type { Environment } from '../shell.ts';
import type { Desk } from './desk.ts';
import { onceFree } from './once-free.ts';

/**
 * TRADEWIND_URL names a server; without it the data directory decides: free → in place, owned by a server → through it.
 */
export async function openDesk(env: Environment): Promise<Desk> {
  if (env.TRADEWIND_URL) return online(env.TRADEWIND_URL, env);
  const config = loadConfig(env);
  try {
    return await onceFree(() => inPlace(config, env));
  } catch (error) {
    if (error instanceof DataDirectoryInUse && error.owner?.url) return online(error.owner.url, env);
    throw error;
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
