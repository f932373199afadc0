import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { ConfigError, isLoopback, loadConfig, type SettingFault } from './config.ts';
import { settingsTable } from './settings.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function fileWith(content: unknown, mode = 0o600): { folder: string; file: string } {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-'));
  folders.push(folder);
  const file = join(folder, 'tradewind.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  chmodSync(file, mode);
  return { folder, file };
}

function faultsOf(env: Record<string, string>): readonly SettingFault[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('settings', () => {
  it('have safe defaults when nothing is given', () => {
    const config = loadConfig({}, { cwd: '/desk' });
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 8000,
      dataDir: '/desk/.tradewind',
      demo: true,
      adminToken: null,
      auth: true,
      corsOrigins: [],
      behindTlsProxy: false,
      rateLimits: { perMinute: 1200, loginPerMinute: 30 },
      logLevel: 'info',
      warnings: [],
    });
    expect(config.workers).toBeGreaterThanOrEqual(1);
  });

  it('are read from the environment', () => {
    const config = loadConfig(
      {
        TRADEWIND_HOST: '::1',
        TRADEWIND_PORT: '0',
        TRADEWIND_DATA_DIR: 'data',
        TRADEWIND_DEMO: 'off',
        TRADEWIND_ADMIN_TOKEN: 'tw_my-own-token',
        TRADEWIND_AUTH: 'on',
        TRADEWIND_CORS_ORIGINS: 'https://desk.example.com, http://localhost:5173',
        TRADEWIND_TLS_PROXY: 'on',
        TRADEWIND_RATE_LIMITS: '600,5',
        TRADEWIND_LOG_LEVEL: 'debug',
        TRADEWIND_WORKERS: '3',
      },
      { cwd: '/desk' },
    );
    expect(config).toMatchObject({
      host: '::1',
      port: 0,
      dataDir: '/desk/data',
      demo: false,
      corsOrigins: ['https://desk.example.com', 'http://localhost:5173'],
      behindTlsProxy: true,
      rateLimits: { perMinute: 600, loginPerMinute: 5 },
      logLevel: 'debug',
      workers: 3,
    });
    expect(config.adminToken?.reveal()).toBe('tw_my-own-token');
  });

  it('take an empty variable as not set', () => {
    expect(loadConfig({ TRADEWIND_PORT: '', TRADEWIND_ADMIN_TOKEN: '' })).toMatchObject({
      port: 8000,
      adminToken: null,
    });
  });

  it.each([
    ['off', null],
    ['on', { perMinute: 1200, loginPerMinute: 30 }],
    ['90', { perMinute: 90, loginPerMinute: 30 }],
    ['90, 4', { perMinute: 90, loginPerMinute: 4 }],
  ])('read the rate limits "%s"', (text, limits) => {
    expect(loadConfig({ TRADEWIND_RATE_LIMITS: text }).rateLimits).toEqual(limits);
  });

  it('come from the file, with paths relative to it, and the environment wins', () => {
    const { folder, file } = fileWith({ port: 9001, demo: false, data_dir: 'store', log_level: 'warn' });
    const config = loadConfig({ TRADEWIND_CONFIG: file, TRADEWIND_PORT: '9002' }, { cwd: '/elsewhere' });
    expect(config).toMatchObject({ port: 9002, demo: false, dataDir: join(folder, 'store'), logLevel: 'warn' });
  });

  it('warn of a variable that looks like a setting and is none', () => {
    expect(loadConfig({ TRADEWIND_PROT: '9000', TRADEWIND_ROOT: '/x' }).warnings).toEqual([
      'TRADEWIND_PROT is not a setting of this server; see docs/settings.md',
    ]);
  });

  it.skipIf(process.platform === 'win32')('warn of a file with a token that others can read', () => {
    const open = fileWith({ admin_token: 'long-enough-token' }, 0o644);
    expect(loadConfig({ TRADEWIND_CONFIG: open.file }).warnings).toHaveLength(1);
    const closed = fileWith({ admin_token: 'long-enough-token' });
    expect(loadConfig({ TRADEWIND_CONFIG: closed.file }).warnings).toEqual([]);
  });
});

