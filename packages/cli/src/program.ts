/** The commands and what they share: global options, help, and how a failure is told. */
import { Command, CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { ExitCode, exitCodes, tell } from './refusal.ts';
import type { Environment, Shell } from './shell.ts';
import type { Terminal } from './terminal/terminal.ts';

type Define = (command: Command, shell: Shell) => void;

interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** The arguments, options and action; loaded only when the command is given. */
  readonly load: () => Promise<Define>;
}

/** In the order of the help. */
const entries: readonly CommandEntry[] = [
  {
    name: 'serve',
    summary: 'Start the server: REST, WebSocket and documentation on one address',
    load: async () => (await import('./commands/serve.ts')).defineServe,
  },
  {
    name: 'import',
    summary: 'Import bars from a CSV file (plain or gzip); importing it again changes nothing',
    load: async () => (await import('./commands/import.ts')).defineImport,
  },
  {
    name: 'data',
    summary: 'Show, score, adjust and take away the market data stored',
    load: async () => (await import('./commands/data.ts')).defineData,
  },
  {
    name: 'strategies',
    summary: 'List the strategies, or show one with its parameters',
    load: async () => (await import('./commands/strategies.ts')).defineStrategies,
  },
  {
    name: 'params',
    summary: 'Show, change and restore the parameters of a strategy',
    load: async () => (await import('./commands/params.ts')).defineParams,
  },
  {
    name: 'backtest',
    summary: 'Run a strategy on stored bars: metrics, equity, cost stress, trades',
    load: async () => (await import('./commands/backtest.ts')).defineBacktest,
  },
  {
    name: 'portfolio',
    summary: 'Run several strategies on one account: attribution, correlation',
    load: async () => (await import('./commands/portfolio.ts')).definePortfolio,
  },
  {
    name: 'compare',
    summary: 'Set the latest results of strategies side by side',
    load: async () => (await import('./commands/compare.ts')).defineCompare,
  },
  {
    name: 'verify',
    summary: 'Make a stored run again and compare it to the bit',
    load: async () => (await import('./commands/verify.ts')).defineVerify,
  },
  {
    name: 'lookahead',
    summary: 'Prove that a stored run used no bar before it had come',
    load: async () => (await import('./commands/lookahead.ts')).defineLookahead,
  },
  {
    name: 'runs',
    summary: 'List stored backtests, or show one',
    load: async () => (await import('./commands/runs.ts')).defineRuns,
  },
  {
    name: 'signal',
    summary: 'Show what a strategy wants now and wanted before, or what all of them want',
    load: async () => (await import('./commands/signal.ts')).defineSignal,
  },
  {
    name: 'jobs',
    summary: 'Show and cancel long work',
    load: async () => (await import('./commands/jobs.ts')).defineJobs,
  },
  {
    name: 'keys',
    summary: 'List, make and revoke API keys',
    load: async () => (await import('./commands/keys.ts')).defineKeys,
  },
  {
    name: 'doctor',
    summary: 'Check Node, settings, disk, databases and port, and say what is stored',
    load: async () => (await import('./commands/doctor.ts')).defineDoctor,
  },
];

interface GlobalOptions {
  readonly dataDir?: string;
  readonly url?: string;
  readonly apiKey?: string;
}

export async function runCommandLine(given: readonly string[], terminal: Terminal, env: Environment): Promise<number> {
  const program = globalProgram(terminal);
  const shell = openShell(terminal, env, () => program.opts<GlobalOptions>());
  try {
    for (const { name, summary, load } of entries) {
      const command = program.command(name).description(summary);
      if (given.includes(name)) (await load())(command, shell);
    }
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
  return (
    new Command('tradewind')
      .description('Import prices, test strategies on them, and serve the desk. Results you can trust.')
      .version(packageJson.version, '--version', 'print the version')
      .option('--data-dir <folder>', 'folder that holds everything stored (TRADEWIND_DATA_DIR)')
      .option('--url <address>', 'work through the server at this address (TRADEWIND_URL)')
      .option(
        '--api-key <key>',
        'for work through a server; better in TRADEWIND_API_KEY, where no process list shows it',
      )
      // Subcommands take these two over: a fault is thrown, not ended with, and help is where it was missed.
      .exitOverride()
      .showHelpAfterError('(--help says more)')
      .configureHelp({ showGlobalOptions: true, helpWidth: Math.min(width, 110) })
      .addHelpText(
        'after',
        '\nExample:\n  $ tradewind import prices.csv --symbol GOOG && tradewind backtest sma-cross --symbol GOOG',
      )
  );
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
