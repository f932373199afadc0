import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { acquireDataDirectory, DataDirectoryInUse } from './lock.ts';

const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'tradewind-lock-'));
  directories.push(directory);
  return join(directory, 'data');
}

/** Another process that takes the directory and holds it until it is killed. */
async function otherOwner(directory: string) {
  const lock = new URL('./lock.ts', import.meta.url).href;
  const program = `
    const { acquireDataDirectory } = await import(${JSON.stringify(lock)});
    acquireDataDirectory(${JSON.stringify(directory)}).announce('http://127.0.0.1:8000');
    console.log('taken');
    setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(owner.stdout, 'data');
  return owner;
}

describe('the data directory', () => {
  test('at a place that cannot be a folder is refused with the place and the setting', () => {
    const directory = newDirectory();
    writeFileSync(directory, 'a file');
    expect(() => acquireDataDirectory(directory)).toThrow(`The data directory ${directory} cannot be used`);
    expect(() => acquireDataDirectory(directory)).toThrow('TRADEWIND_DATA_DIR');
  });

  test('is made when missing and taken again after release', () => {
    const directory = newDirectory();
    acquireDataDirectory(directory).release();
    acquireDataDirectory(directory).release();
  });

  test('is refused to a second process, by a message that names the owner; kill -9 frees it at once', async () => {
    const directory = newDirectory();
    const owner = await otherOwner(directory);
    const attempt = () => acquireDataDirectory(directory);
    expect(attempt).toThrow(DataDirectoryInUse);
    expect(attempt).toThrow(`in use by process ${owner.pid}, serving http://127.0.0.1:8000`);
    owner.kill('SIGKILL');
    await once(owner, 'close');
    acquireDataDirectory(directory).release();
  });

  test('is refused to a second holder in the same process', () => {
    const directory = newDirectory();
    const owned = acquireDataDirectory(directory);
    expect(() => acquireDataDirectory(directory)).toThrow(`in use by process ${process.pid}.`);
    owned.release();
  });
});
