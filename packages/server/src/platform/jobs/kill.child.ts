/**
 * A process that works on jobs until it is killed: submits some, says which were acknowledged, and runs them. Started
 * again on the same folder it goes on where the last one fell. Lines: `accepted <id> <number>` and `idle`.
 */
import { writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { openRoom, work } from './test-room.ts';

const [dataDir, first, count] = process.argv.slice(2);
const kind = { ...work, maxAttempts: 1_000 };
const here = await openRoom({ kinds: [kind], workers: 2 }, dataDir);

for (let number = Number(first); number < Number(first) + Number(count); number++) {
  const act =
    number % 2 ? ({ act: 'sum', values: [number, 1] } as const) : ({ act: 'count', to: 6, stepMs: 4 } as const);
  const { id } = await here.jobs.submit(kind, act, { owner: 'victim', idempotencyKey: `job-${number}` });
  // Straight to the descriptor: a buffered line could be lost with the process although the job was acknowledged.
  writeSync(1, `accepted ${id} ${number}\n`);
}
while (Object.values(here.jobs.unfinished()).some((jobs) => jobs > 0)) await delay(5);
await delay(5);
writeSync(1, 'idle\n');
setInterval(() => undefined, 1_000);
