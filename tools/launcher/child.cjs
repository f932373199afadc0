'use strict';
const { spawn } = require('node:child_process');
const { constants } = require('node:os');

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const PARENT_WATCH_MS = 250;

/**
 * npm starts scripts through a shell and signals only that shell, which dies without a word to us. So below npm the
 * loss of the parent counts as SIGTERM. Started by hand we may outlive our shell: that is what `&` and nohup mean.
 */
function watchNpm(onLost) {
  if (!process.env.npm_lifecycle_event) return () => {};
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid !== parent) onLost();
  }, PARENT_WATCH_MS);
  return () => clearInterval(timer);
}

/**
 * Runs a command to its end and resolves to its exit code (128 + n when signal n ended it). Signals sent to this
 * process reach the child, and this process stays until the child has stopped: nothing is orphaned.
 */
function runChild(command, args, options, onStart) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, options);
    const forward = FORWARDED.map((signal) => [signal, () => child.kill(signal)]);
    const stopWatching = watchNpm(() => {
      stopWatching();
      child.kill('SIGTERM');
    });
    const settle = (done, value) => {
      stopWatching();
      for (const [signal, listener] of forward) process.removeListener(signal, listener);
      done(value);
    };
    for (const [signal, listener] of forward) process.on(signal, listener);
    child.once('spawn', () => onStart?.(child.pid));
    child.once('error', (error) => settle(reject, error));
    child.once('exit', (code, signal) => settle(resolve, signal ? 128 + constants.signals[signal] : code));
  });
}

module.exports = { runChild };
