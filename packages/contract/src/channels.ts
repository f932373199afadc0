/**
 * Every WebSocket channel: which facts it carries and how each looks there. All are fed by the one bus of the running
 * system. A message is `{type, timestamp, seq, payload}`; some repeat their payload in flat fields for older readers.
 */
import type { Scope } from './access.ts';
import type { FactType } from './facts.ts';

export interface ChannelMessage {
  readonly fact: FactType;
  /** The message's `type` on this channel, where it differs from the fact's. */
  readonly type?: string;
  /** Where else the payload stands: under this name beside `payload`, or spread over the message itself. */
  readonly flat?: { readonly under: string } | 'spread';
}

export interface Channel {
  /** Unique, camelCase; the channel's id in AsyncAPI. */
  readonly id: string;
  readonly path: `/ws${string}`;
  readonly summary: string;
  readonly access: Scope;
  readonly messages: readonly ChannelMessage[];
  /** Facts whose payload names an `owner` reach only that user, and who holds the scope `admin`. */
  readonly ownersOnly?: boolean;
  /** How often a `heartbeat` message is sent. Protocol pings are sent on every channel regardless. */
  readonly heartbeatSeconds?: number;
}

export const generalChannel: Channel = {
  id: 'general',
  path: '/ws',
  summary: 'What happens on the platform as a whole',
  access: 'read',
  messages: [{ fact: 'signal_generated', type: 'signal', flat: { under: 'signal' } }, { fact: 'health_alert' }],
};

export const signalsChannel: Channel = {
  id: 'signals',
  path: '/ws/signals',
  summary: 'Signals as they are generated',
  access: 'read',
  messages: [{ fact: 'signal_generated', type: 'signal' }],
};

export const jobsChannel: Channel = {
  id: 'jobs',
  path: '/ws/jobs',
  summary: 'Your jobs: accepted, started, progress, ended',
  access: 'read',
  messages: [{ fact: 'job_updated' }],
  ownersOnly: true,
};

export const channels: readonly Channel[] = [generalChannel, signalsChannel, jobsChannel];
