/** What every command has at hand. */
import type { Desk } from './desk/desk.ts';
import type { Terminal } from './terminal/terminal.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Shell {
  readonly terminal: Terminal;
  /** The environment with what the global options override. */
  environment(): Environment;
  /** Opens the desk, lets `work` use it and closes it again. */
  withDesk<Result>(work: (desk: Desk) => Promise<Result>): Promise<Result>;
}
