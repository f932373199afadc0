/** What must be read before the figures: that the data behind them was invented, above all. */
import type { Meta } from '@tradewind/contract/envelope.ts';
import type { Terminal } from './terminal.ts';

export function noticeOf({ paint }: Pick<Terminal, 'paint'>, meta: Meta | null): string[] {
  if (!meta?.note) return [];
  const isInvented = /synthetic/i.test(`${meta.source} ${meta.note}`);
  return [paint('yellow', isInvented ? `SYNTHETIC DATA  ${meta.note}` : meta.note), ''];
}
