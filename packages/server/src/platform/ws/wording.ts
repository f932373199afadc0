/** Facts and the hub's own words as messages: `{type, timestamp, seq, payload}`. */
import type { ChannelMessage } from '@tradewind/contract/channels.ts';
import type { Fact } from '@tradewind/contract/facts.ts';
import type { ServerMessages } from '@tradewind/contract/messages.ts';

/** Put together as text around the payload, which the bus has serialised already. */
export function factMessage({ type, ts, seq, json }: Fact, { type: shown = type, flat }: ChannelMessage): string {
  const frame = `{"type":"${shown}","timestamp":"${isoTime(ts)}","seq":${seq},"payload":${json}`;
  if (flat === undefined) return `${frame}}`;
  if (flat !== 'spread') return `${frame},"${flat.under}":${json}}`;
  // The fields of the payload without its braces; the message's own four stand first and none may be repeated.
  return json === '{}' ? `${frame}}` : `${frame},${json.slice(1)}`;
}

export type OwnType = keyof ServerMessages;

export function ownMessage<T extends OwnType>(
  type: T,
  seq: number,
  ts: number,
  payload: ServerMessages[T]['payload'],
): string {
  return JSON.stringify({ type, timestamp: isoTime(ts), seq, payload });
}

const isoTime = (ts: number) => new Date(ts).toISOString();
