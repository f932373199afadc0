/** The main job by command line, in place and through a server: the same words, the same figures, the same JSON. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { acquireDataDirectory } from '@tradewind/server/platform/storage/lock.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasSharedData, sharedData, sharedRows } from '../shared-data.ts';
import { CliDesk, waves } from './cli-desk.ts';

const minute = 60_000;
const adminKey = { TRADEWIND_API_KEY: 'the-key-of-these-journeys' };

let desk: CliDesk;
beforeEach(() => {
  desk = new CliDesk({ TRADEWIND_ADMIN_TOKEN: adminKey.TRADEWIND_API_KEY });
});
afterEach(() => desk.close());

const importWaves = () =>
  desk.run(['import', desk.file('waves.csv', waves(400)), '--symbol', 'WAVE', '--currency', 'USD']);

describe.skipIf(!hasSharedData)('from a file of real prices to the published result', () => {
  const published = ['backtest', 'sma-cross', '--symbol', 'GOOG', '--capital', '10000', '--fee-bps', '0'];
  const costs = ['--slippage-bps', '0', '--spread-bps', '20', '--sizing', 'fill', '--lots', 'whole'];

  it('by two commands, and the trades by a third', { timeout: minute }, async () => {
    const imported = await desk.run([
      'import',
      sharedData('backtests/goog_daily.csv'),
      '--symbol',
      'GOOG',
      '--currency',
      'USD',
    ]);
    expect(imported).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/GOOG +1d +2,148 +2004-08-20 +2013-03-02/),
    });

    const { code, out, err } = await desk.run([...published, ...costs]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const line of [
      /^10,000\.00 USD → 68,935\.12 USD$/m,
      /^[▁▂▃▄▅▆▇█]{80}$/m,
      /^Final equity +68,935\.12 USD$/m,
      /^Total trades +93$/m,
      /^Win rate +53\.76 %$/m,
      /^Best trade +57\.12 %$/m,
      /^Worst trade +-16\.63 %$/m,
      /^Max drawdown +-33\.08 %$/m,
      /^× 2 +\d/m,
      /^Open at the end: 85 GOOG/m,
    ]) {
      expect(out).toMatch(line);
    }
    expect(out).not.toMatch(/synthetic/i);

    const runId = /^Run (\S+)/m.exec(out)?.[1] ?? '';
    const { trades } = JSON.parse(await desk.json(['runs', runId, '--trades']));
    const expected = sharedRows('backtests/bt_goog_sma10_20_readme/trades.csv').filter(
      (row) => row.open_at_end !== '1',
    );
    expect(trades).toHaveLength(93);
    expect(trades.map((trade: { entry_bar: number }) => trade.entry_bar)).toEqual(
      expected.map((row) => Number(row.entry_bar)),
    );
    const all = JSON.parse(await desk.json([...published, ...costs]));
    expect(all.equity_curve.at(-1).equity).toBeCloseTo(68_935.12, 2);
    expect(all.metrics.total_trades).toBe(93);
  });
});

describe('research', () => {
  it('shows, changes and restores parameters, and runs use what is in force', { timeout: 2 * minute }, async () => {
    await importWaves();
    const run = async () =>
      JSON.parse(await desk.json(['backtest', 'sma-cross', '--symbol', 'WAVE'])).settings.params as object;
    expect(await run()).toEqual({ fast: 10, slow: 20, direction: 'long_short' });
    const set = await desk.run(['params', 'set', 'sma-cross', 'fast=5,slow=30', '--reason', 'slower market']);
    expect(set).toMatchObject({ code: 0, out: 'sma-cross has version 2: fast=5 slow=30 direction=long_short\n' });
    expect(await run()).toMatchObject({ fast: 5, slow: 30 });
    const refused = await desk.run(['params', 'set', 'sma-cross', 'fast=0.5']);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain('fast: expected an integer from 1 to 1000, found 0.5');
    expect(await desk.run(['params', 'rollback', 'sma-cross'])).toMatchObject({ code: 0 });
    expect(await run()).toMatchObject({ fast: 10, slow: 20 });
    const { out } = await desk.run(['params', 'history', 'sma-cross']);
    expect(out).toMatch(/^3 .*back to version 1$/m);
    expect(out).toMatch(/^2 .*fast: 10 → 5, slow: 20 → 30 +slower market$/m);
    expect(out).toMatch(/^1 +as shipped/m);
  });

  it('writes a tear sheet that needs nothing else, and proves and repeats the run', {
    timeout: 2 * minute,
  }, async () => {
    await importWaves();
    const file = join(desk.folder, 'sheet.html');
    const { code, err, out } = await desk.run(['backtest', 'sma-cross', '--symbol', 'WAVE', '--html', file]);
    expect({ code, err }).toEqual({ code: 0, err: `Tear sheet: ${file}\n` });
    const runId = /^Run (\S+)/m.exec(out)?.[1] ?? '';
    const page = readFileSync(file, 'utf8');
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(|https?:/);
    expect(page.match(/<svg /g)).toHaveLength(3);
    const { reproducibility_id: id } = JSON.parse(await desk.json(['runs', runId]));
    const parts = ['Equity against', 'Drawdown', 'Monthly returns', 'Rolling Sharpe', 'When trading costs more'];
    for (const part of [...parts, 'Data quality', 'No look-ahead found', 'Trades', id, runId]) {
      expect(page).toContain(part);
    }
    expect(await desk.run(['verify', runId])).toMatchObject({ code: 0, out: expect.stringContaining('Same bytes.') });
    expect(await desk.run(['lookahead', runId])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^No look-ahead/),
    });
    const later = waves(400).replace(/(?<=\n2020-06-01,)[^,]+,([^,]+),([^,]+)/, '$2,$1,$2');
    await desk.run(['import', desk.file('other.csv', later), '--symbol', 'WAVE']);
    const changed = await desk.run(['verify', runId]);
    expect(changed).toMatchObject({ code: 1, err: '' });
    expect(changed.out).toMatch(/^Not the same\.\n[\s\S]*have changed since: WAVE$/m);
  });

  it('sets strategies side by side and on one account', { timeout: 2 * minute }, async () => {
    await importWaves();
    await desk.run(['backtest', 'sma-cross', '--symbol', 'WAVE']);
    const compared = await desk.run(['compare', 'sma-cross', 'rsi']);
    expect(compared.out).toMatch(/^Metric +sma-cross$/m);
    expect(compared.out).toMatch(/^rsi has no stored result/m);
    const portfolio = await desk.run(['portfolio', 'sma-cross=0.7', 'rsi=0.3', '--symbol', 'WAVE']);
    expect(portfolio).toMatchObject({ code: 0, err: '' });
    expect(portfolio.out).toMatch(/^sma-cross +70\.00 %/m);
    expect(portfolio.out).toMatch(/^Account +100\.00 %/m);
    expect(portfolio.out).toMatch(/^Correlation +sma-cross +rsi$/m);
    expect(await desk.run(['portfolio', 'sma-cross=0.7', 'rsi'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('found "rsi"'),
    });
  });

  it('tells what all strategies want, and which are missing and why', { timeout: minute }, async () => {
    await desk.run(['import', desk.file('spy.csv', waves(400)), '--symbol', 'SPY', '--currency', 'USD']);
    const { code, out } = await desk.run(['signal']);
    expect(code).toBe(0);
    expect(out).toMatch(/^sma-cross +(LONG|SHORT|NEUTRAL) /m);
    expect(out).toMatch(/^PARTIAL /m);
    expect(out).toMatch(/^stat-arb has no signal: No bars of QQQ are stored/m);
    const days = await desk.run(['signal', 'momentum', '--days', '10']);
    expect(days.out.trim().split('\n')).toHaveLength(11);
    expect(days.out).toMatch(/^2021-02-03 +(LONG|SHORT) +\d/m);
    expect(await desk.run(['signal', '--days', '10'])).toMatchObject({ code: 2 });
  });

  it('refuses data that are worse than asked for, and says what is wrong with them', { timeout: minute }, async () => {
    const lines = waves(400).split('\n');
    const holed = [...lines.slice(0, 200), ...lines.slice(240)].join('\n');
    await desk.run(['import', desk.file('holed.csv', holed), '--symbol', 'HOLED']);
    const run = ['backtest', 'sma-cross', '--symbol', 'HOLED'];
    expect((await desk.run(run)).out).toMatch(/^Data quality of HOLED: 90 of 100 \(40 missing\)$/m);
    const refused = await desk.run([...run, '--min-quality', '95']);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain('The bars of HOLED score 90 of 100, at least 95 is asked for: 40 missing bars');
  });
});

describe('in place and through the server', () => {
  /** What differs between two runs by nature: their names and when they were made. */
  const timeless = (json: string) =>
    json
      .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '(id)')
      .replaceAll(
        /"(computed_at|created_at|updated_at|started_at|finished_at|last_used_at)": "[^"]*"/g,
        '"$1": (time)',
      );

  it('the JSON is the same to the byte, apart from ids and times', { timeout: 3 * minute }, async () => {
    await importWaves();
    // From the first start on there is an administrator, who then owns what is done in place.
    await desk.run(['keys', 'list']);
    const backtest = [
      'backtest',
      'sma-cross',
      '--symbol',
      'WAVE',
      '--param',
      'fast=3,slow=9',
      '--long-only',
      '--from',
      '2020-03-01',
    ];
    const questions = [
      ['strategies'],
      ['strategies', 'mean-reversion'],
      ['import', join(desk.folder, 'waves.csv'), '--symbol', 'WAVE', '--dry-run'],
      ['data', 'list'],
      ['data', 'bars', 'wave', '--limit', '3'],
      ['signal', 'sma-cross', '--symbol', 'WAVE'],
      backtest,
      ['runs', '--limit', '1'],
      ['jobs', 'list', '--limit', '1'],
      ['params', 'show', 'momentum'],
      ['params', 'history', 'momentum'],
      ['compare', 'sma-cross', 'rsi'],
      ['portfolio', 'sma-cross=0.5', 'rsi=0.5', '--symbol', 'WAVE'],
    ];
    const ask = async () => {
      const answers = [];
      for (const question of questions) answers.push(timeless(await desk.json(question, adminKey)));
      return answers;
    };
    const inPlace = await ask();
    const server = await desk.serve();
    const online = await ask();
    expect(server.said().err.match(/"door":"runBacktest"/g)).toHaveLength(1);
    // Those count what both have made.
    const counts = /"(total)": \d+/g;
    expect(online.map((text) => text.replaceAll(counts, '$1'))).toEqual(
      inPlace.map((text) => text.replaceAll(counts, '$1')),
    );
    expect(JSON.parse(inPlace[6].replaceAll(/\(time\)/g, '0')).metrics.total_trades).toBeGreaterThan(5);
  });

  it('refusals are the same one line, and exit code 1', { timeout: 2 * minute }, async () => {
    await importWaves();
    const refused = [
      ['backtest', 'nope'],
      ['backtest', 'sma-cross', '--symbol', 'NOPE'],
      ['backtest', 'sma-cross', '--symbol', 'WAVE', '--param', 'fast=abc'],
      ['backtest', 'sma-cross', '--symbol', 'WAVE', '--fee-bps', '-1'],
      ['backtest', 'sma-cross', '--symbol', 'WAVE', '--from', 'yesterday'],
      ['runs', 'nope'],
      ['jobs', 'show', 'nope'],
      ['import', desk.file('bad.csv', 'date,open,high,low,close\n2020-01-01,1,1,1,x\n'), '--symbol', 'BAD'],
    ];
    const ask = async () => {
      const answers = [];
      for (const command of refused) answers.push(await desk.run(command, adminKey));
      return answers;
    };
    const inPlace = await ask();
    await desk.serve();
    expect(await ask()).toEqual(inPlace);
    for (const { code, out, err } of inPlace) {
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toMatch(/^tradewind: \S/);
      expect(err).not.toMatch(/\n\s+at |\/body\/|node:/);
    }
    expect(inPlace[2].err).toBe('tradewind: sma-cross: params.fast: expected an integer from 1 to 1000, found "abc"\n');
  });

  it('a server asks for a key, says so, and says what a wrong one is', { timeout: minute }, async () => {
    const server = await desk.serve();
    const without = await desk.run(['strategies']);
    expect(without).toMatchObject({ code: 1, out: '' });
    expect(without.err).toContain(`The server at ${server.url} has the data directory and asks for an API key`);
    expect(without.err).toContain('TRADEWIND_API_KEY');
    const wrong = await desk.run(['strategies', '--api-key', 'tw_of_another_desk']);
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('does not know this API key') });
    expect(wrong.err).not.toContain('tw_of_another_desk');
    const elsewhere = new CliDesk(adminKey);
    try {
      expect(await elsewhere.run(['strategies', '--url', server.url])).toMatchObject({ code: 0, err: '' });
    } finally {
      await elsewhere.close();
    }
  });
});

