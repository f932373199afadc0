'use strict';
const { spawn } = require('node:child_process');
const { constants } = require('node:os');

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a command to its end and resolves to its exit code (128 + n when signal n ended it). Signals sent to this
 * process reach the child, and this process stays until the child has stopped: nothing is orphaned.
 */
function runChild(command, args, options, onStart) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, options);
    const forward = FORWARDED.map((signal) => [signal, () => child.kill(signal)]);
    const settle = (done, value) => {
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
