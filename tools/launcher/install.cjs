'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { runChild } = require('./child.cjs');
const { installLock } = require('./install-lock.cjs');

const PATIENCE_MS = 15 * 60_000;

function say(text) {
  process.stderr.write(`tradewind: ${text}\n`);
}

/** The packages a lockfile lists, by folder; null where there is none to read. */
function lockedPackages(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return null;
    throw error;
  }
}

/**
 * Whether what stands in node_modules is what the lockfile says. npm writes its own account of what it installed as
 * its last step, so an interrupted install has none; but `npm install --package-lock-only` writes it too, so the folders
 * must be there as well. Optional packages may be absent: they are for other platforms. Packages for development are
 * asked for only when a script of the repository is to run.
 */
function isInstalled(root, withTools) {
  const wanted = lockedPackages(path.join(root, 'package-lock.json'));
  const installed = lockedPackages(path.join(root, 'node_modules', '.package-lock.json'));
  if (!wanted) throw new Error(`package-lock.json is missing or unreadable in ${root}`);
  if (!installed) return false;
  return Object.keys(wanted).every((folder) => {
    if (!folder.includes('node_modules/')) return true;
    const want = wanted[folder];
    const have = installed[folder];
    if (!have) return Boolean(want.optional || (want.dev && !withTools));
    const isSame = have.version === want.version && have.integrity === want.integrity;
    return isSame && fs.existsSync(path.join(root, folder));
  });
}

/**
 * Not `npm ci`: it refuses a lockfile without the optional packages of every platform, and a registry that lags behind
 * does not have them all. `npm install --no-save` takes the same locked versions and hashes, and forgives those.
 */
const npmArguments = ['install', '--no-save', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];

/**
 * Leaves nothing for npm to trust that an interrupted install may have left half written: without npm's account the
 * packages are removed; with it the account is, so that the next start knows should this install not end.
 */
function prepare(root) {
  const modules = path.join(root, 'node_modules');
  const account = path.join(modules, '.package-lock.json');
  fs.rmSync(fs.existsSync(account) ? account : modules, { recursive: true, force: true });
}

/** Runs npm and gives the lock back. Its words go to stderr: stdout belongs to the command that was asked for. */
async function install(root, lock) {
  const onWindows = process.platform === 'win32';
  let holder = process.pid;
  say('installing packages (once per version; about a minute)…');
  try {
    const options = { cwd: root, stdio: ['ignore', 2, 2], shell: onWindows };
    prepare(root);
    const code = await runChild(onWindows ? 'npm.cmd' : 'npm', npmArguments, options, (pid) => {
      // Should this process be killed, npm goes on: so the lock is held by the one that writes.
      if (lock.pass(holder, pid)) holder = pid;
    });
    if (code !== 0) say('npm failed; the lines above say why. Nothing was started.');
    return code;
  } catch (error) {
    say(`npm could not be started (${error.code || error.message}); it comes with Node. Nothing was started.`);
    return 1;
  } finally {
    lock.release(holder);
  }
}

/**
 * Installs what the lockfile says unless it is there, one process at a time. `isComplete` says whether what the
 * lockfile calls optional, but this machine needs, is there. Resolves to 0, or to the exit code of what went wrong.
 */
async function ensureInstalled(root, { withTools, isComplete }) {
  const isReady = () => isInstalled(root, withTools) && isComplete();
  if (isReady()) return 0;
  const lock = installLock(root);
  const giveUpAt = Date.now() + PATIENCE_MS;
  let told = false;
  while (!lock.take()) {
    if (!told) say('another process is installing packages; waiting for it…');
    told = true;
    if (Date.now() > giveUpAt) {
      say(`waited 15 minutes for process ${lock.owner()}. If nothing is being installed, remove ${lock.folder}.`);
      return 1;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  if (!isReady()) return install(root, lock);
  lock.release(process.pid);
  return 0;
}

module.exports = { ensureInstalled };
