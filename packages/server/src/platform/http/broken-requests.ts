/** Bytes that are no HTTP request reach no route and no reply: the answer is written to the socket itself. */
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { AppError } from '@tradewind/contract/errors.ts';
import { problemContentType, problemOf } from './problem.ts';

export function answerBrokenRequest(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) {
    const detail =
      error.code === 'HPE_HEADER_OVERFLOW' ? 'The headers are larger than the server takes' : 'This is no HTTP request';
    const problem = problemOf(new AppError('malformed', detail), '/', randomUUID());
    const body = JSON.stringify(problem);
    socket.write(
      `HTTP/1.1 400 Bad Request\r\nContent-Type: ${problemContentType}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
        `Connection: close\r\n\r\n${body}`,
    );
  }
  socket.destroy();
}
