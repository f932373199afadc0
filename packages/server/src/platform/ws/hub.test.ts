import { get } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Channel } from '@tradewind/contract/channels.ts';
import { problemSchema } from '@tradewind/contract/envelope.ts';
import type { FactPayloads } from '@tradewind/contract/facts.ts';
import { serverMessages } from '@tradewind/contract/messages.ts';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type HubRoom, type HubRoomOptions, openHubRoom, signal } from './test-hub.ts';

const open: HubRoom[] = [];

async function room(options?: HubRoomOptions): Promise<HubRoom> {
  const opened = await openHubRoom(options);
  open.push(opened);
  return opened;
}

afterEach(async () => {
  for (const opened of open.splice(0)) await opened.close();
});

const jobUpdate = (owner: string, job_id: string): FactPayloads['job_updated'] => ({
  job_id,
  kind: 'backtest',
  owner,
  status: 'running',
  progress: null,
  eta_seconds: null,
  attempt: 1,
  created_at: '2026-01-01T00:00:00Z',
  started_at: null,
  finished_at: null,
  error: null,
});

describe('Coming in', () => {
  test('by the Authorization header, and `connected` is the first message', async () => {
    const here = await room();
    here.bus.publish('health_alert', { service: 'storage', status: 'OK', message: 'before' });
    const client = here.client('/ws');
    const first = await client.next('connected');
    expect(serverMessages.connected.parse(first)).toMatchObject({ seq: 1, payload: { channel: '/ws' } });
    expect(client.heard).toHaveLength(1);
    expect(here.hub.clients()).toMatchObject({ '/ws': 1, '/ws/signals': 0 });
  });

  test('by a ticket as subprotocol, which works once', async () => {
    const here = await room();
    const protocols = ['tradewind', 'tradewind.ticket.one-time'];
    const client = here.client('/ws', { as: '', protocols });
    await client.next('connected');
    expect(client.socket.protocol).toBe('tradewind');
    expect(await here.client('/ws', { as: '', protocols }).closed).toMatchObject({ code: 4401 });
  });

  test('by a ticket alone as subprotocol, or in the query', async () => {
    const here = await room();
    await here.client('/ws', { as: '', protocols: ['tradewind.ticket.one-time'] }).next('connected');
    const there = await room();
    await there.client('/ws/?ticket=one-time', { as: '' }).next('connected');
  });

  test('by the session cookie, only for pages of the same host', async () => {
    const here = await room();
    const cookie = 'tradewind_session=ada';
    const from = (origin?: string) =>
      here.client('/ws', { as: '', headers: { cookie, ...(origin === undefined ? {} : { origin }) } });
    await from(`http://127.0.0.1:${here.port}`).next('connected');
    expect(await from('http://evil.example').closed).toMatchObject({ code: 4401 });
    expect(await from('null').closed).toMatchObject({ code: 4401 });
    expect(await from(undefined).closed).toMatchObject({ code: 4401 });
  });

  test.each([
    ['nothing', { as: '' }],
    ['a wrong key', { as: 'mallory' }],
    ['a wrong ticket', { as: '', protocols: ['tradewind.ticket.guess'] }],
    ['a wrong key beside a good ticket', { as: 'mallory', protocols: ['tradewind.ticket.one-time'] }],
  ])('with %s is closed with 4401 and told nothing', async (_what, options) => {
    const here = await room();
    const client = here.client('/ws', options);
    expect(await client.closed).toEqual({ code: 4401, reason: 'authentication is required' });
    expect(client.heard).toEqual([]);
  });

  test('without the channel’s scope is closed with 4403', async () => {
    const here = await room();
    const client = here.client('/ws/signals', { as: 'nothing' });
    expect(await client.closed).toEqual({ code: 4403, reason: 'this channel needs the scope read' });
    expect(client.heard).toEqual([]);
  });

  test('needs no credentials when authentication is off, but pages from elsewhere stay out', async () => {
    const here = await room({ isOpen: true });
    await here.client('/ws', { as: '' }).next('connected');
    await here.client('/ws', { as: '', headers: { origin: `http://127.0.0.1:${here.port}` } }).next('connected');
    await expect(here.client('/ws', { as: '', headers: { origin: 'http://evil.example' } }).closed).rejects.toThrow(
      '403',
    );
    await expect(here.client('/ws', { as: '', headers: { host: 'evil.example' } }).closed).rejects.toThrow('403');
  });

  test('to a channel that does not exist is answered 404 as a problem, and beyond the limit 503', async () => {
    const here = await room({ limits: { connections: 1 } });
    await expect(here.client('/ws/nothing').closed).rejects.toThrow('404');
    await here.client('/ws').next('connected');
    await expect(here.client('/ws').closed).rejects.toThrow('503');
    const headers = { connection: 'upgrade', upgrade: 'websocket' };
    const answer = await new Promise<{ type?: string; body: string }>((resolve) => {
      get({ port: here.port, path: '/ws/nothing?ticket=secret', headers }, async (response) => {
        resolve({ type: response.headers['content-type'], body: String(await response.toArray()) });
      });
    });
    expect(answer.type).toContain('application/problem+json');
    expect(JSON.parse(answer.body)).toMatchObject({ status: 404, code: 'not_found', instance: '/ws/nothing' });
    expect(problemSchema.parse(JSON.parse(answer.body)).request_id).not.toBe('');
  });

  test('ends when the credentials are taken back', async () => {
    const here = await room({ limits: { pingSeconds: 0.02 } });
    const [ada, bob] = [here.client('/ws'), here.client('/ws', { as: 'bob' })];
    await Promise.all([ada.next('connected'), bob.next('connected')]);
    here.revoked.add('ada');
    expect(await ada.closed).toMatchObject({ code: 4401 });
    expect(bob.socket.readyState).toBe(bob.socket.OPEN);
  });
});

