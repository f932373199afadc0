import type { DoorData } from '@tradewind/contract/door.ts';
import { readLookAhead, verifyBacktestRun } from '@tradewind/contract/doors/backtest.ts';
import { answer, type ServedDoor, serve } from '../../platform/http/serve.ts';
import type { Job } from '../../platform/jobs/job.ts';
import { about, iso } from './dress.ts';
import type { StoredCertificate } from './proof.ts';
import type { ProofService } from './proof-service.ts';

export const proofDoors = (service: ProofService): ServedDoor[] => [
  serve(readLookAhead, async ({ params: { run_id }, caller }) => {
    const asked = await service.lookAhead(run_id, caller.userId);
    if ('job' in asked) return underWay(run_id, asked.job);
    return answer(dressCertificate(run_id, asked.proof), about([service.figures(run_id)]));
  }),
  serve(verifyBacktestRun, async ({ params: { run_id }, caller }) => {
    const asked = await service.verify(run_id, caller.userId);
    return 'proof' in asked ? answer(asked.proof, about([service.figures(run_id)])) : underWay(run_id, asked.job);
  }),
];

const underWay = (runId: string, { id, status }: Job) => answer({ run_id: runId, job_id: id, status }, { status: 202 });

function dressCertificate(runId: string, certificate: StoredCertificate): DoorData<typeof readLookAhead> {
  const { firstDifference: difference } = certificate;
  return {
    run_id: runId,
    passed: certificate.passed,
    cuts_tried: certificate.cutsTried,
    first_difference: difference && {
      symbol: difference.symbol,
      timestamp: iso(difference.ts),
      bar: difference.bar,
      what: difference.what,
    },
    data: certificate.data.map(({ symbol, hasReleaseTimes }) => ({ symbol, has_release_times: hasReleaseTimes })),
    statement: certificate.statement,
    computed_at: iso(certificate.computedAt),
  };
}