describe('the server', () => {
  beforeEach(async () => {
    await desk.close();
    desk = new CliDesk();
  });

  it('shows its login once, stops in order within 5 s, and starts again', { timeout: 2 * minute }, async () => {
    const first = await desk.serve();
    const { out } = first.said();
    const password = /password +(\S+)/.exec(out)?.[1] ?? '';
    const key = /API key +(tw_\S+)/.exec(out)?.[1] ?? '';
    const login = await fetch(`${first.url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: 'admin', password }),
    });
    expect(login.status).toBe(200);
    expect((await desk.run(['keys', 'list', '--api-key', key])).out).toContain('first key');
    expect(out.split(password)).toHaveLength(2);

    const ended = await first.end('SIGTERM');
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.ms).toBeLessThan(5_000);
    expect(ended.err).not.toContain(password);

    const second = await desk.serve();
    expect(second.said().out).not.toMatch(/password|tw_/);
    expect(await second.end('SIGINT')).toMatchObject({ code: 0 });
  });

  it('is refused a data directory that another one has, which goes on serving', { timeout: minute }, async () => {
    const first = await desk.serve();
    const second = await desk.run(['serve']);
    expect(second).toMatchObject({ code: 1, out: '' });
    expect(second.err).toMatch(
      new RegExp(`^tradewind: The data directory ${desk.dataDir} is in use by process \\d+, serving ${first.url}\\.`),
    );
    expect(second.err.trim().split('\n')).toHaveLength(1);
    expect((await fetch(`${first.url}/health`)).ok).toBe(true);
  });

  it('leaves nothing that must be cleared away when it is killed', { timeout: minute }, async () => {
    const server = await desk.serve();
    await server.end('SIGKILL');
    expect(await desk.run(['strategies'])).toMatchObject({ code: 0, err: '' });
    expect(await (await desk.serve()).end('SIGTERM')).toMatchObject({ code: 0 });
  });

  it('says that its demo data are invented, wherever a figure comes from them', { timeout: 2 * minute }, async () => {
    const demo = { TRADEWIND_DEMO: 'on' };
    const server = await desk.serve(demo);
    expect(server.said().out).toContain('Demo workspace: its data are synthetic');
    await server.end('SIGTERM');
    for (const command of [
      ['backtest', 'sma-cross'],
      ['signal', 'sma-cross'],
      ['data', 'bars', 'SPY'],
      ['data', 'list'],
    ]) {
      const { code, out } = await desk.run(command, demo);
      expect({ command, code, isMarked: /synthetic/i.test(out) }).toEqual({ command, code: 0, isMarked: true });
    }
    expect(JSON.parse(await desk.json(['backtest', 'sma-cross'], demo)).source).toBe('synthetic');
  });

  it('names every fault of its settings, and a port that is taken', { timeout: minute }, async () => {
    const wrong = { TRADEWIND_PORT: 'eighty', TRADEWIND_HOST: '0.0.0.0', TRADEWIND_WORKERS: '0' };
    const faulty = await desk.run(['serve'], wrong);
    expect(faulty.code).toBe(1);
    for (const name of Object.keys(wrong)) expect(faulty.err).toContain(name);
    expect(faulty.err).not.toMatch(/\n\s+at /);

    const other = createServer();
    const port = await new Promise<number>((done) => {
      other.listen(0, '127.0.0.1', () => done((other.address() as { port: number }).port));
    });
    try {
      const refused = await desk.run(['serve', '--port', String(port)]);
      expect(refused.code).toBe(1);
      expect(refused.err).toContain(`tradewind: Port ${port} on 127.0.0.1 is in use by another program`);
      // The login that was made before the port was tried is shown nevertheless: it never is again.
      expect(refused.out).toMatch(/password +\S{20}/);
    } finally {
      other.close();
    }
  });
});

describe('a data directory that another command has', () => {
  it('is waited for', { timeout: minute }, async () => {
    const other = acquireDataDirectory(desk.dataDir);
    const waiting = desk.run(['strategies']);
    const isDone = await Promise.race([waiting.then(() => true), delay(1_500, false)]);
    other.release();
    expect(isDone).toBe(false);
    expect(await waiting).toMatchObject({ code: 0, err: '' });
  });
});

describe('used wrongly', () => {
  it.each([
    ['an unknown command', ['bactest'], 'Did you mean backtest?'],
    ['nothing', [], 'Usage: tradewind'],
    ['a command of commands alone', ['keys'], 'Usage: tradewind keys'],
    ['a missing argument', ['backtest'], "missing required argument 'strategy'"],
    ['an unknown option', ['backtest', 'sma-cross', '--fees', '1'], "unknown option '--fees'"],
    ['a number that is none', ['backtest', 'sma-cross', '--capital', '1,000'], 'Expected a number.'],
    [
      'a choice that is none',
      ['backtest', 'sma-cross', '--fill', 'never'],
      'Allowed choices are next_open, same_close',
    ],
    ['a pair that is none', ['import', 'a.csv', '--mapping', 'ts'], 'Expected name=value, found "ts"'],
    ['a file that is not there', ['import', 'not-there.csv'], 'There is no file not-there.csv.'],
    ['trades of no run', ['runs', '--trades'], '--trades needs the id of a run'],
    ['a scope that is none', ['keys', 'create', 'x', '--scope', 'all'], 'found all'],
  ])('%s: exit code 2', async (_name, args, message) => {
    const { code, out, err } = await desk.run(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it('help has an example for every command, and costs no desk', { timeout: minute }, async () => {
    const { out } = await desk.run(['--help']);
    const names = [...out.matchAll(/^ {2}([a-z]+) {2,}\S/gm)].map(([, name]) => name).filter((name) => name !== 'help');
    expect(names).toHaveLength(15);
    for (const name of names) {
      const help = await desk.run([name, '--help']);
      expect({ name, code: help.code }).toEqual({ name, code: 0 });
      if (!/^Commands:/m.test(help.out)) expect(help.out).toContain(`$ tradewind ${name}`);
    }
    expect(await desk.run(['--version'])).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });
});

describe('keys', () => {
  it('are made in place and open the server, until they are revoked there', { timeout: minute }, async () => {
    const made = JSON.parse(await desk.json(['keys', 'create', 'notebook', '--scope', 'read']));
    expect(made.scopes).toEqual(['read']);
    const key = { TRADEWIND_API_KEY: made.secret };
    await desk.serve();
    expect(await desk.run(['strategies'], key)).toMatchObject({ code: 0 });
    expect(await desk.run(['backtest', 'sma-cross'], key)).toMatchObject({
      code: 1,
      err: expect.stringContaining('needs the scope research'),
    });
    expect(await desk.run(['keys', 'revoke', made.key_id], adminKey)).toMatchObject({ code: 0 });
    expect((await desk.run(['keys', 'list'], adminKey)).out).not.toContain('notebook');
    expect(await desk.run(['strategies'], key)).toMatchObject({ code: 1 });
  });

  it('of a desk nobody has used yet come with the first login, apart from the key itself', {
    timeout: minute,
  }, async () => {
    const fresh = new CliDesk();
    try {
      const { code, out, err } = await fresh.run(['keys', 'create']);
      expect(code).toBe(0);
      expect(out).toMatch(/^tw_\S+\n$/);
      expect(err).toMatch(/user +admin/);
      expect(await fresh.run(['keys', 'list'])).toMatchObject({ code: 0, err: '' });
    } finally {
      await fresh.close();
    }
  });
});

describe('import', () => {
  it('takes gzip, other column names and close stamps, and says what it would do before it does it', {
    timeout: minute,
  }, async () => {
    const text = waves(60).replace('date,open,high,low,close,volume', 'Day,Open,Max,Min,Last,Vol');
    const file = desk.file('odd.csv.gz', gzipSync(text));
    const mapping = 'ts=Day,high=Max,low=Min,close=Last,volume=Vol';
    const args = [
      'import',
      file,
      '--symbol',
      'odd',
      '--mapping',
      mapping,
      '--stamps',
      'close',
      '--currency',
      'EUR',
      '--tick',
      '0.01',
    ];
    const dry = await desk.run([...args, '--dry-run']);
    expect(dry.out).toContain('nothing was stored (dry run)');
    expect((await desk.run(['data', 'list'])).out).toContain('No bars are stored yet');
    expect((await desk.run(args)).out).toMatch(/60 new bars, 0 replaced, 0 there before/);
    expect((await desk.run(args)).out).toMatch(/0 new bars, 0 replaced, 60 there before/);
    const { series } = JSON.parse(await desk.json(['data', 'list']));
    expect(series).toMatchObject([
      {
        symbol: 'ODD',
        timeframe: '1d',
        bars: 60,
        currency: 'EUR',
        tick: 0.01,
        source: 'import:odd.csv.gz',
        synthetic: false,
      },
    ]);
  });

  it('names the bad rows, and leaves them out when told to', { timeout: minute }, async () => {
    const file = desk.file('bad.csv', waves(30).replace(/^2020-01-10,.*$/m, '2020-01-10,1,2,3,oops,5'));
    const refused = await desk.run(['import', file, '--symbol', 'BAD']);
    expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringContaining('oops') });
    const skipped = await desk.run(['import', file, '--symbol', 'BAD', '--on-bad-row', 'skip']);
    expect(skipped).toMatchObject({ code: 0, out: expect.stringMatching(/29 new bars[\s\S]*line 11, /) });
  });
});

describe('data', () => {
  it('is scored, exported and read again, in place and through a server alike', { timeout: minute }, async () => {
    const text = waves(60)
      .replace(/^2020-01-(15|16|17),.*\n/gm, '')
      .replace(/^(2020-01-20,[^,]*),[^,]*/m, '$1,99999');
    await desk.run(['import', desk.file('holes.csv', text), '--symbol', 'HOLE', '--asset-class', 'crypto']);
    const quality = await desk.run(['data', 'quality', 'HOLE']);
    expect(quality).toMatchObject({ code: 0, err: '' });
    expect(quality.out).toMatch(/calendar "always" expects/);
    expect(quality.out).toMatch(/missing +3 .*2020-01-14/);
    expect(quality.out).toMatch(/outlier +1 .*2020-01-20/);
    expect(quality.out).toContain('2020-01-14 to 2020-01-18: 3 missing');
    const alone = await desk.run(['data', 'export', 'HOLE']);
    const file = join(desk.folder, 'hole.parquet');
    expect(await desk.run(['data', 'export', 'HOLE', '--output', file])).toMatchObject({ code: 0, out: '' });
    expect((await desk.run(['import', file, '--symbol', 'HOLE'])).out).toMatch(
      /0 new bars, 0 replaced, 57 there before/,
    );
    const factors = desk.file('factors.csv', 'date,price_factor,split_factor\n2020-01-10,1,0.5\n2050-12-31,1,1\n');
    expect((await desk.run(['data', 'factors', 'HOLE', '--import', factors])).out).toMatch(
      /2020-01-11 +split +2 for 1/,
    );
    await desk.serve();
    expect((await desk.run(['data', 'quality', 'HOLE'], adminKey)).out).toBe(quality.out);
    expect((await desk.run(['data', 'export', 'HOLE'], adminKey)).out).toBe(alone.out);
    const again = join(desk.folder, 'again.parquet');
    await desk.run(['data', 'export', 'HOLE', '--output', again], adminKey);
    expect(readFileSync(again)).toEqual(readFileSync(file));
    const online = await desk.run(['import', file, '--symbol', 'HOLE'], adminKey);
    expect(online.out).toMatch(/57 there before/);
    const bars = await desk.run(['data', 'bars', 'HOLE', '--timeframe', '1w', '--adjust', 'splits'], adminKey);
    expect(bars.out).toContain('Made of 1d bars; Adjusted backwards for splits');
  });
});

describe('doctor', () => {
  it('finds a sound desk sound, with and without a server, and hides its secret', { timeout: minute }, async () => {
    await importWaves();
    const alone = await desk.run(['doctor']);
    expect(alone).toMatchObject({ code: 0, err: '' });
    expect(alone.out).toContain('Everything is fit for work.');
    expect(alone.out).toMatch(/Database market\.db +whole/);
    expect(alone.out).toMatch(/Held by +nobody/);
    expect(alone.out).toMatch(/import:waves\.csv: WAVE 1d/);
    expect(alone.out).not.toContain(adminKey.TRADEWIND_API_KEY);
    const server = await desk.serve();
    const beside = await desk.run(['doctor'], adminKey);
    expect(beside.code).toBe(0);
    expect(beside.out).toContain(`serving ${server.url}`);
  });

  it('finds a broken database and a broken setting, and its exit code says so', { timeout: minute }, async () => {
    await importWaves();
    writeFileSync(join(desk.dataDir, 'market.db'), Buffer.alloc(8192, 7));
    const { code, out } = await desk.run(['doctor']);
    expect(code).toBe(1);
    expect(out).toMatch(/FAULT +Database market\.db/);
    const { findings } = JSON.parse((await desk.run(['doctor', '--json'], { TRADEWIND_PORT: 'x' })).out);
    expect(findings).toContainEqual(expect.objectContaining({ name: 'Settings', state: 'fault' }));
  });
});
