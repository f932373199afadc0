/** How data is dressed on each face: wrapped in the envelope, or bare with the rest in headers. */
import type { Meta } from '@tradewind/contract/envelope.ts';
import { answerHeaders } from '@tradewind/contract/envelope.ts';
import type { FacePlace } from '@tradewind/contract/faces.ts';
import type { FastifyReply } from 'fastify';
import type { AnswerOptions } from './serve.ts';

/** Header values are Latin-1 at best: what lies outside printable ASCII is percent-encoded. */
export const headerSafe = (text: string): string =>
  text.toWellFormed().replace(/[^\x20-\x7e]/gu, (character) => encodeURIComponent(character));

export function dress(
  face: FacePlace,
  data: unknown,
  { source, note, total }: AnswerOptions,
  about: { readonly requestId: string; readonly now: number },
  reply: FastifyReply,
): unknown {
  if (total !== undefined) reply.header(answerHeaders.total, String(total));
  if (face.isEnveloped) {
    const timestamp = new Date(about.now).toISOString();
    const meta: Meta = { timestamp, source, note, total, request_id: about.requestId };
    return { status: 'ok', data, meta };
  }
  if (source !== undefined) reply.header(answerHeaders.source, headerSafe(source));
  if (note !== undefined) reply.header(answerHeaders.note, headerSafe(note));
  return data;
}
