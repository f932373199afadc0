/** Started by durability.test.ts: writes pairs of rows without end and prints the id of each pair once acknowledged. */
import { writeSync } from 'node:fs';
import { openDatabase } from './open-database.ts';

const [file, firstId] = process.argv.slice(2);
const migrations = [
  { name: 'pairs', sql: 'CREATE TABLE halves (pair INTEGER, half INTEGER, PRIMARY KEY (pair, half))' },
];
const database = await openDatabase({ file, migrations });
let next = Number(firstId);

async function writePairs(): Promise<never> {
  for (;;) {
    const pair = next++;
    await database.write([0, 1].map((half) => ({ sql: 'INSERT INTO halves VALUES (?, ?)', parameters: [pair, half] })));
    writeSync(1, `${pair}\n`);
  }
}

await Promise.all(Array.from({ length: 20 }, writePairs));
