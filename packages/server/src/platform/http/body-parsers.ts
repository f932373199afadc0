/** Which bodies are read, and into what: JSON into values, text into a string, anything else into bytes. */
import type { Door } from '@tradewind/contract/door.ts';
import { AppError } from '@tradewind/contract/errors.ts';
import type { FastifyInstance } from 'fastify';

export const jsonType = 'application/json';

export const isText = (contentType: string): boolean => contentType.startsWith('text/');

export function setBodyParsers(app: FastifyInstance, doors: readonly Door[]): void {
  app.removeAllContentTypeParsers();
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser(jsonType, { parseAs: 'string' }, (request, body, done) => {
    // An empty body is nothing, not broken JSON: the door's schema says whether it may be missing.
    if (body === '') return done(null, undefined);
    return parseJson(request, body as string, (fault, value) => {
      if (fault === null) done(null, value);
      else done(new AppError('malformed', malformedJson(fault)));
    });
  });
  const others = new Set(doors.flatMap((door) => door.consumes ?? []).filter((type) => type !== jsonType));
  for (const type of others) {
    app.addContentTypeParser(type, { parseAs: isText(type) ? 'string' : 'buffer' }, (_request, body, done) => {
      done(null, body);
    });
  }
}

function malformedJson(fault: Error): { detail: string; errors: { pointer: string; expected: string }[] } {
  const detail = fault instanceof SyntaxError ? fault.message : 'The body is not JSON';
  return { detail, errors: [{ pointer: '/body', expected: 'JSON' }] };
}
