/** Every setting, described once: what reads it, what a person is told about it, and the table in docs/settings.md. */
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { Secret } from './secret.ts';

interface Setting<S extends z.ZodType = z.ZodType> {
  readonly variable: `TRADEWIND_${string}`;
  /** Its key in the JSON file that TRADEWIND_CONFIG names. */
  readonly key: string;
  readonly meaning: string;
  /** What a fault says was expected. */
  readonly expected: string;
  readonly schema: S;
  /** The value when nothing is given, as it would stand in the file; undefined = none. */
  readonly standard?: unknown;
  /** How the default is written in the documentation when it depends on the machine. */
  readonly standardShown?: string;
  /** Reads the written form that an environment variable has; what it cannot read stays text and fails the schema. */
  readonly fromText?: (text: string) => unknown;
  readonly isSecret?: true;
}

const setting = <S extends z.ZodType>(description: Setting<S>): Setting<S> => description;

const words: Readonly<Record<string, boolean>> = { on: true, true: true, 1: true, off: false, false: false, 0: false };
const switchFromText = (text: string): unknown => words[text.toLowerCase()] ?? text;
const integerFromText = (text: string): unknown => (/^\d{1,9}$/.test(text) ? Number(text) : text);

export interface RateLimits {
  /** Requests per minute of one caller. */
  readonly perMinute: number;
  /** Attempts to log in per minute from one address; the lockout of accounts comes on top. */
  readonly loginPerMinute: number;
}

const standardLimits: RateLimits = { perMinute: 1200, loginPerMinute: 30 };
const perMinute = z.int().min(1).max(10_000_000);
const rateLimits = z
  .union([z.boolean(), perMinute, z.strictObject({ per_minute: perMinute, login_per_minute: perMinute })])
  .transform((given): RateLimits | null => {
    if (given === false) return null;
    if (given === true) return standardLimits;
    if (typeof given === 'number') return { ...standardLimits, perMinute: given };
    return { perMinute: given.per_minute, loginPerMinute: given.login_per_minute };
  });

function rateLimitsFromText(text: string): unknown {
  const pair = /^(\d{1,8}),\s*(\d{1,8})$/.exec(text);
  if (pair) return { per_minute: Number(pair[1]), login_per_minute: Number(pair[2]) };
  return /^\d/.test(text) ? integerFromText(text) : switchFromText(text);
}

/** An origin as browsers send it: scheme, host and port, nothing behind. `*` is none: cookies would go with it. */
const origin = z.string().refine((text) => URL.canParse(text) && new URL(text).origin === text);

