/** What server and client say to each other on every channel, besides the facts. */
import { z } from 'zod';
import type { ErrorCode } from './errors.ts';
import { errorTable } from './errors.ts';
import { isoTime } from './wire.ts';

/** The frame of every message the server sends. `seq` is the bus's position when it was sent. */
export const messageOf = <T extends string, P extends z.ZodType>(type: T, payload: P) =>
  z.object({ type: z.literal(type), timestamp: isoTime, seq: z.int().min(0), payload });

export const connectedMessage = messageOf('connected', z.object({ channel: z.string() })).meta({
  description: 'Always the first message. Facts after its `seq` follow.',
});

export const pongMessage = messageOf('pong', z.object({})).meta({ description: 'Answer to `ping`' });

export const heartbeatMessage = messageOf('heartbeat', z.object({})).meta({
  description: 'Nothing happened, and the server is alive',
});

export const gapMessage = messageOf(
  'gap',
  z.object({
    from_seq: z.int().min(0),
    to_seq: z.int().min(0),
    recover: z
      .enum(['resume', 'refetch'])
      .describe('`resume` = send `{"type":"resume","seq":from_seq-1}`; `refetch` = too long ago, read the state again'),
  }),
).meta({
  description: 'Facts from `from_seq` to `to_seq` were not sent: the reader was too slow, or they are too old',
});

export const resumedMessage = messageOf('resumed', z.object({ from_seq: z.int().min(0), to_seq: z.int().min(0) })).meta(
  {
    description: 'Answer to `resume`: the facts of this channel in this range follow',
  },
);

export const errorMessage = messageOf(
  'error',
  z.object({ code: z.enum(Object.keys(errorTable) as ErrorCode[]), detail: z.string() }),
).meta({ description: 'The last message from the client could not be used' });

export const serverMessages = {
  connected: connectedMessage,
  pong: pongMessage,
  heartbeat: heartbeatMessage,
  gap: gapMessage,
  resumed: resumedMessage,
  error: errorMessage,
} as const;
export type ServerMessages = { [T in keyof typeof serverMessages]: z.output<(typeof serverMessages)[T]> };

export const pingMessage = z.object({ type: z.literal('ping') }).meta({ description: 'Answered by `pong`' });

export const resumeMessage = z
  .object({ type: z.literal('resume'), seq: z.int().min(0).describe('The last `seq` that was seen') })
  .meta({ description: 'Send again what came after `seq`' });

export const clientMessages = { ping: pingMessage, resume: resumeMessage } as const;
export const clientMessageSchema = z.discriminatedUnion('type', [pingMessage, resumeMessage]);

/** Close codes beyond RFC 6455's own. */
export const closeCodes = {
  /** Credentials are missing, wrong, or no longer good. */
  unauthenticated: 4401,
  /** The caller lacks the channel's scope. */
  forbidden: 4403,
} as const;