describe('Facts', () => {
  test('reach the channels that carry them, in their words, with the flat fields', async () => {
    const here = await room();
    const [general, signals] = [here.client('/ws'), here.client('/ws/signals')];
    await Promise.all([general.next('connected'), signals.next('connected')]);
    const fact = here.bus.publish('signal_generated', signal('GOOG'));
    here.bus.publish('health_alert', { service: 'feed', status: 'DOWN', message: 'no prices' });
    here.bus.publish('market_data_imported', {
      symbol: 'GOOG',
      timeframe: '1d',
      bars: 1,
      first: '2026-01-02T21:00:00Z',
      last: '2026-01-02T21:00:00Z',
      source: 'import:x',
      synthetic: false,
    });
    const timestamp = new Date(fact.ts).toISOString();
    expect(await general.next('signal')).toEqual({
      type: 'signal',
      timestamp,
      seq: fact.seq,
      payload: signal('GOOG'),
      signal: signal('GOOG'),
    });
    expect(await general.next('health_alert')).toMatchObject({ seq: fact.seq + 1, payload: { service: 'feed' } });
    expect(await signals.next('signal')).toEqual({ type: 'signal', timestamp, seq: fact.seq, payload: signal('GOOG') });
    expect(signals.heard.map(({ type }) => type)).toEqual(['connected', 'signal']);
  });

  test('can be spread flat over the message', async () => {
    const flat: Channel = {
      id: 'flat',
      path: '/ws/flat',
      summary: '',
      access: 'read',
      messages: [{ fact: 'health_alert', flat: 'spread' }],
    };
    const here = await room({ channels: [flat] });
    const client = here.client('/ws/flat');
    await client.next('connected');
    here.bus.publish('health_alert', { service: 'feed', status: 'DOWN', message: 'no "prices" é' });
    expect(await client.next('health_alert')).toMatchObject({
      service: 'feed',
      message: 'no "prices" é',
      payload: { message: 'no "prices" é' },
    });
  });

  test('with an owner reach that owner and admins only', async () => {
    const here = await room();
    const [ada, bob, admin, script] = ['ada', 'bob', 'admin', 'script'].map((as) => here.client('/ws/jobs', { as }));
    await Promise.all([ada, bob, admin, script].map((client) => client.next('connected')));
    here.bus.publish('job_updated', jobUpdate('ada', 'a'));
    here.bus.publish('job_updated', jobUpdate('bob', 'b'));
    here.bus.publish('job_updated', jobUpdate('somebody', 'c'));
    await admin.next('job_updated', 2);
    await Promise.all([ada.next('job_updated'), bob.next('job_updated')]);
    const seen = [ada, bob, admin, script].map((client) =>
      client.of('job_updated').map(({ payload }) => payload.job_id),
    );
    expect(seen).toEqual([['a'], ['b'], ['a', 'b', 'c'], []]);
    bob.say({ type: 'resume', seq: 0 });
    await bob.next('job_updated', 1);
    expect(bob.of('job_updated').map(({ payload }) => payload.job_id)).toEqual(['b', 'b']);
  });

  test('of every size arrive whole and in order', async () => {
    const here = await room();
    const client = here.client('/ws');
    await client.next('connected');
    const sizes = [0, 1, 20, 125, 126, 127, 65_400, 65_535, 65_536, 300_000, 5];
    for (const size of sizes) {
      here.bus.publish('health_alert', { service: 'feed', status: 'OK', message: 'ü'.repeat(size) });
    }
    await client.next('health_alert', sizes.length - 1);
    expect(client.of('health_alert').map(({ payload }) => String(payload.message).length)).toEqual(sizes);
  });

  test('that follow closely are gathered into few writes', async () => {
    const here = await room({ limits: { coalesceMs: 200 } });
    const client = here.client('/ws');
    await client.next('connected');
    let chunks = 0;
    (client.socket as unknown as { _socket: Socket })._socket.on('data', () => chunks++);
    for (let i = 0; i < 100; i++) here.bus.publish('health_alert', { service: 'feed', status: 'OK', message: `${i}` });
    await client.next('health_alert', 99);
    expect(chunks).toBeLessThan(10);
  });
});

