import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase, testClock } from '../../platform/auth/test-database.ts';
import { testApp, viewerKey } from '../../platform/http/test-app.ts';
import { strategyDoors } from './doors.ts';
import { strategyMigrations } from './migrations.ts';
import { StrategyService } from './service.ts';
import { ParameterStore } from './store.ts';

const clock = testClock();
let opened: TestDatabase;
let service: StrategyService;
let app: Awaited<ReturnType<typeof testApp>>;
const open = async () => {
  service = new StrategyService({ store: new ParameterStore(opened.database), clock });
  app = await testApp(strategyDoors(service));
};
beforeEach(async () => {
  opened = await openTestDatabase(strategyMigrations);
  await open();
});
afterEach(async () => {
  await app.app.close();
  await opened.close();
});

const path = '/api/strategies/momentum/params';
const put = (payload: object, query = '', headers = {}) =>
  app.send({ method: 'PUT', url: path + query, payload, headers });
const detail = async () => (await app.get('/api/strategies/momentum')).json();
const history = async (query = '') => (await app.get(`${path}/history${query}`)).json();
const rollback = (payload?: object) => app.post(`${path}/rollback`, payload);

describe('parameters of a strategy', () => {
  it('are changed one by one, as a version with who, when and why that survives a restart', async () => {
    expect((await detail()).params_version).toBe(1);
    const first = await put({ short_window: 15 }, '?reason=slower%20market');
    const all = { long_window: 50, ma_type: 'sma', direction: 'long_short' };
    expect([first.statusCode, first.json()]).toEqual([
      200,
      { strategy_id: 'momentum', params: { short_window: 15, ...all }, params_version: 2 },
    ]);
    await put({ ma_type: 'ema' });
    await app.app.close();
    await opened.reopen();
    await open();
    expect(await detail()).toMatchObject({
      params_version: 3,
      parameters: { short_window: { value: 15, default: 10 }, ma_type: { value: 'ema', default: 'sma' } },
    });
    const { versions, total } = await history();
    expect(total).toBe(3);
    expect(versions).toEqual([
      {
        params_version: 3,
        params: { short_window: 15, ...all, ma_type: 'ema' },
        changes: { ma_type: { from: 'sma', to: 'ema' } },
        changed_at: '2026-11-20T12:00:00.000Z',
        changed_by: 'admin',
        reason: null,
        restored_from: null,
      },
      expect.objectContaining({
        params_version: 2,
        changes: { short_window: { from: 10, to: 15 } },
        reason: 'slower market',
      }),
      expect.objectContaining({ params_version: 1, changes: {}, changed_at: null, changed_by: null }),
    ]);
  });

  it('are paged through without losing the first version', async () => {
    for (const short_window of [11, 12, 13]) await put({ short_window });
    const numbers = async (query: string) =>
      (await history(query)).versions.map((one: { params_version: number }) => one.params_version);
    expect(await numbers('?limit=2')).toEqual([4, 3]);
    expect(await numbers('?limit=2&offset=2')).toEqual([2, 1]);
    expect(await numbers('?limit=2&offset=3')).toEqual([1]);
    expect(await numbers('?limit=2&offset=4')).toEqual([]);
  });

  it('are refused all at once, each fault by name, and then nothing is stored', async () => {
    const refused = await put({ short_window: 10.5, long_window: 1, ma_type: 'wma', window: 3 });
    expect(refused.statusCode).toBe(400);
    expect(
      refused
        .json()
        .errors.map((fault: { pointer: string }) => fault.pointer)
        .sort(),
    ).toEqual(['/body/long_window', '/body/ma_type', '/body/short_window', '/body/window']);
    expect((await put({})).statusCode).toBe(400);
    expect((await put({ short_window: null })).statusCode).toBe(400);
    expect((await detail()).params_version).toBe(1);
  });

  it('may not be changed by somebody who only reads', async () => {
    const refused = await put({ short_window: 15 }, '', { authorization: `Bearer ${viewerKey}` });
    expect(refused.statusCode).toBe(403);
  });

  it('go back version by version, each time as a new one', async () => {
    await put({ short_window: 20 });
    await put({ short_window: 30 });
    const values = async (payload?: object) => {
      const { params_version, params } = (await rollback(payload)).json();
      return [params_version, params.short_window];
    };
    expect(await values()).toEqual([4, 20]);
    expect(await values()).toEqual([5, 10]);
    expect((await rollback()).statusCode).toBe(409);
    expect(await values({ params_version: 3, reason: 'back to the wide one' })).toEqual([6, 30]);
    expect((await history('?limit=1')).versions[0]).toMatchObject({ restored_from: 3, reason: 'back to the wide one' });
    const unknown = await rollback({ params_version: 9 });
    expect([unknown.statusCode, unknown.json().detail]).toEqual([404, expect.stringContaining('the current is 6')]);
  });

  it('keep both of two changes that come at the same moment', async () => {
    await Promise.all([
      service.changeParameters('momentum', { shortWindow: 15 }, { by: 'ana' }),
      service.changeParameters('momentum', { longWindow: 60 }, { by: 'ben' }),
    ]);
    expect(service.parameters('momentum')).toMatchObject({ version: 3, values: { shortWindow: 15, longWindow: 60 } });
  });

  it('complete what a run is given', () => {
    const strategy = service.get('momentum');
    const resolve = (given: object) => service.resolve(strategy, { ...given }, '/body/params');
    expect(resolve({ maType: 'ema' })).toMatchObject({ shortWindow: 10, maType: 'ema' });
  });
});
