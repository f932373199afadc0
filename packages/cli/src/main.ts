/**
 * Read me first. The command line: environment and streams in, an exit code out. 0 = done, 1 = refused, 2 = used wrongly.
 * Everything else is loaded after the compile cache is on, and a command's own code only when that command is given.
 */
import { enableCompileCache } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Named in the environment, because worker threads (the writers, the jobs) read it from there and start in half the time.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'node-compile-cache');
enableCompileCache();
const { openTerminal } = await import('./terminal/terminal.ts');
const { runCommandLine } = await import('./program.ts');

const terminal = openTerminal(process.stdout, process.stderr, process.env);
process.exitCode = await runCommandLine(process.argv.slice(2), terminal, process.env);
