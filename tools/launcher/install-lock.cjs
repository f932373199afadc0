'use strict';
const fs = require('node:fs');
const path = require('node:path');

/**
 * One installation at a time. The lock is a folder holding one file named after the process that installs. It appears
 * by renaming a prepared folder into place, and it changes hands by renaming that file: of several who find its owner
 * dead, only one can.
 */
function installLock(root) {
  const folder = path.join(root, '.installing');
  const held = (pid) => path.join(folder, String(pid));

  function owner() {
    try {
      return Number(fs.readdirSync(folder)[0]) || null;
    } catch {
      return null;
    }
  }

  /** Hands the lock from one process to another; false when `from` does not hold it. */
  function pass(from, to) {
    try {
      fs.renameSync(held(from), held(to));
      return true;
    } catch {
      return false;
    }
  }

  /** Whether this process has the lock now: it was free, or its owner had died. */
  function take() {
    const prepared = fs.mkdtempSync(`${folder}-`);
    fs.writeFileSync(path.join(prepared, String(process.pid)), '');
    try {
      fs.renameSync(prepared, folder);
      return true;
    } catch {
      fs.rmSync(prepared, { recursive: true, force: true });
    }
    const holder = owner();
    if (holder === null) removeIfEmpty();
    return holder !== null && !isAlive(holder) && pass(holder, process.pid);
  }

  function release(holder) {
    // When another process found the holder gone and took over, the file is no longer there and the folder stays.
    fs.rmSync(held(holder), { force: true });
    removeIfEmpty();
  }

  function removeIfEmpty() {
    try {
      fs.rmdirSync(folder);
    } catch {
      // Somebody holds it, or it is gone already.
    }
  }

  return { folder, owner, pass, take, release };
}

function isAlive(pid) {
  // A lock in our own name that we did not take is from an earlier process with the same number (a container restart).
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

module.exports = { installLock };
