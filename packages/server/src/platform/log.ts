/**
 * Structured logs: one JSON object per line, or coloured text for a person at a terminal. Secrets never reach the
 * output: fields whose name says so are blanked wherever they sit, and whatever looks like a key, a bearer token or a
 * ticket is cut out of the finished line, also when it hides in a message or an address.
 */
import type { Writable } from 'node:stream';
import { type Logger, pino } from 'pino';
import { prettyLine } from './log-pretty.ts';

export type Log = Logger;
export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

export interface LogOptions {
  readonly level: LogLevel;
  /** Text for a person instead of JSON; the caller decides (a terminal, and not a CI run). */
  readonly pretty?: boolean;
  /** Where lines go; standard output unless a test wants to read them. */
  readonly destination?: Writable;
}

const hidden = '[redacted]';
const secretName = /pass(word|phrase)|secret|token|authorization|cookie|csrf|api_?key|ticket|credential/i;
const secretText = [
  /\btw_[\w-]{8,}/g,
  /(?<=\bBearer )[^\s"\\]+/gi,
  /(?<=\bticket[=.])[^\s"&\\]+/gi,
  /(?<=\btradewind_session=)[^\s";\\]+/gi,
];

export function createLog(options: LogOptions): Log {
  const destination = options.destination ?? process.stdout;
  return pino(
    {
      level: options.level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => withoutSecrets(fields, 0) as Record<string, unknown>,
      },
      serializers: { err: pino.stdSerializers.err },
      hooks: {
        streamWrite: (line) => {
          const clean = cutSecrets(line);
          return options.pretty ? prettyLine(clean) : clean;
        },
      },
    },
    destination,
  );
}

const deepest = 6;

function withoutSecrets(value: unknown, depth: number): unknown {
  if (value === null || typeof value !== 'object' || depth > deepest) return value;
  // Errors keep their class: pino's own serializer reads message, stack and cause from them.
  if (value instanceof Error) return depth === 0 ? { err: value } : value;
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, depth + 1));
  if (Object.getPrototypeOf(value) !== Object.prototype && Object.getPrototypeOf(value) !== null) return value;
  const clean: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value)) {
    clean[name] = secretName.test(name) && isTelling(field) ? hidden : withoutSecrets(field, depth + 1);
  }
  return clean;
}

/** Counts and flags beside a telling name (`tokens: 3`, `ticket: true`) betray nothing and help to find faults. */
const isTelling = (field: unknown) => typeof field === 'string' || (typeof field === 'object' && field !== null);

function cutSecrets(line: string): string {
  let clean = line;
  for (const pattern of secretText) clean = clean.replace(pattern, hidden);
  return clean;
}
