/**
 * The HTTP application: every door on both faces, and around them what all doors share. Reads from top to bottom as a
 * request does.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { apiIndex } from '@tradewind/contract/doors/api.ts';
import { answerHeaders } from '@tradewind/contract/envelope.ts';
import { AppError } from '@tradewind/contract/errors.ts';
import { openApiDocument } from '@tradewind/contract/openapi/document.ts';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { fastify, LogController } from 'fastify';
import type { Authenticator } from '../auth/caller.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { ServedRequest } from '../metrics.ts';
import { setBodyParsers } from './body-parsers.ts';
import { answerBrokenRequest } from './broken-requests.ts';
import { checkHost } from './host-check.ts';
import type { IdempotencyStore } from './idempotency.ts';
import { createOnce } from './idempotency.ts';
import { mount } from './mount.ts';
import { showPages } from './pages/pages.ts';
import { pathOf, sendProblem } from './problem.ts';
import { createRateLimiter } from './rate-limit.ts';
import { allowOrigins, setSecurityHeaders } from './security-headers.ts';
import type { ServedDoor } from './serve.ts';
import { serve } from './serve.ts';
import { refuseOtherMethods, refuseUnknownPaths, watchRoutes } from './unknown-routes.ts';

export type HttpConfig = Pick<Config, 'auth' | 'behindTlsProxy' | 'corsOrigins' | 'rateLimits'>;

export interface AppParts {
  readonly served: readonly ServedDoor[];
  readonly authenticator: Authenticator;
  readonly idempotency: IdempotencyStore;
  readonly config: HttpConfig;
  readonly log: FastifyBaseLogger;
  readonly clock: Clock;
  readonly version: string;
  /** The AsyncAPI document of the channels, served beside the OpenAPI document. */
  readonly asyncapi: object;
  /** Hears of every answer, for the metrics. */
  readonly onRequest?: (request: ServedRequest) => void;
  /** What everybody here should know, shown on every page: synthetic data, authentication off. */
  readonly notices: () => readonly string[];
}

const links = {
  api: '/api/v1',
  bare_api: '/api',
  documentation: '/docs',
  reference: '/redoc',
  openapi: '/openapi.json',
  asyncapi: '/asyncapi.json',
  health: '/health',
};

const requestIdPattern = /^[\w.:-]{1,64}$/;

/** A caller's own request id is kept if it is safe to log; otherwise the request gets a new one. */
function requestId({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && requestIdPattern.test(given) ? given : randomUUID();
}

function reportRequests(app: FastifyInstance, onRequest: AppParts['onRequest']): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method, caller, routeOptions } = request;
    const about = { method, path: pathOf(request), door: routeOptions.config?.doorId, status: reply.statusCode };
    request.log.info({ ...about, ms: Math.round(reply.elapsedTime), caller: caller?.name }, 'request');
    onRequest?.({ method, door: about.door ?? 'none', status: about.status, seconds: reply.elapsedTime / 1000 });
  });
}

/** Longer than any door takes to answer; what is still open then is a client that does not end its own request. */
const longestGoodbyeMs = 2_200;

/** While the process stops, requests on connections still open are told to come back, and nobody holds it up for long. */
function refuseWhileClosing(app: FastifyInstance): void {
  let isClosing = false;
  app.addHook('preClose', async () => {
    isClosing = true;
    setTimeout(() => app.server.closeAllConnections(), longestGoodbyeMs).unref();
  });
  app.addHook('onRequest', async () => {
    if (isClosing) throw new AppError('unavailable', { detail: 'The server is stopping', retryAfter: 5 });
  });
  // An answer that was on its way when the stop came would otherwise leave its connection open, and us waiting for it.
  app.addHook('onSend', async (_request, reply) => {
    if (isClosing) reply.header('Connection', 'close');
  });
}

export async function createApp(parts: AppParts): Promise<FastifyInstance> {
  const { config, authenticator, clock, log, version, notices } = parts;
  const app = fastify({
    loggerInstance: log,
    // One line per request, of our own making: see reportRequests.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    genReqId: requestId,
    requestIdHeader: false,
    // One hop: the address that the proxy itself saw. What clients claim further left in X-Forwarded-For is theirs.
    trustProxy: config.behindTlsProxy ? (_address, hop) => hop === 0 : false,
    // Many HTTP clients offer HTTP/2 (`Upgrade: h2c`) on every request; only WebSockets are taken up on it.
    http: { shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket' },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 16_384 },
    frameworkErrors: sendProblem,
    clientErrorHandler: answerBrokenRequest,
  });
  app.setErrorHandler(sendProblem);
  app.decorateRequest('caller', null);
  const routes = watchRoutes(app);

  app.addHook('onRequest', async (request, reply) => {
    reply.header(answerHeaders.requestId, request.id);
    reply.header('Cache-Control', 'no-store');
  });
  reportRequests(app, parts.onRequest);
  await setSecurityHeaders(app, { isBehindTls: config.behindTlsProxy });
  await allowOrigins(app, config.corsOrigins);
  refuseWhileClosing(app);
  // Whoever reaches the port is then the admin: only this machine may.
  if (!config.auth) app.addHook('onRequest', async (request) => checkHost(request));

  const index = () => ({ name: 'Tradewind', version, links, notices: [...notices()] });
  const served = [...parts.served, serve(apiIndex, index)];
  const doors = served.map(({ door }) => door);
  setBodyParsers(app, doors);
  const limiter = await createRateLimiter(app, config.rateLimits);
  const once = createOnce(parts.idempotency, clock);
  for (const one of served) mount(app, one, { authenticator, limiter, once, clock });

  const openapi = openApiDocument(doors, { version });
  await showPages(app, { index, openapi, asyncapi: parts.asyncapi });
  refuseOtherMethods(app, routes);
  refuseUnknownPaths(app, doors);
  return app;
}
