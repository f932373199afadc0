// biome-ignore-all lint/suspicious/noTemplateCurlyInString: code is planted here as text
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ambience } from './ambience.ts';
import { engineStaircase } from './engine-staircase.ts';
import { describeViolation, filesOnDisk, type Rule, readHouse } from './house.ts';
import { fileLength, fileNames, folderNames, snakeCase } from './naming.ts';
import { packageArrows } from './package-arrows.ts';
import { rules } from './rules.ts';
import { serverRooms } from './server-rooms.ts';

const root = resolve(import.meta.dirname, '..', '..');
const house = readHouse(filesOnDisk(root));

describe('this repository', () => {
  it('is read: the rules see its files', () => {
    const seen = house.map((file) => file.path);
    expect(seen).toContain('packages/engine/src/model/bar.ts');
    expect(seen).toContain('tests/architecture/arrows.test.ts');
    expect(house.flatMap((file) => file.imports).filter((found) => found.target !== null).length).toBeGreaterThan(50);
  });

  it('imports only files that are there', () => {
    const paths = new Set(house.map((file) => file.path));
    const lost = house
      .filter((file) => !file.path.startsWith('tests/'))
      .flatMap((file) => file.imports.map(({ target }) => ({ from: file.path, target })))
      .filter(({ target }) => target !== null && /\.tsx?$/.test(target) && !paths.has(target));
    expect(lost).toEqual([]);
  });

  it.each(Object.entries(rules))('keeps %s', (_name, rule) => {
    expect(rule(house).map(describeViolation)).toEqual([]);
  });
});

/** Plants one file per entry and returns what the rule says, as `file:line rule`. */
function plant(rule: Rule, files: Record<string, string>): string[] {
  return rule(readHouse(new Map(Object.entries(files)))).map(
    ({ file, line, rule: broken }) => `${file}:${line} ${broken}`,
  );
}

/** A row: what stands where, and the rule it breaks (null: none). */
type Row = readonly [path: string, text: string, broken: string | null];

function expectRows(rule: Rule, rows: readonly Row[]) {
  it.each(rows)('%s: %s', (path, text, broken) => {
    expect(plant(rule, { [path]: `\n${text}\n` })).toEqual(broken === null ? [] : [`${path}:2 ${broken}`]);
  });
}

const engine = 'packages/engine/src';
const server = 'packages/server/src';
const modules = `${server}/modules`;

describe('between packages', () => {
  expectRows(packageArrows, [
    [`${engine}/model/bar.ts`, `import { readFileSync } from 'node:fs';`, 'engine → nothing'],
    [`${engine}/model/bar.ts`, `import type { z } from 'zod';`, 'engine → nothing'],
    [`${engine}/model/bar.ts`, `export * from '@tradewind/contract/wire.ts';`, 'engine → nothing'],
    [`${engine}/model/bar.test.ts`, `import { it } from 'vitest';`, null],
    [`${engine}/model/bar.test.ts`, `import fc from 'fast-check';`, null],
    [`${engine}/model/bar.test.ts`, `import { z } from 'zod';`, 'engine → nothing'],
    [`${engine}/model/bar.ts`, `import { it } from 'vitest';`, 'engine → nothing'],
    ['packages/contract/src/door.ts', `import { z } from 'zod';`, null],
    ['packages/contract/src/door.ts', `import type { Bar } from '@tradewind/engine/model/bar.ts';`, contractArrow()],
    ['packages/contract/src/door.ts', `import fastify from 'fastify';`, contractArrow()],
    [`${server}/main.ts`, `import { run } from '@tradewind/engine/backtest/run.ts';`, null],
    [`${server}/main.ts`, `import { main } from '@tradewind/cli/main.ts';`, 'server → engine, contract'],
    [`${server}/main.ts`, `import { run } from '../../engine/src/backtest/run.ts';`, 'packages are imported by name'],
    [`${server}/main.ts`, `const x = await import('../../../tools/test.ts');`, 'packages → packages'],
    [`${server}/main.ts`, `import { testApp } from './platform/http/test-app.ts';`, 'product → no tests'],
    [`${engine}/matching/venue.ts`, `import { bars } from './picture.test-support.ts';`, 'product → no tests'],
    [`${engine}/matching/picture.test-support.ts`, `import { expect } from 'vitest';`, null],
    [`${server}/main.ts`, `import own from '../package.json' with { type: 'json' };`, null],
    [`${server}/main.ts`, `import root from '../../../package.json' with { type: 'json' };`, 'packages → packages'],
    ['packages/web/src/app.tsx', `import { doors } from '@tradewind/contract/doors.ts';`, null],
    ['packages/web/src/app.tsx', `import { run } from '@tradewind/engine/backtest/run.ts';`, 'web → contract'],
    ['packages/web/src/app.tsx', `import { join } from 'node:path';`, 'web → contract'],
    ['packages/cli/src/serve.ts', `import { compose } from '@tradewind/server/main.ts';`, null],
    ['packages/cli/src/serve.ts', `import { x } from '@tradewind/server/platform/jobs/jobs.ts';`, cliArrow()],
    ['packages/novel/src/x.ts', `import 'zod';`, 'novel → ?'],
    ['tools/test.ts', `import { run } from '@tradewind/engine/backtest/run.ts';`, null],
  ]);
});