describe('Conversation', () => {
  test('answers ping, and tells what was wrong with anything else without ending', async () => {
    const here = await room();
    const client = here.client('/ws');
    await client.next('connected');
    const wrong = ['{"type":', '[]', 'null', '{"type":"sing"}', '{"type":"resume","seq":-1}', '{"type":"resume"}'];
    for (const text of wrong) client.say(text);
    client.socket.send(Buffer.from('{"type":"ping"}'), { binary: true });
    client.say({ type: 'ping' });
    expect(serverMessages.pong.parse(await client.next('pong'))).toMatchObject({ payload: {} });
    expect(client.of('error')).toHaveLength(wrong.length + 1);
    expect(serverMessages.error.parse(client.of('error')[0]).payload.code).toBe('malformed');
  });

  test('ends for a message beyond the limit, and for too many of them', async () => {
    const here = await room({ limits: { messageBytes: 1_000, messagesPerSecond: 10 } });
    const [long, many, other] = [here.client('/ws'), here.client('/ws'), here.client('/ws')];
    await Promise.all([long, many, other].map((client) => client.next('connected')));
    long.say('x'.repeat(1_001));
    for (let i = 0; i < 30; i++) many.say({ type: 'ping' });
    expect(await long.closed).toMatchObject({ code: 1009 });
    expect(await many.closed).toMatchObject({ code: 1008 });
    other.say({ type: 'ping' });
    await other.next('pong');
  });

  test('has a heartbeat on channels that ask for one', async () => {
    const beating: Channel = {
      id: 'beat',
      path: '/ws/beat',
      summary: '',
      access: 'read',
      messages: [],
      heartbeatSeconds: 0.02,
    };
    const here = await room({ channels: [beating] });
    const client = here.client('/ws/beat');
    expect(serverMessages.heartbeat.parse(await client.next('heartbeat', 1))).toMatchObject({ payload: {} });
  });

  test('drops a peer that does not answer pings, and keeps one that does', async () => {
    const here = await room({ limits: { pingSeconds: 0.05 } });
    const [alive, dead] = [here.client('/ws'), here.client('/ws')];
    await Promise.all([alive.next('connected'), dead.next('connected')]);
    dead.socket.pause();
    await vi.waitFor(() => expect(here.hub.clients()['/ws']).toBe(1), { timeout: 5_000 });
    alive.say({ type: 'ping' });
    await alive.next('pong');
  });
});

