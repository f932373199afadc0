/** The whole server in a directory of its own, for journeys. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { startServer } from '@tradewind/server/main.ts';
import { loadConfig } from '@tradewind/server/platform/config.ts';
import { createLog } from '@tradewind/server/platform/log.ts';
import { type Answered, ask } from './ask.ts';

export const adminKey = 'journey-admin-key';

export interface TestServer {
  readonly url: string;
  readonly dataDir: string;
  /** Everything the server logged. */
  readonly lines: readonly string[];
  readonly password: string;
  /** A request as the administrator; the body as JSON unless it is text. */
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>;
  close(): Promise<void>;
}

/** Settings are those of the environment variables without their prefix, as `{ DEMO: 'on' }`. */
export async function startTestServer(settings: Readonly<Record<string, string>> = {}): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tradewind-journey-'));
  const given = { DATA_DIR: dataDir, PORT: '0', DEMO: 'off', RATE_LIMITS: 'off', ADMIN_TOKEN: adminKey, ...settings };
  const env = Object.fromEntries(Object.entries(given).map(([name, value]) => [`TRADEWIND_${name}`, value]));
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  let password = '';
  const server = await startServer(loadConfig(env), createLog({ level: 'info', destination }), (made) => {
    password = made.password;
  });
  return {
    url: server.url,
    dataDir,
    lines,
    password,
    ask: (method, path, body, headers) => ask(server.url, adminKey, method, path, body, headers),
    close: async () => {
      await server.close();
      await rm(dataDir, { recursive: true });
    },
  };
}