function contractArrow() {
  return 'contract → the schema library only';
}
function cliArrow() {
  return "cli → engine, contract, server's composition";
}

describe('on the staircase of the engine', () => {
  const stair = 'engine staircase';
  expectRows(engineStaircase, [
    [`${engine}/backtest/run.ts`, `import { step } from '../trading/step.ts';`, null],
    [`${engine}/data/merge.ts`, `import type { Bar } from '../model/bar.ts';`, null],
    [`${engine}/model/order.ts`, `import type { Ledger } from '../portfolio/ledger.ts';`, stair],
    [`${engine}/risk/gate.ts`, `export { sharpe } from '../metrics/sharpe.ts';`, stair],
    [`${engine}/model/order.test.ts`, `import { run } from '../backtest/run.ts';`, null],
    [`${engine}/indicators/sma.ts`, `import { smaCross } from '../strategies/general/sma-cross.ts';`, stair],
    [`${engine}/strategies/macro/carry.ts`, `import { curve } from '../../macro/models/curve.ts';`, null],
    [
      `${engine}/strategies/macro/carry.ts`,
      `import { fit } from '../../macro/fit.ts';`,
      'strategies and macro stand side by side',
    ],
    [
      `${engine}/learning/forest.ts`,
      `import { regime } from '../macro/model.ts';`,
      'learning and macro stand side by side',
    ],
    [`${engine}/learning/labels.ts`, `import { atr } from '../indicators/atr.ts';`, null],
    [`${engine}/learning/labels.ts`, `import { run } from '../backtest/run.ts';`, stair],
    [`${engine}/optimize/tune.ts`, `import { forest } from '../learning/forest.ts';`, null],
  ]);

  it('has a step for every room, and no file outside a room', () => {
    expect(plant(engineStaircase, { [`${engine}/attic/box.ts`]: '', [`${engine}/index.ts`]: '' })).toEqual([
      `${engine}/attic/box.ts:1 engine rooms are the steps of the staircase`,
      `${engine}/index.ts:1 engine rooms are the steps of the staircase`,
    ]);
  });
});

