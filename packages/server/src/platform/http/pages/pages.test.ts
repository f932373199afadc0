import { door } from '@tradewind/contract/door.ts';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { serve } from '../serve.ts';
import { testApp } from '../test-app.ts';

const ping = door({
  id: 'ping',
  method: 'GET',
  path: '/ping',
  tag: 'Health',
  summary: 'Ping',
  access: 'read',
  answers: { 200: z.string() },
});
const demo = { notices: () => ['This workspace holds <synthetic> data.'] };
const open = async (parts = {}) => testApp([serve(ping, () => 'pong')], parts);
const stranger = { authorization: '' };
const browser = { ...stranger, accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

test('the root shows a page to a browser and the index to a client that asks for JSON', async () => {
  const app = await open();
  const page = await app.get('/', browser);
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(page.body).toContain('href="/docs"');
  const index = await app.get('/', { ...stranger, accept: 'application/json' });
  expect(index.json()).toEqual((await app.get('/api')).json());
  expect(index.json()).toMatchObject({ name: 'Tradewind', version: '0.0.0', links: { openapi: '/openapi.json' } });
});

test('the index lies on both faces', async () => {
  const app = await open();
  expect((await app.get('/api/v1/')).json()).toMatchObject({ status: 'ok', data: { name: 'Tradewind' } });
  expect((await app.get('/api/')).json()).toMatchObject({ name: 'Tradewind' });
});

test.each(['/', '/docs', '/redoc'])('%s says on top what everybody should know', async (url) => {
  const { body } = await (await open(demo)).get(url, browser);
  expect(body).toContain('<p class="notice" role="status">This workspace holds &lt;synthetic&gt; data.</p>');
  expect((await (await open()).get(url, browser)).body).not.toContain('class="notice"');
});

test.each(['/', '/docs', '/redoc'])('%s loads nothing from elsewhere and runs no inline script', async (url) => {
  const app = await open();
  const { body, headers } = await app.get(url, browser);
  const links = [...body.matchAll(/(?:src|href|spec-url)="([^"]*)"/g)].map(([, link]) => link);
  expect(links.filter((link) => !link.startsWith('/') && link !== 'data:,')).toEqual([]);
  for (const link of links.filter((link) => link.startsWith('/static') || link.endsWith('.json'))) {
    expect((await app.get(link, stranger)).statusCode).toBe(200);
  }
  expect(body).not.toMatch(/<script(?![^>]*src=)/);
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).not.toContain('upgrade-insecure-requests');
});

test('the documents are open to everybody', async () => {
  const app = await open({ asyncapi: { asyncapi: '3.0.0' } });
  expect((await app.get('/openapi.json', stranger)).json()).toMatchObject({ paths: { '/api/v1/ping': {} } });
  expect((await app.get('/asyncapi.json', stranger)).json()).toEqual({ asyncapi: '3.0.0' });
});

test('assets are asked for again each time but sent only when they changed', async () => {
  const app = await open();
  const first = await app.get('/static/docs/swagger-ui.css', stranger);
  expect(first.headers).toMatchObject({
    'cache-control': 'public, max-age=0',
    'content-type': 'text/css; charset=utf-8',
  });
  const again = await app.get('/static/docs/swagger-ui.css', {
    ...stranger,
    'if-none-match': String(first.headers.etag),
  });
  expect(again.statusCode).toBe(304);
});
