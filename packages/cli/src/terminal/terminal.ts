/** Where a command writes: results on standard output, everything about the work on standard error. */
import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

export interface Terminal {
  /** Columns to write within. */
  readonly width: number;
  /** A person is watching: progress may be drawn and redrawn on standard error. */
  readonly isWatched: boolean;
  /** A result: one line, or several. */
  print(text: string): void;
  /** A word on the side, out of the way of whoever reads the result. */
  note(text: string): void;
  paint(style: Style, text: string): string;
}

const widthOfFiles = 100;
const narrowest = 40;

interface Stream extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

export function openTerminal(output: Stream, errors: Stream, env: Environment): Terminal {
  // Whoever reads may stop reading (`tradewind runs | head -1`): that is no fault.
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const hasColour = hasColours(output, env);
  return {
    width: Math.max(narrowest, output.columns ?? widthOfFiles),
    isWatched: errors.isTTY === true && env.CI === undefined && env.TERM !== 'dumb',
    print: (text) => void output.write(`${text}\n`),
    note: (text) => void errors.write(`${text}\n`),
    paint: (style, text) => (hasColour ? styleText(style, text, { validateStream: false }) : text),
  };
}

/** https://no-color.org: set and not empty means none. */
function hasColours(output: Stream, env: Environment): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0';
  return output.isTTY === true && env.TERM !== 'dumb';
}
