/** What the server shows beside its doors: the landing page, the documents, the pages that explain them. */
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { assets, redocPage, swaggerPage, swaggerStart } from './documentation.ts';
import type { ApiIndex } from './landing.ts';
import { landingPage } from './landing.ts';

export interface PageParts {
  readonly index: () => ApiIndex;
  readonly openapi: object;
  readonly asyncapi: object;
}

const html = 'text/html; charset=utf-8';
const json = 'application/json; charset=utf-8';

/** A browser names HTML in Accept; other clients that take anything get JSON. */
const wantsHtml = ({ headers }: FastifyRequest): boolean => headers.accept?.includes('text/html') ?? false;

export async function showPages(app: FastifyInstance, { index, openapi, asyncapi }: PageParts): Promise<void> {
  const documents = { '/openapi.json': JSON.stringify(openapi), '/asyncapi.json': JSON.stringify(asyncapi) };
  for (const [url, document] of Object.entries(documents)) {
    app.get(url, async (_request, reply) => reply.type(json).send(document));
  }

  app.get('/', async (request, reply) => {
    reply.header('Vary', 'Accept');
    if (!wantsHtml(request)) return reply.type(json).send(JSON.stringify(index()));
    return reply.type(html).send(landingPage(index(), `${request.protocol}://${request.host}`));
  });
  app.get('/docs', async (_request, reply) => reply.type(html).send(swaggerPage(index().notices)));
  app.get('/redoc', async (_request, reply) => reply.type(html).send(redocPage(index().notices)));

  await app.register(fastifyStatic, { serve: false, root: [...new Set(assets.map(({ folder }) => folder))] });
  for (const { url, folder, file } of assets) {
    app.get(url, async (_request, reply) => reply.sendFile(file, folder));
  }
  app.get(swaggerStart.url, async (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(swaggerStart.script),
  );
}
