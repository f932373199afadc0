/** What is not there: 404 with the nearest door as a hint, 405 with the methods that are. */
import type { Door } from '@tradewind/contract/door.ts';
import { AppError } from '@tradewind/contract/errors.ts';
import { facesOf, pathOn } from '@tradewind/contract/faces.ts';
import type { FastifyInstance, HTTPMethods } from 'fastify';
import { nearest } from './nearest.ts';
import { pathOf } from './problem.ts';

const everyMethod: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'];

/** Collects which methods each path has been given; call before the first route. */
export function watchRoutes(app: FastifyInstance): ReadonlyMap<string, ReadonlySet<string>> {
  const methods = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    const known = methods.get(url) ?? new Set();
    for (const one of [method].flat()) known.add(one);
    methods.set(url, known);
  });
  return methods;
}

/** Gives every path that has routes an answer for the other methods; call after the last route. */
export function refuseOtherMethods(app: FastifyInstance, routes: ReadonlyMap<string, ReadonlySet<string>>): void {
  for (const [url, known] of [...routes]) {
    if (url.endsWith('*')) continue;
    const allow = [...known].toSorted().join(', ');
    app.route({
      method: everyMethod.filter((method) => !known.has(method)),
      url,
      exposeHeadRoute: false,
      // In onRequest: the body of a method that is not there must not be read.
      onRequest: async (request, reply) => {
        reply.header('Allow', allow);
        throw new AppError('method_not_allowed', `${pathOf(request)} answers ${allow}, not ${request.method}`);
      },
      handler: async () => {},
    });
  }
}

export function refuseUnknownPaths(app: FastifyInstance, doors: readonly Door[]): void {
  const known = [...new Set(doors.flatMap((door) => facesOf(door).map((face) => pathOn(face, door))))];
  app.setNotFoundHandler((request) => {
    const path = pathOf(request);
    const hint = nearest(path, known);
    throw new AppError(
      'not_found',
      `No door at ${path}. ${hint === null ? 'See' : `Did you mean ${hint}? See also`} /docs`,
    );
  });
}
