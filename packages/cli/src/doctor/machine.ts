/** The machine: its Node, its port, its disk. */
import { closeSync, fsyncSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type Finding, fault, ok, warning } from './finding.ts';

const leastMajor = 24;

export function nodeVersion(version: string): Finding {
  const name = 'Node';
  const isEnough = Number(version.replace('v', '').split('.')[0]) >= leastMajor;
  return isEnough ? ok(name, version) : fault(name, `expected ${leastMajor} or newer, found ${version}`);
}

export async function portIsFree(host: string, port: number): Promise<Finding> {
  const name = 'Port';
  if (port === 0) return ok(name, 'any free one (0)');
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<Finding>();
  server.once('error', (error: NodeJS.ErrnoException) => {
    const why = error.code === 'EADDRINUSE' ? 'in use by another program' : `cannot be listened on (${error.code})`;
    resolve(fault(name, `${port} on ${host} is ${why}; TRADEWIND_PORT chooses another`));
  });
  server.listen(port, host, () => server.close(() => resolve(ok(name, `${port} on ${host} is free`))));
  return promise;
}

const gibibyte = 2 ** 30;
const littleSpace = 1;
const tooLittleSpace = 0.1;

export function freeSpace(directory: string): Finding {
  const { bavail, bsize } = statfsSync(directory);
  const free = (bavail * bsize) / gibibyte;
  const detail = `${free.toFixed(1)} GiB free`;
  if (free < tooLittleSpace) return fault('Disk', `${detail}: expected at least ${tooLittleSpace} GiB`);
  return free < littleSpace ? warning('Disk', `${detail}: it will soon be full`) : ok('Disk', detail);
}

const flushes = 20;
const slowFlushMs = 20;

/** How long it takes until a write is safe: every acknowledged order, job and import waits for one. */
export function flushTime(directory: string): Finding {
  const file = join(directory, `flush-${process.pid}.probe`);
  const descriptor = openSync(file, 'w', 0o600);
  try {
    const times = Array.from({ length: flushes }, () => {
      const began = performance.now();
      writeSync(descriptor, Buffer.alloc(4096), 0, 4096, 0);
      fsyncSync(descriptor);
      return performance.now() - began;
    }).sort((a, b) => a - b);
    const median = times[Math.floor(flushes / 2)];
    const detail = `median ${median.toFixed(2)} ms, longest ${times[flushes - 1].toFixed(2)} ms of ${flushes}`;
    return median > slowFlushMs ? warning('Disk flush', `${detail}: a slow disk`) : ok('Disk flush', detail);
  } finally {
    closeSync(descriptor);
    rmSync(file, { force: true });
  }
}
