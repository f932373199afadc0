/**
 * Measures the engine on the stated workloads, beside a naive loop and, where they are installed, beside the peers, all
 * in one session on one machine: absolute times wander, ratios hold. `npm run bench`.
 */
import { spawnSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { hasPackage, runPeer } from './peers/python.ts';
import { measurePortfolio } from './portfolio.ts';

interface VectorbtFigures {
  readonly peer: string;
  readonly ms: number;
  readonly total_return: number;
  readonly orders: number;
}

console.log(`${cpus()[0].model}, Node ${process.version}, load ${loadavg()[0].toFixed(2)} before the first run\n`);

// In a process of its own: what else has run would leave call sites that have seen too much.
spawnSync(process.execPath, [...process.execArgv, '--expose-gc', join(import.meta.dirname, 'engine.ts')], {
  stdio: 'inherit',
});

console.log();
const { ms, panel } = measurePortfolio();
if (hasPackage('vectorbt')) {
  const closes = panel.map(({ close }) => close);
  const size = [String(panel.length), String(panel[0].length)];
  const peer = runPeer<VectorbtFigures>('vectorbt_portfolio.py', closes, size);
  console.log(`C ${peer.peer}: ${peer.ms.toFixed(2)} ms, return ${peer.total_return}, ${peer.orders} orders`);
  console.log(`C ratio: ${(peer.ms / ms).toFixed(1)} times faster than vectorbt`);
} else {
  console.log(
    'C vectorbt is not installed here: only our own figures (TRADEWIND_PEERS_PYTHON names a Python that has it)',
  );
}