describe('faulty settings', () => {
  it('are told all at once, each with its variable, what was expected and what was found', () => {
    const env = {
      TRADEWIND_PORT: '80000',
      TRADEWIND_DEMO: 'maybe',
      TRADEWIND_WORKERS: '0',
      TRADEWIND_LOG_LEVEL: 'loud',
      TRADEWIND_CORS_ORIGINS: '*',
      TRADEWIND_RATE_LIMITS: '0',
    };
    expect(faultsOf(env)).toEqual([
      { setting: 'TRADEWIND_PORT', expected: 'a whole number from 0 to 65535', found: '"80000"' },
      { setting: 'TRADEWIND_DEMO', expected: 'on or off', found: '"maybe"' },
      { setting: 'TRADEWIND_CORS_ORIGINS', expected: expect.stringContaining('without *'), found: '"*"' },
      { setting: 'TRADEWIND_RATE_LIMITS', expected: expect.stringContaining('positive'), found: '"0"' },
      { setting: 'TRADEWIND_LOG_LEVEL', expected: expect.stringContaining('silent'), found: '"loud"' },
      { setting: 'TRADEWIND_WORKERS', expected: 'a whole number from 1 to 256', found: '"0"' },
    ]);
    expect(() => loadConfig(env)).toThrow(/TRADEWIND_PORT: expected a whole number.*\n.*TRADEWIND_DEMO/);
  });

  it('name the key and the file they stand in, and every unknown key', () => {
    const { file } = fileWith({ port: '8k', prot: 1 });
    expect(faultsOf({ TRADEWIND_CONFIG: file })).toEqual([
      { setting: `"prot" in ${file}`, expected: expect.stringContaining('host, port'), found: 'a key of another name' },
      { setting: `"port" in ${file}`, expected: 'a whole number from 0 to 65535', found: '"8k"' },
    ]);
  });

  it.each([
    ['[1]', 'a list'],
    ['null', 'null'],
    ['{"admin_token": "hunter2hunter2" oops', 'not JSON'],
  ])('refuse the file %s', (content, found) => {
    const { file } = fileWith(content);
    const faults = faultsOf({ TRADEWIND_CONFIG: file });
    expect(faults).toEqual([
      { setting: 'TRADEWIND_CONFIG', expected: expect.any(String), found: expect.stringContaining(found) },
    ]);
    expect(JSON.stringify(faults)).not.toContain('hunter2');
  });

  it('refuse a file that is not there', () => {
    expect(faultsOf({ TRADEWIND_CONFIG: '/nowhere/tradewind.json' })[0].found).toContain('ENOENT');
  });

  it('never show the secret, neither in a fault nor in a printed configuration', () => {
    expect(JSON.stringify(faultsOf({ TRADEWIND_ADMIN_TOKEN: 'hunter2' }))).not.toContain('hunter2');
    const config = loadConfig({ TRADEWIND_ADMIN_TOKEN: 'hunter2hunter2' });
    expect(`${JSON.stringify(config)} ${inspect(config, { depth: 9 })} ${config.adminToken}`).not.toContain('hunter2');
  });
});

describe('who can reach the server', () => {
  it.each(['0.0.0.0', '192.168.1.5', '::', 'desk.example.com'])('%s is refused without a TLS proxy', (host) => {
    expect(faultsOf({ TRADEWIND_HOST: host })).toEqual([
      { setting: 'TRADEWIND_HOST', expected: expect.stringContaining('TRADEWIND_TLS_PROXY=on'), found: `"${host}"` },
    ]);
    expect(loadConfig({ TRADEWIND_HOST: host, TRADEWIND_TLS_PROXY: 'on' }).host).toBe(host);
  });

  it('authentication can be switched off on loopback only, and not behind a proxy', () => {
    expect(loadConfig({ TRADEWIND_AUTH: 'off' }).auth).toBe(false);
    expect(faultsOf({ TRADEWIND_AUTH: 'off', TRADEWIND_TLS_PROXY: 'on' })).toHaveLength(1);
    expect(faultsOf({ TRADEWIND_AUTH: 'off', TRADEWIND_HOST: '0.0.0.0' }).map((fault) => fault.setting)).toEqual([
      'TRADEWIND_HOST',
      'TRADEWIND_AUTH',
    ]);
  });

  it('loopback is 127.0.0.0/8, ::1 and localhost, and nothing that only looks like it', () => {
    expect(
      ['127.0.0.1', '127.9.9.9', '::1', 'localhost', '::ffff:127.0.0.1'].filter((host) => !isLoopback(host)),
    ).toEqual([]);
    expect(['127.example.com', '127.0.0.1.example.com', '0.0.0.0', '10.0.0.1', '::'].filter(isLoopback)).toEqual([]);
  });
});

describe('docs/settings.md', () => {
  it('holds the table of the settings as they are', () => {
    const document = readFileSync(new URL('../../../../docs/settings.md', import.meta.url), 'utf8');
    expect(document).toContain(settingsTable());
  });
});