describe('between the rooms of the server', () => {
  const doors = 'doors → own service';
  const services = "service → other rooms' services";
  const port = 'adapters → the port they implement';
  expectRows(serverRooms, [
    [`${server}/main.ts`, `import { jobsDoors } from './modules/jobs/doors.ts';`, null],
    [`${server}/main.ts`, `import { alpaca } from './adapters/brokers/alpaca/venue.ts';`, null],
    [`${server}/platform/http/app.ts`, `import { start } from '../../main.ts';`, 'main → everything'],
    [
      `${server}/platform/jobs/jobs.ts`,
      `import type { X } from '../../modules/backtest/service.ts';`,
      'platform → no room',
    ],
    [
      `${server}/platform/jobs/jobs.ts`,
      `new Worker(new URL('../../modules/x/worker.ts', import.meta.url));`,
      'platform → no room',
    ],
    [`${server}/platform/jobs/jobs.ts`, `import type { Statement } from '../storage/statement.ts';`, null],
    [`${modules}/backtest/doors.ts`, `import type { BacktestService } from './service.ts';`, null],
    [`${modules}/backtest/doors.ts`, `import { serve } from '../../platform/http/serve.ts';`, null],
    [`${modules}/backtest/doors.ts`, `import { BacktestStore } from './store.ts';`, doors],
    [`${modules}/backtest/doors.ts`, `import type { StoredRun } from './store.ts';`, null],
    [`${modules}/backtest/doors.ts`, `import { run } from '@tradewind/engine/backtest/run.ts';`, doors],
    [`${modules}/backtest/doors.ts`, `import { timeframeMs } from '@tradewind/engine/time/timeframe.ts';`, null],
    [`${modules}/backtest/doors.ts`, `import type { Trade } from '@tradewind/engine/model/trade.ts';`, null],
    [`${modules}/backtest/doors.ts`, `import { list } from '../market-data/service.ts';`, doors],
    [`${modules}/backtest/doors.ts`, `import { sql } from 'kysely';`, doors],
    [`${modules}/backtest/service.ts`, `import { BacktestStore } from './store.ts';`, null],
    [`${modules}/backtest/service.ts`, `import type { Bus } from '../../platform/bus/bus.ts';`, null],
    [`${modules}/backtest/service.ts`, `import type { MarketDataService } from '../market-data/service.ts';`, null],
    [`${modules}/backtest/service.ts`, `import { MarketDataStore } from '../market-data/store.ts';`, services],
    [`${modules}/backtest/service.ts`, `import { backtestDoors } from './doors.ts';`, doors],
    [`${modules}/backtest/service.ts`, `import { sql } from 'kysely';`, 'service has no SQL'],
    [
      `${modules}/backtest/service.ts`,
      `import { openDatabase } from '../../platform/storage/database.ts';`,
      'service has no SQL',
    ],
    [`${modules}/backtest/service.ts`, `import { answer } from '../../platform/http/serve.ts';`, 'service has no HTTP'],
    [`${modules}/backtest/service.ts`, `import fastify from 'fastify';`, 'service has no HTTP'],
    [
      `${modules}/backtest/service.ts`,
      `import { alpaca } from '../../adapters/brokers/alpaca/venue.ts';`,
      'modules → no adapter',
    ],
    [`${modules}/backtest/store.ts`, `import { BacktestService } from './service.ts';`, 'service → own store'],
    [`${modules}/backtest/store.ts`, `import { sql } from 'kysely';`, null],
    [`${modules}/backtest/store.ts`, `import { run } from '../jobs/service.ts';`, services],
    [`${modules}/backtest/worker.ts`, `import { open } from '../market-data/reader.ts';`, null],
    [`${modules}/backtest/worker.ts`, `import { x } from '../market-data/doors.ts';`, services],
    [
      `${modules}/alerts/service.ts`,
      `import { x } from '../risk/service.ts';`,
      'alerts hears the others only through the bus',
    ],
    [
      `${server}/adapters/brokers/alpaca/venue.ts`,
      `import type { V } from '@tradewind/engine/execution/venue.ts';`,
      null,
    ],
    [`${server}/adapters/notify/email/send.ts`, `import type { Notify } from '../../../modules/alerts/port.ts';`, null],
    [`${server}/adapters/notify/email/send.ts`, `import { x } from '../../../modules/alerts/service.ts';`, port],
    [`${server}/adapters/notify/email/send.ts`, `import { x } from '../telegram/send.ts';`, port],
    [`${server}/adapters/notify/email/send.ts`, `import { x } from '../../../platform/storage/database.ts';`, port],
  ]);
});

