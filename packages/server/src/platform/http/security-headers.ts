/** What browsers are told to forbid. The documentation pages are the measure: they run offline, from our own files. */
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import { answerHeaders } from '@tradewind/contract/envelope.ts';
import type { FastifyInstance } from 'fastify';

export async function setSecurityHeaders(
  app: FastifyInstance,
  { isBehindTls }: { isBehindTls: boolean },
): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // Swagger UI and ReDoc set styles on their elements; styles cannot fetch anything here, all else being 'self'.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        // ReDoc builds its search index in a worker made from a blob.
        workerSrc: ["'self'", 'blob:'],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: isBehindTls && { maxAge: 31_536_000 },
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
  });
}

/** Other sites may read answers only where the settings name them. Cookies never travel with such requests. */
export async function allowOrigins(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  await app.register(cors, {
    origin: [...origins],
    credentials: false,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
    allowedHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', answerHeaders.requestId],
    exposedHeaders: [...Object.values(answerHeaders), 'Retry-After', 'Idempotency-Replayed'],
    maxAge: 600,
  });
}
