/** A bar somebody asks about, put after the stored ones for one computation. */
import { AppError } from '@tradewind/contract/errors.ts';
import { allocateBars, type BarColumns, barFields } from '@tradewind/engine/model/bar.ts';
import { timeframeMs } from '@tradewind/engine/time/timeframe.ts';

export interface GivenBar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** NaN where there is none. */
  readonly volume: number;
  /** Its end; default: one bar after the latest stored. */
  readonly ts?: number;
}

export function withBar(stored: BarColumns, given: GivenBar, timeframe: string): BarColumns {
  const latest = stored.ts[stored.length - 1];
  const ts = given.ts ?? latest + (timeframeMs(timeframe) as number);
  const { open, high, low, close } = given;
  require(high >= Math.max(open, close), 'high', 'high >= max(open, close)', `at least ${Math.max(open, close)}`, high);
  require(low <= Math.min(open, close), 'low', 'low <= min(open, close)', `at most ${Math.min(open, close)}`, low);
  const after = new Date(latest).toISOString();
  require(ts > latest, 'timestamp', 'timestamp after the latest stored bar', `after ${after}`, new Date(
    ts,
  ).toISOString());
  const bars = allocateBars(stored.length + 1);
  for (const field of ['ts', ...barFields] as const) bars[field].set(stored[field]);
  bars.ts[stored.length] = ts;
  for (const field of barFields) bars[field][stored.length] = given[field];
  return bars;
}

function require(holds: boolean, field: string, condition: string, expected: string, found: number | string): void {
  if (holds) return;
  throw new AppError('bad_data', {
    detail: `The given bar is no bar: expected ${field} ${expected}, found ${found}`,
    errors: [{ pointer: `/body/bar/${field}`, expected, found: String(found) }],
    extensions: { condition },
  });
}
