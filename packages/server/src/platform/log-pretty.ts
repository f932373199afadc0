/** One JSON log line as text for a terminal: time, level, message, then the remaining fields as `name=value`. */
import { styleText } from 'node:util';

const colours = {
  fatal: 'red',
  error: 'red',
  warn: 'yellow',
  info: 'green',
  debug: 'blue',
  trace: 'gray',
} as const;

export function prettyLine(line: string): string {
  const { level, time, msg, err, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const colour = colours[level as keyof typeof colours] ?? 'white';
  const head = `${styleText('gray', String(time).slice(11, 23))} ${styleText(colour, String(level).padEnd(5))} ${msg ?? ''}`;
  const rest = Object.entries(fields).map(([name, value]) => ` ${styleText('gray', `${name}=`)}${shown(value)}`);
  const stack = (err as { stack?: unknown } | undefined)?.stack;
  return `${head}${rest.join('')}\n${stack === undefined ? '' : `${stack}\n`}`;
}

const shown = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
