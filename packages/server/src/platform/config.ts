/**
 * The settings of this process, read once. The environment wins over the file that TRADEWIND_CONFIG names; faults are
 * collected and told all at once, each with the place that holds it, what was expected and what was found.
 */
import { readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { dirname, resolve } from 'node:path';
import type { Secret } from './secret.ts';
import { type RateLimits, type Setting, type SettingName, settingNames, settings, type Values } from './settings.ts';

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Absolute. */
  readonly dataDir: string;
  readonly demo: boolean;
  readonly adminToken: Secret | null;
  readonly auth: boolean;
  readonly corsOrigins: readonly string[];
  readonly behindTlsProxy: boolean;
  /** Null = off. */
  readonly rateLimits: RateLimits | null;
  readonly logLevel: Values['logLevel'];
  readonly workers: number;
  /** What a person should be told at start although it is no fault. */
  readonly warnings: readonly string[];
}

export interface SettingFault {
  /** The variable, or the key with its file. */
  readonly setting: string;
  readonly expected: string;
  readonly found: string;
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly SettingFault[];

  constructor(faults: readonly SettingFault[]) {
    const lines = faults.map(({ setting, expected, found }) => `  ${setting}: expected ${expected}; found ${found}`);
    super(`the settings cannot be used:\n${lines.join('\n')}`);
    this.faults = faults;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

interface Given {
  /** Where the value stands, for messages. */
  readonly place: string;
  readonly value: unknown;
  /** Relative paths start here. */
  readonly folder: string;
}

/** Variables with this prefix that are no settings of the server: the launcher's and the command line's. */
const otherVariables = new Set(['TRADEWIND_CONFIG', 'TRADEWIND_ROOT', 'TRADEWIND_URL', 'TRADEWIND_API_KEY']);

export function loadConfig(env: Environment, options: { readonly cwd?: string } = {}): Config {
  const cwd = options.cwd ?? process.cwd();
  const faults: SettingFault[] = [];
  const given = new Map<SettingName, Given>();
  const warnings = [...readFile(env.TRADEWIND_CONFIG, cwd, given, faults), ...readEnvironment(env, cwd, given)];

  const values: Partial<Record<SettingName, unknown>> = {};
  for (const name of settingNames) {
    const { schema, standard, expected, fromText, isSecret }: Setting = settings[name];
    const source = given.get(name);
    const raw = source === undefined ? standard : source.value;
    if (raw === undefined) continue;
    const parsed = schema.safeParse(typeof raw === 'string' && fromText ? fromText(raw) : raw);
    if (parsed.success) values[name] = parsed.data;
    else
      faults.push({ setting: placeOf(name, given), expected, found: isSecret ? 'a value not shown here' : show(raw) });
  }
  const config = values as Partial<Values>;
  faults.push(...contradictions(config, given));
  if (faults.length > 0) throw new ConfigError(faults);

  const complete = config as Values;
  return {
    ...complete,
    adminToken: complete.adminToken ?? null,
    dataDir: resolve(given.get('dataDir')?.folder ?? cwd, complete.dataDir),
    warnings,
  };
}

/** Whether only this machine can reach the address. */
export function isLoopback(host: string): boolean {
  const address = host.replace(/^::ffff:/i, '');
  return host === 'localhost' || host === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
}

/** Settings that are good alone and refused together. */
function contradictions(
  { host, auth, behindTlsProxy }: Partial<Values>,
  given: Map<SettingName, Given>,
): SettingFault[] {
  if (host === undefined || auth === undefined || behindTlsProxy === undefined) return [];
  const faults: SettingFault[] = [];
  if (!isLoopback(host) && !behindTlsProxy) {
    faults.push({
      setting: placeOf('host', given),
      expected:
        'a loopback address (127.0.0.1, ::1, localhost), or TRADEWIND_TLS_PROXY=on to say that a proxy ends TLS',
      found: show(host),
    });
  }
  if (!auth && (!isLoopback(host) || behindTlsProxy)) {
    faults.push({
      setting: placeOf('auth', given),
      expected:
        'on, because others can reach this server (off needs a loopback TRADEWIND_HOST and TRADEWIND_TLS_PROXY=off)',
      found: 'off',
    });
  }
  return faults;
}

function readEnvironment(env: Environment, cwd: string, given: Map<SettingName, Given>): string[] {
  const known = new Set(otherVariables);
  for (const name of settingNames) {
    const { variable } = settings[name];
    known.add(variable);
    // An empty variable is how compose files and shells say "not set".
    if (env[variable]) given.set(name, { place: variable, value: env[variable], folder: cwd });
  }
  return Object.keys(env)
    .filter((name) => name.startsWith('TRADEWIND_') && !known.has(name))
    .sort()
    .map((name) => `${name} is not a setting of this server; see docs/settings.md`);
}

function readFile(
  named: string | undefined,
  cwd: string,
  given: Map<SettingName, Given>,
  faults: SettingFault[],
): string[] {
  if (!named) return [];
  const file = resolve(cwd, named);
  const content = readObject(file);
  if (typeof content === 'string') {
    faults.push({ setting: 'TRADEWIND_CONFIG', expected: 'a readable file with one JSON object', found: content });
    return [];
  }
  for (const [key, value] of Object.entries(content)) {
    const name = settingNames.find((candidate) => settings[candidate].key === key);
    if (name) given.set(name, { place: `"${key}" in ${file}`, value, folder: dirname(file) });
    else {
      const keys = settingNames.map((each) => settings[each].key).join(', ');
      faults.push({ setting: `"${key}" in ${file}`, expected: `one of ${keys}`, found: 'a key of another name' });
    }
  }
  const isOpenToOthers = process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0;
  return 'admin_token' in content && isOpenToOthers
    ? [`${file} holds an admin token and others on this machine can read it; chmod 600 would help`]
    : [];
}

/** The file's object, or in words why there is none. */
function readObject(file: string): Record<string, unknown> | string {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) {
      return content as Record<string, unknown>;
    }
    return `${file}, whose content is ${Array.isArray(content) ? 'a list' : content === null ? 'null' : `a ${typeof content}`}`;
  } catch (error) {
    // A JSON error quotes the text around it, which may be the admin token: say only that it is no JSON.
    if (error instanceof SyntaxError) return `${file}, which is not JSON`;
    return `${file}: ${(error as NodeJS.ErrnoException).code ?? 'unreadable'}`;
  }
}

function placeOf(name: SettingName, given: Map<SettingName, Given>): string {
  return given.get(name)?.place ?? settings[name].variable;
}

function show(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
