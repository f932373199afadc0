/** Proofs of a stored run: asked for, waited for, read. */
import type { DoorAnswer } from '@tradewind/contract/door.ts';
import { readLookAhead, verifyBacktestRun } from '@tradewind/contract/doors/backtest.ts';
import type { Meta } from '@tradewind/contract/envelope.ts';
import type { Progress } from '../terminal/progress.ts';
import { whileWatched } from './await-job.ts';
import type { Desk } from './desk.ts';

export type Certificate = Extract<DoorAnswer<typeof readLookAhead>, { statement: string }>;
export type Verification = Extract<DoorAnswer<typeof verifyBacktestRun>, { same: boolean }>;

/** With where its bars came from. */
export interface Proved<Proof> {
  readonly proof: Proof;
  readonly meta: Meta | null;
}

export function awaitCertificate(desk: Desk, runId: string, progress: Progress): Promise<Proved<Certificate>> {
  return whileWatched(desk, progress, async (untilEnded) => {
    for (;;) {
      const { data, meta } = await desk.call(readLookAhead, { params: { run_id: runId } });
      if ('statement' in data) return { proof: data, meta };
      await untilEnded(data.job_id);
    }
  });
}

export function awaitVerification(desk: Desk, runId: string, progress: Progress): Promise<Proved<Verification>> {
  return whileWatched(desk, progress, async (untilEnded) => {
    for (;;) {
      const { data, meta } = await desk.call(verifyBacktestRun, { params: { run_id: runId } });
      if ('same' in data) return { proof: data, meta };
      await untilEnded(data.job_id);
    }
  });
}