describe('Resuming', () => {
  test('repeats what came after the seq that was seen, then goes on live', async () => {
    const here = await room();
    const first = here.client('/ws/signals');
    await first.next('connected');
    const seen = here.bus.publish('signal_generated', signal('A')).seq;
    await first.next('signal');
    first.socket.terminate();
    for (const symbol of ['B', 'C']) here.bus.publish('signal_generated', signal(symbol));
    here.bus.publish('health_alert', { service: 'not', status: 'OK', message: 'on this channel' });
    const second = here.client('/ws/signals');
    await second.next('connected');
    second.say({ type: 'resume', seq: seen });
    expect(serverMessages.resumed.parse(await second.next('resumed')).payload).toEqual({ from_seq: 2, to_seq: 4 });
    await second.next('signal', 1);
    here.bus.publish('signal_generated', signal('D'));
    await second.next('signal', 2);
    expect(second.of('signal').map(({ payload }) => payload.symbol)).toEqual(['B', 'C', 'D']);
  });

  test('tells to read the state again when the past is gone or was never here', async () => {
    const here = await room({ recent: { facts: 2, bytes: 1e6 } });
    for (let i = 0; i < 5; i++) here.bus.publish('signal_generated', signal('A'));
    const client = here.client('/ws/signals');
    await client.next('connected');
    client.say({ type: 'resume', seq: 1 });
    client.say({ type: 'resume', seq: 900 });
    client.say({ type: 'resume', seq: 3 });
    await client.next('signal', 1);
    expect(client.of('gap').map((message) => serverMessages.gap.parse(message).payload)).toEqual([
      { from_seq: 2, to_seq: 5, recover: 'refetch' },
      { from_seq: 5, to_seq: 5, recover: 'refetch' },
    ]);
    expect(client.of('signal').map(({ seq }) => seq)).toEqual([4, 5]);
  });
});

describe('A fact that is still being gathered', () => {
  test('is not sent to a client that joins after it', async () => {
    const here = await room({ limits: { coalesceMs: 10_000 } });
    const early = here.client('/ws/signals');
    await early.next('connected');
    // Two, so that one is gathered in any case: the first after a quiet time may go out at once.
    here.bus.publish('signal_generated', signal('A'));
    await delay(10);
    here.bus.publish('signal_generated', signal('B'));
    const late = here.client('/ws/signals');
    expect(await late.next('connected')).toMatchObject({ seq: 2 });
    await early.next('signal', 1);
    late.say({ type: 'ping' });
    await late.next('pong');
    expect(late.of('signal')).toEqual([]);
  });

  test('is sent once to a client that resumes', async () => {
    const here = await room({ limits: { coalesceMs: 10_000 } });
    const client = here.client('/ws/signals');
    await client.next('connected');
    here.bus.publish('signal_generated', signal('A'));
    client.say({ type: 'resume', seq: 0 });
    client.say({ type: 'ping' });
    await client.next('pong');
    expect(client.heard.map(({ type }) => type)).toEqual(['connected', 'resumed', 'signal', 'pong']);
  });
});

