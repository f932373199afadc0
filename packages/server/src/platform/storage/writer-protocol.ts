/** What the writer thread and its owner say to each other. */
import type { Outcome, WriteSet } from './group-commit.ts';

export interface WriterOptions {
  readonly file: string;
}

export const writerReady = 'ready';

/** Sets are answered in the order in which they were sent. */
export type ToWriter = WriteSet | 'close';
export type FromWriter = typeof writerReady | readonly Outcome[];
