/**
 * The AsyncAPI 3.0 document of the channels, made from the table of channels and the schemas of facts and messages.
 * Like the OpenAPI document it is a function of the tables alone.
 */
import { z } from 'zod';
import type { Channel, ChannelMessage } from './channels.ts';
import { facts } from './facts.ts';
import { clientMessages, closeCodes, serverMessages } from './messages.ts';
import { Components, type JsonSchema } from './openapi/components.ts';
import { isoTime } from './wire.ts';

export interface AsyncApiDocument {
  readonly asyncapi: string;
  readonly info: JsonSchema;
  readonly servers: Readonly<Record<string, JsonSchema>>;
  readonly defaultContentType: string;
  readonly channels: Readonly<Record<string, AsyncApiChannel>>;
  readonly operations: Readonly<Record<string, JsonSchema>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
}

export interface AsyncApiChannel extends JsonSchema {
  readonly address: string;
  readonly messages: Readonly<Record<string, { readonly $ref: string }>>;
}

const description = `Facts of the running system over WebSocket. Authenticate with an \`Authorization: Bearer tw_…\`
header, with the subprotocol \`tradewind.ticket.<ticket>\`, or with \`?ticket=<ticket>\`; a ticket comes from
\`POST /api/v1/ws-tickets\`, lasts 30 seconds and works once. Without, the connection is closed with
${closeCodes.unauthenticated}, and without the channel's scope with ${closeCodes.forbidden}. Every message is
\`{type, timestamp, seq, payload}\`; \`seq\` rises over all channels, so a single channel shows gaps that mean nothing.
What a reader missed is told by \`gap\` and can be had again by \`resume\`.`;

const onEveryChannel = ['connected', 'pong', 'gap', 'resumed', 'error'] as const;
const fromClients = Object.keys(clientMessages) as (keyof typeof clientMessages)[];

export function asyncApiDocument(
  channels: readonly Channel[],
  { version }: { readonly version: string },
): AsyncApiDocument {
  const components = new Components();
  const messages: Record<string, JsonSchema> = {};
  for (const [name, schema] of Object.entries(serverMessages)) {
    messages[name] = { name, payload: components.schema(schema, 'output'), summary: schema.description };
  }
  for (const [name, schema] of Object.entries(clientMessages)) {
    messages[name] = { name, payload: components.schema(schema, 'input'), summary: schema.description };
  }

  const described = channels.map((channel) => {
    const own = channel.messages.map((message): [string, string] => {
      const name = message.type ?? message.fact;
      const id = `${channel.id}_${name}`;
      const summary = facts[message.fact].description;
      messages[id] = { name, summary, payload: components.schema(schemaOf(message), 'output') };
      return [name, id];
    });
    const shared = [...onEveryChannel, ...(channel.heartbeatSeconds === undefined ? [] : (['heartbeat'] as const))];
    return { channel, sent: [...shared.map((name): [string, string] => [name, name]), ...own] };
  });

  return {
    asyncapi: '3.0.0',
    info: { title: 'Tradewind', version, description, license: { name: 'Apache-2.0' } },
    servers: {
      this: {
        host: '127.0.0.1:8000',
        protocol: 'ws',
        description: 'Where this document was read; `wss` behind a proxy that ends TLS',
        security: [{ $ref: '#/components/securitySchemes/apiKey' }, { $ref: '#/components/securitySchemes/ticket' }],
      },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(described.map(({ channel, sent }) => [channel.id, channelOf(channel, sent)])),
    operations: Object.fromEntries(described.flatMap(({ channel, sent }) => operationsOf(channel, sent))),
    components: {
      messages,
      schemas: components.all(),
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key; it holds scopes' },
        ticket: { type: 'httpApiKey', in: 'query', name: 'ticket', description: 'Short-lived, works once' },
      },
    },
  };
}

function channelOf({ path, summary, access, ownersOnly }: Channel, sent: readonly [string, string][]): AsyncApiChannel {
  const own = ownersOnly ? ' Only what is the caller’s own; with the scope `admin` everything.' : '';
  const names = [...sent, ...fromClients.map((name): [string, string] => [name, name])];
  return {
    address: path,
    summary,
    description: `Needs the scope \`${access}\`.${own}`,
    messages: Object.fromEntries(names.map(([name, id]) => [name, { $ref: `#/components/messages/${id}` }])),
    bindings: { ws: { method: 'GET' } },
  };
}

/** From the server's side, as AsyncAPI has it: it sends facts and receives words. */
function operationsOf({ id }: Channel, sent: readonly [string, string][]): [string, JsonSchema][] {
  const channel = { $ref: `#/channels/${id}` };
  const refs = (names: readonly string[]) => names.map((name) => ({ $ref: `#/channels/${id}/messages/${name}` }));
  return [
    [`${id}Send`, { action: 'send', channel, messages: refs(sent.map(([name]) => name)) }],
    [`${id}Receive`, { action: 'receive', channel, messages: refs(fromClients) }],
  ];
}

function schemaOf({ fact, type = fact, flat }: ChannelMessage): z.ZodType {
  const payload = facts[fact];
  const frame = z.object({ type: z.literal(type), timestamp: isoTime, seq: z.int().min(0), payload });
  if (flat === undefined) return frame;
  return flat === 'spread' ? frame.extend(payload.shape) : frame.extend({ [flat.under]: payload });
}
