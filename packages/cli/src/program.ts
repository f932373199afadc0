/** The commands and what they share: global options, help, and how a failure is told. */
import { Command, CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { ExitCode, exitCodes, tell } from './refusal.ts';
import type { Environment, Shell } from './shell.ts';
import type { Terminal } from './terminal/terminal.ts';

/** In the order of the help. Loaded only when given, so that a command starts with what it needs and no more. */
const commands: Readonly<Record<string, () => Promise<(shell: Shell) => Command>>> = {
  serve: async () => (await import('./commands/serve.ts')).serveCommand,
  import: async () => (await import('./commands/import.ts')).importCommand,
  data: async () => (await import('./commands/data.ts')).dataCommand,
  strategies: async () => (await import('./commands/strategies.ts')).strategiesCommand,
  backtest: async () => (await import('./commands/backtest.ts')).backtestCommand,
  runs: async () => (await import('./commands/runs.ts')).runsCommand,
  signal: async () => (await import('./commands/signal.ts')).signalCommand,
  jobs: async () => (await import('./commands/jobs.ts')).jobsCommand,
  keys: async () => (await import('./commands/keys.ts')).keysCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
};

interface GlobalOptions {
  readonly dataDir?: string;
  readonly url?: string;
  readonly apiKey?: string;
}

export async function runCommandLine(given: readonly string[], terminal: Terminal, env: Environment): Promise<number> {
  const program = globalProgram(terminal);
  const shell = openShell(terminal, env, () => program.opts<GlobalOptions>());
  try {
    const [first = ''] = given;
    const wanted = Object.hasOwn(commands, first) ? [commands[first]] : Object.values(commands);
    for (const load of wanted) program.addCommand((await load())(shell));
    refuseByThrowing(program);
    await program.parseAsync(given, { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    if (error instanceof ExitCode) return error.code;
    const { lines, exitCode } = tell(error, /^(debug|trace)$/.test(env.TRADEWIND_LOG_LEVEL ?? ''));
    terminal.note(`${terminal.paint('red', 'tradewind:')} ${lines.join('\n')}`);
    return exitCode;
  }
}

function globalProgram({ width }: Terminal): Command {
  return new Command('tradewind')
    .description('Import prices, test strategies on them, and serve the desk. Results you can trust.')
    .version(packageJson.version, '--version', 'print the version')
    .option('--data-dir <folder>', 'folder that holds everything stored (TRADEWIND_DATA_DIR)')
    .option('--url <address>', 'work through the server at this address (TRADEWIND_URL)')
    .option('--api-key <key>', 'for work through a server; better in TRADEWIND_API_KEY, where no process list shows it')
    .configureHelp({ showGlobalOptions: true, helpWidth: Math.min(width, 110) })
    .addHelpText(
      'after',
      '\nExample:\n  $ tradewind import prices.csv --symbol GOOG && tradewind backtest sma-cross --symbol GOOG',
    );
}

/** Instead of ending the process; inherited by hand, because commands that are added do not inherit. */
function refuseByThrowing(command: Command): void {
  command
    .exitOverride()
    .showHelpAfterError(`(tradewind ${command.parent ? `${command.name()} ` : ''}--help says more)`);
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    refuseByThrowing(child);
  }
}

function openShell(terminal: Terminal, env: Environment, options: () => GlobalOptions): Shell {
  const environment = () => {
    const { dataDir, url, apiKey } = options();
    return {
      ...env,
      ...(dataDir === undefined ? {} : { TRADEWIND_DATA_DIR: dataDir }),
      ...(url === undefined ? {} : { TRADEWIND_URL: url }),
      ...(apiKey === undefined ? {} : { TRADEWIND_API_KEY: apiKey }),
    };
  };
  return {
    terminal,
    environment,
    async withDesk(work) {
      const { openDesk } = await import('./desk/open-desk.ts');
      const desk = await openDesk(environment());
      try {
        return await work(desk);
      } finally {
        await desk.close();
      }
    },
  };
}
