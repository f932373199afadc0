/**
 * Import of one-minute bars from a CSV file on disk: rows per second from the first byte to the commit, and how far the
 * memory rises above what it was before, for 1 M rows and for 4 M. What must stay flat is the heap: the text passes
 * through in pieces. Outside of it lie the columns themselves, 48 bytes a row, until they are on the disk.
 */
import { createWriteStream, openAsBlob, rmSync } from 'node:fs';
import { mkdtemp, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openMarketDataStore } from '@tradewind/server/modules/market-data/open.ts';
import { MarketDataService } from '@tradewind/server/modules/market-data/service.ts';
import { minuteBars } from './workloads.ts';

const megabyte = 2 ** 20;
const folder = await mkdtemp(join(tmpdir(), 'tradewind-bench-import-'));
try {
  for (const rows of [1_000_000, 4_000_000]) await measure(rows);
} finally {
  rmSync(folder, { recursive: true });
}

async function measure(rows: number): Promise<void> {
  const file = join(folder, `${rows}.csv`);
  await pipeline(csvOf(rows), createWriteStream(file));
  const { size } = await stat(file);
  const { store, database } = await openMarketDataStore(join(folder));
  const service = new MarketDataService(store);
  const peak = watchMemory();
  const start = performance.now();
  const report = await service.import(await openAsBlob(file), { symbol: `M${rows}` });
  const seconds = (performance.now() - start) / 1_000;
  const { heap, resident } = peak();
  if (report.goodRows !== rows) throw new Error(`Expected ${rows} rows, found ${report.goodRows}`);
  const again = await service.import(await openAsBlob(file), { symbol: `M${rows}` });
  if (again.series[0].stored?.unchanged !== rows) throw new Error('The second import changed something');
  await database.close();
  const perSecond = Math.round(rows / seconds).toLocaleString('en-US');
  console.log(
    `import of ${rows} rows (${Math.round(size / megabyte)} MB): ${seconds.toFixed(2)} s, ${perSecond} rows/s, ` +
      `heap + ${heap} MB, resident + ${resident} MB (columns: ${Math.round((rows * 48) / megabyte)} MB)`,
  );
}

function* csvOf(rows: number): Generator<string> {
  const { ts, open, high, low, close, volume } = minuteBars(rows);
  yield 'timestamp,open,high,low,close,volume\n';
  let text = '';
  for (let i = 0; i < rows; i++) {
    const stamp = new Date(ts[i] - 60_000).toISOString().replace('.000', '');
    const prices = [open[i], high[i], low[i], close[i]].map((ticks) => (ticks / 100).toFixed(2)).join(',');
    text += `${stamp},${prices},${volume[i]}\n`;
    if (text.length > megabyte || i === rows - 1) {
      yield text;
      text = '';
    }
  }
}

/** Until it is asked for the peaks. */
function watchMemory(): () => { readonly heap: number; readonly resident: number } {
  const before = process.memoryUsage();
  let [heap, resident] = [before.heapUsed, before.rss];
  const timer = setInterval(() => {
    const now = process.memoryUsage();
    heap = Math.max(heap, now.heapUsed);
    resident = Math.max(resident, now.rss);
  }, 10);
  return () => {
    clearInterval(timer);
    return {
      heap: Math.round((heap - before.heapUsed) / megabyte),
      resident: Math.round((resident - before.rss) / megabyte),
    };
  };
}
