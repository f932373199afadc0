/** What stands around the data: the envelope of `/api/v1`, and the problem document of every refusal (RFC 9457). */
import { z } from 'zod';
import type { ErrorCode } from './errors.ts';
import { errorTable } from './errors.ts';
import { isoTime } from './wire.ts';

export const metaSchema = z
  .object({
    timestamp: isoTime,
    source: z.string().optional().describe('Where the data came from; `synthetic` = made up for the demo workspace'),
    note: z.string().optional().describe('What a reader should know before relying on the data'),
    total: z.int().min(0).optional().describe('How many there are in all, when the data is a bare list'),
    request_id: z.string(),
  })
  .meta({ id: 'Meta', description: 'About the answer' });
export type Meta = z.infer<typeof metaSchema>;

export const envelopeOf = <S extends z.ZodType>(data: S) =>
  z.object({ status: z.literal('ok'), data, meta: metaSchema });

const errorCodes = Object.keys(errorTable) as ErrorCode[];

export const fieldFaultSchema = z
  .object({
    pointer: z.string().describe('JSON pointer into the request: /body/…, /query/…, /path/… or /header/…'),
    expected: z.string(),
    found: z.string().optional(),
  })
  .meta({ id: 'FieldFault', description: 'One fault in the input' });

/** Loose: a refusal may carry further members, such as the rule that refused or the bars that are missing. */
export const problemSchema = z
  .looseObject({
    type: z.string().describe('URI of the kind of problem'),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string().describe('What was expected and what was found'),
    instance: z.string().describe('The path that was asked'),
    code: z.enum(errorCodes),
    request_id: z.string(),
    errors: z.array(fieldFaultSchema).optional(),
  })
  .meta({ id: 'Problem', description: 'A refusal (RFC 9457)' });
export type Problem = z.infer<typeof problemSchema>;

/** The URI of a kind of problem: a name, not an address to fetch. */
export const problemType = (code: ErrorCode): string => `urn:tradewind:problem:${code}`;

/** Headers that carry on the bare face what the envelope carries in `meta`. */
export const answerHeaders = {
  requestId: 'X-Request-Id',
  source: 'X-Data-Source',
  note: 'X-Data-Note',
  total: 'X-Total-Count',
} as const;
