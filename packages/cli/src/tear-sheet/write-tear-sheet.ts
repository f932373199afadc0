import { writeFile } from 'node:fs/promises';
import type { Meta } from '@tradewind/contract/envelope.ts';
import type { BacktestResult } from '../desk/backtest-run.ts';
import type { Desk } from '../desk/desk.ts';
import { readTearSheet } from '../desk/tear-sheet-data.ts';
import { Refusal } from '../refusal.ts';
import { openProgress } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** The file is said on the side: standard output stays the result. */
export async function writeTearSheet(
  desk: Desk,
  terminal: Terminal,
  file: string,
  result: BacktestResult,
  meta: Meta | null,
): Promise<void> {
  const { tearSheet } = await import('./tear-sheet.ts');
  const page = tearSheet(await readTearSheet(desk, result, meta, await openProgress(terminal, 'tear sheet')));
  try {
    await writeFile(file, page);
  } catch (error) {
    throw new Refusal(`The tear sheet could not be written: ${(error as Error).message}`);
  }
  terminal.note(`Tear sheet: ${file}`);
}
