/** `tradewind serve`: the server, until it is told to stop. */
import type { RunningServer } from '@tradewind/server/main.ts';
import { type Config, createLog, loadConfig } from '@tradewind/server/process.ts';
import type { Command } from 'commander';
import { onceFree } from '../desk/once-free.ts';
import { exitCodes, Refusal } from '../refusal.ts';
import type { Environment, Shell } from '../shell.ts';
import { loginBox } from '../terminal/login-box.ts';
import type { Terminal } from '../terminal/terminal.ts';

interface ServeOptions {
  readonly host?: string;
  readonly port?: string;
  readonly demo?: boolean;
}

/** A supervisor that sends SIGTERM counts on the process being gone soon after. */
const stopWithinMs = 4_500;

export function defineServe(command: Command, shell: Shell): void {
  command
    .option('--host <address>', 'address to listen on (TRADEWIND_HOST, default: 127.0.0.1)')
    .option('--port <port>', 'port to listen on; 0 takes a free one (TRADEWIND_PORT, default: 8000)')
    .option('--demo', 'fill an empty workspace with synthetic data (TRADEWIND_DEMO, default: on)')
    .option('--no-demo', 'leave an empty workspace empty')
    .addHelpText('after', '\nExample:\n  $ tradewind serve --port 0')
    .action((options: ServeOptions) => serve(shell.terminal, withOptions(shell.environment(), options)));
}

/** Options are settings too: they are read, checked and complained about as one. */
function withOptions(env: Environment, { host, port, demo }: ServeOptions): Environment {
  return {
    ...env,
    ...(host === undefined ? {} : { TRADEWIND_HOST: host }),
    ...(port === undefined ? {} : { TRADEWIND_PORT: port }),
    ...(demo === undefined ? {} : { TRADEWIND_DEMO: demo ? 'on' : 'off' }),
  };
}

async function serve(terminal: Terminal, env: Environment): Promise<void> {
  const config = loadConfig(env);
  for (const warning of config.warnings) terminal.note(terminal.paint('yellow', warning));
  // Results go to standard output, here the address and the login; the log of the server stands beside them.
  const log = createLog({ level: config.logLevel, destination: process.stderr, pretty: process.stderr.isTTY === true });
  const told = stopSignal();
  const server = await start(terminal, config, log);
  announce(terminal, server);
  await told.stop;
  terminal.note('Stopping …');
  setTimeout(() => {
    terminal.note('The server did not stop in time; what was acknowledged is stored, the rest ends here.');
    process.exit(exitCodes.refused);
  }, stopWithinMs).unref();
  await server.close();
  told.forget();
}

async function start(terminal: Terminal, config: Config, log: ReturnType<typeof createLog>): Promise<RunningServer> {
  const { startServer } = await import('@tradewind/server/main.ts');
  try {
    return await onceFree(() => startServer(config, log, (made) => terminal.print(loginBox(terminal, made))));
  } catch (error) {
    throw refusalToListen(error as NodeJS.ErrnoException, config);
  }
}

function refusalToListen(error: NodeJS.ErrnoException, { host, port }: Config): Error {
  const instead = 'choose another with TRADEWIND_PORT or --port (0 takes a free one)';
  if (error.code === 'EADDRINUSE')
    return new Refusal(`Port ${port} on ${host} is in use by another program; ${instead}.`);
  if (error.code === 'EACCES') return new Refusal(`Port ${port} on ${host} may not be used by this user; ${instead}.`);
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new Refusal(`${host} is no address of this machine; choose one of its own with TRADEWIND_HOST or --host.`);
  }
  return error;
}

function announce(terminal: Terminal, { url, rooms }: RunningServer): void {
  terminal.print(`Tradewind serves ${terminal.paint('bold', url)}  (documentation: ${url}/docs)`);
  terminal.print(`Data directory: ${rooms.config.dataDir}`);
  const isSynthetic = rooms.marketData.list().some(({ synthetic }) => synthetic);
  if (isSynthetic) {
    terminal.print(
      terminal.paint('yellow', 'Demo workspace: its data are synthetic and say nothing about real markets.'),
    );
  }
  if (!rooms.config.auth) {
    terminal.print(terminal.paint('yellow', 'Authentication is off: everybody on this machine is the administrator.'));
  }
  terminal.print('Ctrl-C stops it.');
}

/** A terminal and a launcher both pass on one Ctrl-C: what comes this soon is the same wish. */
const sameWishMs = 1_000;

/** The first signal asks to stop; a later one does not wait for it. */
function stopSignal(): { readonly stop: Promise<void>; forget(): void } {
  const { promise: stop, resolve } = Promise.withResolvers<void>();
  let askedAt: number | null = null;
  const ask = () => {
    if (askedAt !== null && performance.now() - askedAt > sameWishMs) process.exit(exitCodes.interrupted);
    askedAt ??= performance.now();
    resolve();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, ask);
  return {
    stop,
    forget: () => {
      for (const signal of signals) process.off(signal, ask);
    },
  };
}
