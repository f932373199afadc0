/** Every refusal leaves as problem+json (RFC 9457). Nothing of the inside (stack, SQL, path of a file) goes with it. */
import type { Problem } from '@tradewind/contract/envelope.ts';
import { answerHeaders, problemType } from '@tradewind/contract/envelope.ts';
import { AppError, errorTable } from '@tradewind/contract/errors.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';

export const problemContentType = 'application/problem+json; charset=utf-8';

/** The path that was asked, without the query: that may hold a ticket. */
export const pathOf = (request: Pick<FastifyRequest, 'url'>): string => request.url.split('?', 1)[0];

export function problemOf(error: AppError, instance: string, requestId: string): Problem {
  const { status, title } = errorTable[error.code];
  return {
    ...error.data.extensions,
    type: problemType(error.code),
    title,
    status,
    detail: error.data.detail,
    instance,
    code: error.code,
    request_id: requestId,
    ...(error.data.errors === undefined ? {} : { errors: [...error.data.errors] }),
  };
}

/** What the HTTP layer itself refuses before a door is reached, in the platform's own words. */
const frameworkRefusals: Readonly<Record<string, () => AppError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => new AppError('too_large', 'The body is larger than this door takes'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () =>
    new AppError('unsupported_media_type', 'The body came without a content type that this door takes'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    new AppError('malformed', 'The body is not as long as its Content-Length says'),
  FST_ERR_BAD_URL: () => new AppError('malformed', 'The path is not a valid URL: check its percent-encoding'),
  FST_ERR_MAX_PARAM_LENGTH: () => new AppError('malformed', 'A part of the path is longer than any id'),
};

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The refusal that an error stands for; null when it is nobody's refusal but a fault of ours. */
function refusalOf(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  if (!isObject(error)) return null;
  const known = frameworkRefusals[String(error.code)];
  if (known !== undefined) return known();
  // What remains of Fastify's own with a 4xx status concerns the form of the request, never its meaning.
  const status = typeof error.statusCode === 'number' ? error.statusCode : 500;
  return String(error.code).startsWith('FST_ERR_CTP') && status < 500
    ? new AppError('malformed', 'The body could not be read')
    : null;
}

/** Answers an error. What we did not expect is logged whole, and answered with nothing but the request id. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = refusalOf(error);
  if (refusal === null) request.log.error({ err: error }, 'unexpected error');
  const told =
    refusal ?? new AppError('internal', `This is a fault of the server. It is in its log under request ${request.id}.`);
  const problem = problemOf(told, pathOf(request), request.id);
  reply.header(answerHeaders.requestId, request.id);
  if (problem.status === 401) reply.header('WWW-Authenticate', 'Bearer realm="tradewind"');
  if (told.data.retryAfter !== undefined) reply.header('Retry-After', String(Math.ceil(told.data.retryAfter)));
  return reply.code(problem.status).type(problemContentType).send(JSON.stringify(problem));
}
