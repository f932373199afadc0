/** Started by store.test.ts as a worker thread: reads one series again and again beside the writer, and checks each. */
import { parentPort, workerData } from 'node:worker_threads';
import { openMarketData } from './open.ts';

const { dataDir, rounds } = workerData as { dataDir: string; rounds: number };
const { reader, close } = openMarketData(dataDir);
let torn = 0;
for (let round = 0; round < rounds; round++) {
  const found = reader.readSeries('SPY', '1m');
  if (!found) continue;
  const { series, bars } = found;
  const isWhole = bars.length === series.bars && bars.close.length === bars.length;
  // Every bar of one import closes at the same price: two prices would be two imports mixed.
  if (!isWhole || bars.close.some((close) => close !== bars.close[0])) torn++;
}
close();
parentPort?.postMessage({ torn });