describe('time, chance and settings', () => {
  const clock = 'wall time only in platform/clock.ts';
  const settings = 'process.env only in config.ts';
  expectRows(ambience, [
    [`${engine}/trading/step.ts`, 'const ts = Date.now();', 'no wall clock in engine'],
    [`${engine}/trading/step.ts`, 'const ts = new Date();', 'no wall clock in engine'],
    [`${engine}/trading/step.ts`, 'const ts = +new Date;', 'no wall clock in engine'],
    [`${engine}/trading/step.ts`, 'const text = Date();', 'no wall clock in engine'],
    [`${engine}/trading/step.ts`, 'const ts = performance.now();', 'no wall clock in engine'],
    [`${engine}/trading/step.ts`, 'const day = new Date(ts);', null],
    [`${engine}/trading/step.ts`, 'const day = new Date(\n  ts,\n);', null],
    [`${engine}/trading/step.ts`, 'const day = Date.UTC(2026, 1, 1);', null],
    [`${engine}/trading/step.ts`, '// Date.now() would not replay', null],
    [`${engine}/trading/step.ts`, `throw new Error('Date.now() is not for the engine');`, null],
    [`${engine}/statistics/random.ts`, 'const u = Math.random();', 'no ambient chance in engine'],
    [`${engine}/statistics/random.ts`, 'const id = crypto.randomUUID();', 'no ambient chance in engine'],
    [`${engine}/statistics/random.test.ts`, 'const u = Math.random();', null],
    [`${server}/platform/clock.ts`, 'export const now = () => Date.now();', null],
    [`${server}/platform/log.ts`, 'const started = performance.now();', null],
    [`${server}/platform/log.ts`, 'const at = Date.now();', clock],
    [`${modules}/jobs/store.ts`, 'const at = `saved ${Date.now()} ago`;', clock],
    [`${modules}/jobs/store.ts`, `db.run("INSERT INTO job VALUES (datetime('now'))");`, clock],
    [`${modules}/jobs/store.ts`, `db.run("SELECT unixepoch('subsec')");`, clock],
    [`${modules}/jobs/store.ts`, `db.run("SELECT unixepoch(created_at)");`, null],
    [`${modules}/jobs/store.ts`, `db.run('created_at TEXT DEFAULT CURRENT_TIMESTAMP');`, clock],
    [`${modules}/jobs/store.ts`, `const home = process.env.HOME;`, settings],
    [`${modules}/jobs/store.ts`, `const { env, pid } = process;`, settings],
    [`${modules}/jobs/store.ts`, `import { env } from 'node:process';`, settings],
    ['packages/cli/src/import.ts', 'const port = process.env.TRADEWIND_PORT;', settings],
    ['packages/cli/src/main.ts', 'await run(process.env);', null],
    [`${server}/platform/config.ts`, 'loadConfig(process.env);', null],
  ]);
});

describe('names and sizes', () => {
  it.each([
    'packages/server/src/utils/dates.ts',
    'tools/helpers.ts',
    'tests/common/setup.ts',
    'packages/web/src/misc.tsx',
  ])('finds no home for %s', (path) =>
    expect(plant(folderNames, { [path]: '' })).toEqual([`${path}:1 no utils, helpers, common, misc`]),
  );

  it('wants kebab-case file names', () => {
    const files = {
      'tools/runAll.ts': '',
      'tools/run_all.ts': '',
      'tools/run-all.property.test.ts': '',
      'tools/x.d.ts': '',
    };
    expect(plant(fileNames, files)).toEqual([
      'tools/runAll.ts:1 kebab-case files',
      'tools/run_all.ts:1 kebab-case files',
    ]);
  });

  it('ends a file at 400 lines, but not a test', () => {
    const [full, over] = ['x;\n'.repeat(400), 'x;\n'.repeat(401)];
    const files = { 'tools/full.ts': full, 'tools/over.ts': over, 'tools/over.test.ts': over };
    expect(plant(fileLength, files)).toEqual(['tools/over.ts:401 at most 400 lines']);
  });

  const snake = 'snake_case lives in contract, in dress functions and in SQL';
  expectRows(snakeCase, [
    [`${engine}/model/order.ts`, 'const trade_id = 1;', snake],
    [`${engine}/model/order.ts`, 'return { tradeId, entry_price: 5 };', snake],
    [`${engine}/model/order.ts`, 'const MAX_AGO = 1_000_000;', null],
    [`${engine}/model/order.ts`, `const fill = 'next_open'; // not entry_price`, null],
    [`${engine}/model/order.ts`, `const next = { next_open: [], closed: ['next_open'] };`, null],
    [`${engine}/model/order.test.ts`, 'expect(published.entry_price).toBe(5);', null],
    ['packages/contract/src/wire.ts', 'export const wire = { entry_price: 5 };', null],
  ]);
});

describe('a broken rule', () => {
  it('is told with file, line, arrow, finding and where the thing belongs', () => {
    const planted = new Map([[`${modules}/backtest/doors.ts`, `import { sql } from 'kysely';`]]);
    expect(serverRooms(readHouse(planted)).map(describeViolation)).toEqual([
      'packages/server/src/modules/backtest/doors.ts:1  doors → own service: imports kysely. ' +
        'A door is one line: the thinking belongs to service.ts, storage to store.ts behind it.',
    ]);
  });
});
