/** Runs a peer in Python, where one is installed with it: TRADEWIND_PEERS_PYTHON names it, else `python3` is tried. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const python = process.env.TRADEWIND_PEERS_PYTHON ?? 'python3';

/** Whether this Python has the package. */
export function hasPackage(name: string): boolean {
  return spawnSync(python, ['-c', `import ${name}`], { stdio: 'ignore' }).status === 0;
}

/** What the script prints as its last line, parsed; it is given the columns as a file of doubles, then `words`. */
export function runPeer<Printed>(script: string, columns: readonly Float64Array[], words: readonly string[]): Printed {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-peer-'));
  try {
    const file = join(folder, 'columns.f64');
    writeFileSync(
      file,
      Buffer.concat(columns.map((one) => new Uint8Array(one.buffer, one.byteOffset, one.byteLength))),
    );
    const ran = spawnSync(python, ['-W', 'ignore', join(import.meta.dirname, script), file, ...words], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (ran.status !== 0) throw new Error(`${script} ended with code ${ran.status}`);
    return JSON.parse(ran.stdout.trim().split('\n').at(-1) ?? '') as Printed;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
