import { spawn } from 'node:child_process';

export interface CommandEnd {
  readonly code: number;
  readonly output: string;
}

export interface CommandOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Ends the command when it hangs. */
  readonly timeoutMs: number;
  /** Also shows the output while it comes. */
  readonly isShown: boolean;
}

/** Runs a command to its end and keeps what it says. Signals to this process end the command first. */
export function runCommand(file: string, args: readonly string[], options: CommandOptions): Promise<CommandEnd> {
  return new Promise((done, fail) => {
    const child = spawn(file, args, { cwd: options.cwd, env: options.env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (options.isShown) process.stdout.write(text);
      });
    }
    const stop = (signal: NodeJS.Signals) => child.kill(signal);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    for (const signal of signals) process.on(signal, stop);
    const timer = setTimeout(() => {
      output += `\nended after ${options.timeoutMs / 1000} s without an answer\n`;
      child.kill('SIGKILL');
    }, options.timeoutMs);
    const settle = () => {
      clearTimeout(timer);
      for (const signal of signals) process.off(signal, stop);
    };
    child.once('error', (error) => {
      settle();
      fail(error);
    });
    child.once('close', (code) => {
      settle();
      done({ code: code ?? 1, output });
    });
  });
}
