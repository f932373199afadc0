/**
 * The OpenAPI 3.1 document, made from the table of doors and therefore from the very schemas that validate. It is a
 * function of the table alone: the server serves it, tests and generators can make it without one.
 */
import type { Door, Tag } from '../door.ts';
import { tags } from '../door.ts';
import { facesOf, pathOn } from '../faces.ts';
import type { JsonSchema } from './components.ts';
import { Components } from './components.ts';
import { operation } from './operation.ts';

export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: JsonSchema;
  readonly servers: readonly JsonSchema[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
}

const tagDescriptions: Readonly<Record<Tag, string>> = {
  Health: 'Is it alive, is it ready, and what about its parts',
  Macro: 'Economic series as they were known at the time',
  Curves: 'Yield curves, their history and fit',
  'Market Data': 'Import of prices, and bars out of the store',
  Flows: 'Positioning and flows',
  Agents: 'Analytical agents and their views',
  Signals: 'What the strategies say now and said before',
  Risk: 'Value at risk, stress, limits, the emergency stop',
  Portfolio: 'Equity, profit and loss, exposure, targets',
  Backtest: 'Strategies run on history, and the results kept',
  Strategies: 'The strategies there are, with their parameters',
  Reports: 'Daily briefs and reports',
  Monitoring: 'Rules over the running system and what they found',
  WebSocket: 'Tickets for the channels; the channels themselves are described in /asyncapi.json',
  Trades: 'The journal of trades',
  Execution: 'Sessions, orders, positions',
  Safety: 'The kill switch and the latches around every order',
  Alerts: 'Rules that call a person',
  Scheduler: 'Work by the clock',
  Goals: 'Target weights and drift from them',
  Agent: 'The autopilot: observe, analyse, propose, act through the gate',
  Optimize: 'Parameter search, walk-forward, model tuning, live adaptation',
  Dashboard: 'All of the desk in one answer',
  System: 'State, jobs and logs of the platform',
  Auth: 'Users, sessions, keys and the audit trail',
};

const description = `Every operation stands on two faces: \`/api/v1\` answers in an envelope \`{status, data, meta}\`,
\`/api\` answers the same data bare, with its source in \`X-Data-Source\`. Refusals are RFC 9457 problem documents on both.
Times are UTC with \`Z\`; fields ending in \`_pct\` are per cent, rates and weights fractions; a figure that does not exist
is \`null\`. Send an API key as \`Authorization: Bearer tw_…\`, or sign in at \`/api/v1/auth/login\`.`;

const text = (description: string): JsonSchema => ({ description, schema: { type: 'string' } });

const sharedComponents = {
  headers: {
    RequestId: text('Names this request in the log; sent back if the request brought one'),
    DataSource: text('Where the data came from; `synthetic` = made up for the demo workspace'),
    DataNote: text('What a reader should know before relying on the data; percent-encoded where not ASCII'),
    TotalCount: { description: 'How many there are in all', schema: { type: 'integer', minimum: 0 } },
    RetryAfter: { description: 'Seconds until it makes sense to try again', schema: { type: 'integer', minimum: 0 } },
  },
  parameters: {
    IdempotencyKey: {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description: 'A repeat with the same key within 24 hours gets the first answer again instead of a second effect.',
      schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
    },
  },
  securitySchemes: {
    apiKey: { type: 'http', scheme: 'bearer', description: 'An API key; it holds scopes' },
    session: { type: 'apiKey', in: 'cookie', name: 'tradewind_session', description: 'Set by signing in' },
    csrf: { type: 'apiKey', in: 'header', name: 'X-CSRF-Token', description: 'With a session, on unsafe methods' },
  },
};

/** Of the shared components only those that some operation refers to. */
function usedOf(shared: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>, paths: unknown) {
  const written = JSON.stringify(paths);
  return Object.fromEntries(
    Object.entries(shared)
      .map(([kind, members]): [string, Record<string, JsonSchema>] => [
        kind,
        Object.fromEntries(
          Object.entries(members).filter(
            ([name]) => kind === 'securitySchemes' || written.includes(`"#/components/${kind}/${name}"`),
          ),
        ),
      ])
      .filter(([, members]) => Object.keys(members).length > 0),
  );
}

export function openApiDocument(doors: readonly Door[], { version }: { readonly version: string }): OpenApiDocument {
  const components = new Components();
  // Answers name the components; requests that differ come second and step aside (see components.ts).
  for (const door of doors.filter(({ produces }) => produces === undefined)) {
    for (const schema of Object.values(door.answers)) components.schema(schema, 'output');
  }

  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const door of doors) {
    for (const face of facesOf(door)) {
      const path = pathOn(face, door);
      paths[path] = { ...paths[path], [door.method.toLowerCase()]: operation(door, face, components) };
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tradewind',
      version,
      description,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'This server' }],
    tags: tags.map((name) => ({ name, description: tagDescriptions[name] })),
    paths: components.withMappings(paths),
    components: { schemas: components.all(), ...usedOf(sharedComponents, paths) },
  };
}