export const settings = {
  host: setting({
    variable: 'TRADEWIND_HOST',
    key: 'host',
    meaning: 'Address to listen on. An address other machines can reach needs `TRADEWIND_TLS_PROXY=on`.',
    expected: 'a host name or an IP address, without scheme and port',
    schema: z.string().regex(/^(?:[A-Za-z0-9_.-]+|[0-9A-Fa-f:.]+(?:%\w+)?)$/),
    standard: '127.0.0.1',
  }),
  port: setting({
    variable: 'TRADEWIND_PORT',
    key: 'port',
    meaning: 'Port to listen on; 0 takes a free one and prints it.',
    expected: 'a whole number from 0 to 65535',
    schema: z.int().min(0).max(65_535),
    standard: 8000,
    fromText: integerFromText,
  }),
  dataDir: setting({
    variable: 'TRADEWIND_DATA_DIR',
    key: 'data_dir',
    meaning:
      'Folder that holds everything stored. Relative to the working directory (in the file: relative to the file), ' +
      'so that each folder you start from is a desk of its own.',
    expected: 'the path of a folder',
    schema: z.string().min(1).max(4096),
    standard: '.tradewind',
  }),
  demo: setting({
    variable: 'TRADEWIND_DEMO',
    key: 'demo',
    meaning: 'Fill an empty workspace with seeded synthetic data, marked as synthetic wherever it shows.',
    expected: 'on or off',
    schema: z.boolean(),
    standard: true,
    fromText: switchFromText,
  }),
  adminToken: setting({
    variable: 'TRADEWIND_ADMIN_TOKEN',
    key: 'admin_token',
    meaning:
      'API key of the first administrator, of your own making (32 random characters are a good choice). A changed ' +
      'value replaces the earlier one at the next start. Without it the first start makes a key and shows it once.',
    expected: '8 to 512 visible ASCII characters without spaces',
    schema: z
      .string()
      .regex(/^[\x21-\x7e]{8,512}$/)
      .transform((text) => new Secret(text)),
    standardShown: 'none',
    isSecret: true,
  }),
  auth: setting({
    variable: 'TRADEWIND_AUTH',
    key: 'auth',
    meaning:
      'Ask for credentials. `off` makes everybody on this machine the administrator and is refused unless the server ' +
      'listens on a loopback address with no proxy in front.',
    expected: 'on or off',
    schema: z.boolean(),
    standard: true,
    fromText: switchFromText,
  }),
  corsOrigins: setting({
    variable: 'TRADEWIND_CORS_ORIGINS',
    key: 'cors_origins',
    meaning: 'Other web origins whose pages may call the API, separated by commas (in the file: a list).',
    expected: 'origins such as https://desk.example.com, separated by commas, without path and without *',
    schema: z.array(origin),
    standard: [],
    standardShown: 'none',
    fromText: (text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
  }),
  behindTlsProxy: setting({
    variable: 'TRADEWIND_TLS_PROXY',
    key: 'tls_proxy',
    meaning:
      'Your word that a proxy in front ends TLS and sets `X-Forwarded-For`. Needed to listen on a non-loopback ' +
      'address; cookies are then sent over HTTPS only.',
    expected: 'on or off',
    schema: z.boolean(),
    standard: false,
    fromText: switchFromText,
  }),
  rateLimits: setting({
    variable: 'TRADEWIND_RATE_LIMITS',
    key: 'rate_limits',
    meaning:
      'Requests per minute and caller, and log-in attempts per minute and address: `off`, `on`, one number or two ' +
      'separated by a comma (in the file also `{"per_minute": …, "login_per_minute": …}`).',
    expected: 'on, off, a positive whole number, or two of them separated by a comma (requests, log-ins per minute)',
    schema: rateLimits,
    standard: true,
    standardShown: `on (${standardLimits.perMinute},${standardLimits.loginPerMinute})`,
    fromText: rateLimitsFromText,
  }),
  logLevel: setting({
    variable: 'TRADEWIND_LOG_LEVEL',
    key: 'log_level',
    meaning: 'Least severe log line that is written: silent, fatal, error, warn, info, debug or trace.',
    expected: 'silent, fatal, error, warn, info, debug or trace',
    schema: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']),
    standard: 'info',
  }),
  workers: setting({
    variable: 'TRADEWIND_WORKERS',
    key: 'workers',
    meaning: 'Worker threads for backtests and other long work.',
    expected: 'a whole number from 1 to 256',
    schema: z.int().min(1).max(256),
    standard: Math.max(1, availableParallelism() - 1),
    standardShown: 'processors − 1, at least 1',
    fromText: integerFromText,
  }),
};

export type SettingName = keyof typeof settings;
export const settingNames = Object.keys(settings) as SettingName[];
export type Values = { readonly [Name in SettingName]: z.output<(typeof settings)[Name]['schema']> };

/** The table in docs/settings.md; a test holds the document to it. */
export function settingsTable(): string {
  const rows = settingNames.map((name) => {
    const { variable, key, meaning, standard, standardShown }: Setting = settings[name];
    const shown = standardShown ?? (typeof standard === 'boolean' ? (standard ? 'on' : 'off') : `\`${standard}\``);
    return `| \`${variable}\` | \`${key}\` | ${meaning} | ${shown} |`;
  });
  return ['| variable | key in the file | meaning | default |', '|---|---|---|---|', ...rows].join('\n');
}

export type { Setting };
