import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { asyncApiDocument } from './asyncapi.ts';
import { type Channel, channels } from './channels.ts';
import { facts } from './facts.ts';

const document = asyncApiDocument(channels, { version: '1.2.3' });

function resolved(ref: string): unknown {
  return ref
    .slice(2)
    .split('/')
    .reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], document);
}

function refsIn(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(refsIn);
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([name, value]) => (name === '$ref' ? [String(value)] : refsIn(value)));
}

const payloadSchema = (message: string) =>
  (document.components.messages[message] as { payload: Record<string, unknown> }).payload;

describe('The AsyncAPI document', () => {
  test('is version 3 and describes every channel of the table at its address', () => {
    expect(document.asyncapi).toBe('3.0.0');
    expect(document.info).toMatchObject({ title: 'Tradewind', version: '1.2.3' });
    const addresses = Object.values(document.channels).map(({ address }) => address);
    expect(addresses).toEqual(channels.map(({ path }) => path));
  });

  test('refers only to what is there', () => {
    const refs = refsIn(document);
    expect(refs.length).toBeGreaterThan(20);
    for (const ref of refs) expect(resolved(ref), ref).toBeDefined();
  });

  test('names on each channel what is sent there and what may be said', () => {
    expect(Object.keys(document.channels.general.messages)).toEqual([
      'connected',
      'pong',
      'gap',
      'resumed',
      'error',
      'signal',
      'health_alert',
      'ping',
      'resume',
    ]);
    for (const { id } of channels) {
      const { action: sends, messages: sent } = document.operations[`${id}Send`] as never as {
        action: string;
        messages: { $ref: string }[];
      };
      expect(sends).toBe('send');
      for (const { $ref } of sent) expect($ref).toMatch(new RegExp(`^#/channels/${id}/messages/`));
      expect(document.operations[`${id}Receive`]).toMatchObject({ action: 'receive', messages: { length: 2 } });
    }
  });

  test('shows the flat fields where a channel has them, and the heartbeat where there is one', () => {
    expect(Object.keys(payloadSchema('general_signal').properties as object)).toContain('signal');
    expect(Object.keys(payloadSchema('signals_signal').properties as object)).not.toContain('signal');
    const flat: Channel = {
      id: 'flat',
      path: '/ws/flat',
      summary: '',
      access: 'read',
      messages: [{ fact: 'health_alert', flat: 'spread' }],
      heartbeatSeconds: 60,
    };
    const { channels: described, components } = asyncApiDocument([flat], { version: '1' });
    expect(Object.keys(described.flat.messages)).toContain('heartbeat');
    const { payload } = components.messages.flat_health_alert as { payload: { properties: object } };
    expect(Object.keys(payload.properties)).toEqual(
      expect.arrayContaining(['payload', 'service', 'status', 'message']),
    );
  });

  test('holds schemas that a validator takes, and that take and refuse the right messages', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema({ $id: 'doc', ...document });
    const valid = (message: string, value: unknown) =>
      ajv.compile({ $ref: `doc#/components/messages/${message}/payload` })(value);
    const frame = { timestamp: '2026-01-01T00:00:00Z', seq: 3 };
    expect(valid('connected', { ...frame, type: 'connected', payload: { channel: '/ws' } })).toBe(true);
    expect(valid('connected', { ...frame, type: 'pong', payload: { channel: '/ws' } })).toBe(false);
    const alert = { service: 'feed', status: 'DOWN', message: 'no prices' };
    expect(valid('general_health_alert', { ...frame, type: 'health_alert', payload: alert })).toBe(true);
    expect(valid('general_health_alert', { ...frame, type: 'health_alert', payload: { ...alert, status: 1 } })).toBe(
      false,
    );
    expect(valid('resume', { type: 'resume', seq: -1 })).toBe(false);
    for (const name of Object.keys(document.components.messages)) {
      expect(() => valid(name, {}), name).not.toThrow();
    }
  });
});

describe('The table of channels', () => {
  test('has each id, path and message once', () => {
    for (const values of [channels.map(({ id }) => id), channels.map(({ path }) => path)]) {
      expect(new Set(values).size).toBe(values.length);
    }
    for (const { messages } of channels) {
      const names = messages.map(({ fact, type = fact }) => type);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  test('shows facts with an owner only on channels for owners', () => {
    for (const { path, messages, ownersOnly } of channels) {
      for (const { fact } of messages) {
        if ('owner' in facts[fact].shape) expect(ownersOnly, `${fact} on ${path}`).toBe(true);
      }
    }
  });
});
