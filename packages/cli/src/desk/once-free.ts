/** Waits for a data directory that another command is about to leave. */
import { setTimeout as delay } from 'node:timers/promises';
import { DataDirectoryInUse } from '@tradewind/server/process.ts';

/** Another command, or a server about to listen, is done with the directory within this time or not soon. */
const patienceMs = 5_000;
const retryMs = 50;

/** Tries again while the directory is held by somebody who does not serve. Throws DataDirectoryInUse when it stays so. */
export async function onceFree<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let waited = 0; ; waited += retryMs) {
    try {
      return await attempt();
    } catch (error) {
      const isPassing = error instanceof DataDirectoryInUse && !error.owner?.url;
      if (!isPassing || waited >= patienceMs) throw error;
      await delay(retryMs);
    }
  }
}
