/** How data is dressed on each face: wrapped in the envelope, or bare with the rest in headers. */
import type { Meta } from '@tradewind/contract/envelope.ts';
import { answerHeaders } from '@tradewind/contract/envelope.ts';
import type { FastifyReply } from 'fastify';
import type { AnswerOptions } from './serve.ts';

/** Header values are Latin-1 at best: what lies outside printable ASCII is percent-encoded. */
const headerSafe = (text: string): string =>
  text.toWellFormed().replace(/[^\x20-\x7e]/gu, (character) => encodeURIComponent(character));

/** Where and when an answer is given. */
export interface Place {
  readonly isEnveloped: boolean;
  readonly requestId: string;
  readonly now: number;
}

export function dress(
  data: unknown,
  { source, note, total }: AnswerOptions,
  { isEnveloped, requestId, now }: Place,
  reply: FastifyReply,
): unknown {
  if (total !== undefined) reply.header(answerHeaders.total, String(total));
  if (isEnveloped) {
    const meta: Meta = { timestamp: new Date(now).toISOString(), source, note, total, request_id: requestId };
    return { status: 'ok', data, meta };
  }
  if (source !== undefined) reply.header(answerHeaders.source, headerSafe(source));
  if (note !== undefined) reply.header(answerHeaders.note, headerSafe(note));
  return data;
}
