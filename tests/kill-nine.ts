/** Runs a script in a process of its own and kills it without warning, as a power cut or the kernel would. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';

/** How often durability tests kill: few in the daily run, thirty times in CI, TRADEWIND_KILLS for another number. */
export const kills = Number(process.env.TRADEWIND_KILLS ?? (process.env.CI === 'true' ? 30 : 4));

/** The whole lines printed until the kill, which comes at a random moment up to `withinMs` after the first line. */
export async function linesUntilKilled(script: URL, args: readonly string[], withinMs = 250): Promise<string[]> {
  const child = spawn(process.execPath, [script.pathname, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const closed = once(child, 'close');
  await Promise.race([once(child.stdout, 'data'), closed]);
  await setTimeout(Math.random() * withinMs);
  child.kill('SIGKILL');
  await closed;
  return printed.split('\n').slice(0, -1);
}