describe('A reader that stalls', () => {
  const blob = 'x'.repeat(8_000);
  const alert = (i: number) => ({ service: 'feed', status: 'OK' as const, message: `${i} ${blob}` });

  test('neither holds up the others nor fills the memory, is told what it missed, and can have it again', async () => {
    const limits = { bufferBytes: 256 * 1024, coalesceMs: 1 };
    const here = await room({ limits, recent: { facts: 10_000, bytes: 1e9 } });
    const [stalled, reading] = [here.client('/ws'), here.client('/ws')];
    await Promise.all([stalled.next('connected'), reading.next('connected')]);
    stalled.socket.pause();

    // 48 MB: far more than the kernel's buffers of a loopback connection take on top of the hub's own limit.
    const count = 6_000;
    for (let i = 0; i < count; i++) {
      here.bus.publish('health_alert', alert(i));
      if (i % 20 === 0) await delay(0);
    }
    await reading.next('health_alert', count - 1);
    expect(reading.of('gap')).toEqual([]);

    stalled.socket.resume();
    const gap = serverMessages.gap.parse(await stalled.next('gap')).payload;
    const received = stalled.of('health_alert');
    expect(received.length).toBeLessThan(count);
    expect(gap).toEqual({ from_seq: received[received.length - 1].seq + 1, to_seq: count, recover: 'resume' });

    // As the contract says: resume, and again if it falls behind again, until everything has come.
    for (let gaps = 1; lastSeq() < count; gaps++) {
      const { from_seq } = stalled.of('gap')[gaps - 1].payload as { from_seq: number };
      stalled.say({ type: 'resume', seq: from_seq - 1 });
      await Promise.race([stalled.next('gap', gaps), vi.waitFor(() => expect(lastSeq()).toBe(count), 10_000)]);
    }
    expect(stalled.of('health_alert').map(({ seq }) => seq)).toEqual(Array.from({ length: count }, (_, i) => i + 1));

    function lastSeq(): number {
      return stalled.of('health_alert').at(-1)?.seq ?? 0;
    }
  });

  test('that only asks and never reads gets no answers that would pile up', async () => {
    const here = await room({ limits: { bufferBytes: 64 * 1024, messagesPerSecond: 1e9 } });
    const asking = here.client('/ws');
    await asking.next('connected');
    asking.socket.pause();
    for (let i = 0; i < 2_000; i++) here.bus.publish('health_alert', alert(i));
    for (let i = 0; i < 500; i++) {
      asking.say({ type: 'ping' });
      asking.say({ type: 'resume', seq: 0 });
      asking.say('nonsense');
    }
    for (let turn = 0; turn < 30; turn++) await delay(10);
    asking.socket.resume();
    await asking.next('gap');
    expect(new Set(asking.heard.map(({ type }) => type))).toEqual(new Set(['connected', 'health_alert', 'gap']));
  });
});

describe('Closing the hub', () => {
  test('says goodbye with 1001, sends what was pending, and lets nobody in any more', async () => {
    const here = await room({ limits: { coalesceMs: 10_000 } });
    const client = here.client('/ws');
    await client.next('connected');
    here.bus.publish('health_alert', { service: 'feed', status: 'OK', message: 'first' });
    here.bus.publish('health_alert', { service: 'feed', status: 'OK', message: 'last' });
    await here.hub.close();
    expect(await client.closed).toEqual({ code: 1001, reason: 'the server is stopping' });
    expect(client.of('health_alert').map(({ payload }) => payload.message)).toEqual(['first', 'last']);
    await expect(here.client('/ws').closed).rejects.toThrow();
  });

  test('does not wait for a peer that does not answer', async () => {
    const here = await room();
    const client = here.client('/ws');
    await client.next('connected');
    client.socket.pause();
    await here.hub.close();
    expect(here.hub.clients()['/ws']).toBe(0);
  });
});
