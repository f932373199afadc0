/** What can be proved about a stored run: that it looked at nothing that came later, and that it can be made again. */
import type { DoorData } from '@tradewind/contract/door.ts';
import type { verifyBacktestRun } from '@tradewind/contract/doors/backtest.ts';
import type { LookAheadCertificate } from '@tradewind/engine/backtest/look-ahead.ts';
import { firstDifference } from '@tradewind/engine/backtest/verify.ts';
import type { RunOutput } from './run.ts';

/** As it is stored with the run. */
export type StoredCertificate = LookAheadCertificate & { readonly computedAt: number };

/** A run made again, as it is kept with its job and goes over the wire. */
export type Verification = Extract<DoorData<typeof verifyBacktestRun>, { same: boolean }>;

/** `again` is the same run, made from the bars that are stored now. */
export function compareRuns(stored: RunOutput, again: RunOutput): Verification {
  // As it was stored: through JSON, which knows no member without a value.
  const figures = JSON.parse(JSON.stringify(again.figures));
  const inOrder = ({ curve, trades }: RunOutput, own: unknown) => ({ curve, trades, figures: own });
  const difference = firstDifference(inOrder(stored, stored.figures), inOrder(again, figures));
  const { data, runId, codeVersion } = stored.figures;
  const current = again.figures.data ?? {};
  return {
    run_id: runId,
    same: difference === null,
    first_difference: difference && {
      path: difference.path,
      stored: difference.expected,
      recomputed: difference.found,
    },
    changed_data: data === undefined ? null : Object.keys(data).filter((symbol) => data[symbol] !== current[symbol]),
    code_version: { stored: codeVersion ?? null, recomputed: again.figures.codeVersion ?? '' },
  };
}
