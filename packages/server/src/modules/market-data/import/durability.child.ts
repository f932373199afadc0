/** Started by durability.test.ts: imports files without end and prints the number of each once it is acknowledged. */
import { writeSync } from 'node:fs';
import { openMarketDataStore } from '../open.ts';
import { MarketDataService } from '../service.ts';

const [dataDir, firstFile] = process.argv.slice(2);
const { store } = await openMarketDataStore(dataDir);
const service = new MarketDataService(store);
const minute = 60_000;
const rows = 500;

/** Two symbols, `rows` minutes each, all of them priced with the number of the file. */
function fileOf(number: number): string {
  const lines = ['timestamp,symbol,open,high,low,close'];
  for (let row = 0; row < rows; row++) {
    const stamp = new Date((number * rows + row) * minute).toISOString();
    for (const symbol of ['A', 'B']) lines.push(`${stamp},${symbol},${number},${number},${number},${number}`);
  }
  return lines.join('\n');
}

for (let number = Number(firstFile); ; number++) {
  await service.import(fileOf(number), {});
  writeSync(1, `${number}\n`);
}
