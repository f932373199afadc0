/** Shapes that many doors share on the wire. */
import { z } from 'zod';

/** A moment: ISO-8601 UTC with `Z`. */
export const isoTime = z.iso
  .datetime()
  .meta({ description: 'UTC time, ISO-8601 with Z', examples: ['2026-11-20T12:00:00Z'] });

/** A calendar day. */
export const isoDate = z.iso.date().meta({ description: 'Calendar day, ISO-8601', examples: ['2026-11-20'] });

/** Where a day is enough and a moment is welcome, such as the ends of a range. A day means its first instant, UTC. */
export const isoDateOrTime = z.union([isoDate, isoTime]);

/** A body or an answer that is no text: as bytes, or as a Blob that reads them from where they lie. */
export const bytes = z.custom<Uint8Array | Blob>((value) => value instanceof Uint8Array || value instanceof Blob, {
  message: 'bytes',
});

/** Opaque identifier. */
export const identifier = z.string().min(1).max(128);

/** Share of a whole, 0..1. */
export const fraction = z.number().min(0).max(1);

export const defaultLimit = 20;
export const maximumLimit = 500;

/** Spread into the query of a list that can grow without bound. */
export const pagingQuery = {
  limit: z.int().min(1).max(maximumLimit).default(defaultLimit).describe('How many to answer at most'),
  offset: z.int().min(0).max(1_000_000_000).default(0).describe('How many to skip'),
};

/** Spread into the answer of such a list, beside the items. */
export const pagingAnswer = {
  total: z.int().min(0),
  limit: z.int().min(1),
  offset: z.int().min(0),
};
