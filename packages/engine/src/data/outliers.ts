/** Prices that cannot be right, told from moves that were: by what is usual in the series and by what is usual around. */
import type { BarColumns } from '../model/bar.ts';
import { median } from '../statistics/quantile.ts';

/** Makes the median of absolute values a standard deviation where they are normal. */
const toDeviation = 1.4826;
/** Enough to know the usual move of any series. */
const mostMoves = 50_000;
const around = 10;
/** In usual moves: the close of a bar off both its neighbours, a high or low off its own bar, a jump that stays. */
const [farClose, farWick, farJump] = [10, 25, 15];
/** Of shares outstanding after to before, or before to after. */
const splitRatios = [1.5, 2, 3, 4, 5, 6, 7, 8, 10, 15, 20, 25, 30, 40, 50, 100];

/** A robust standard deviation of the log returns that are not zero; 0 where there are none. */
export function usualMove(close: Float64Array): number {
  const stride = Math.max(1, Math.floor(close.length / mostMoves));
  const moves: number[] = [];
  for (let i = 1; i < close.length; i += stride) {
    const move = distance(close[i], close[i - 1]);
    if (move > 0) moves.push(move);
  }
  return moves.length === 0 ? 0 : toDeviation * median(moves);
}

/** 0 where one of the two is no price. */
function distance(a: number, b: number): number {
  const move = Math.abs(Math.log(a / b));
  return move < Infinity ? move : 0;
}

/** `usual`: from `usualMove`. Rows come in rising order. */
export function findOutliers(
  bars: BarColumns,
  usual: number,
  onOutlier: (row: number) => void,
  onSplit: (row: number) => void,
): void {
  const { length, open, high, low, close } = bars;
  // Nearly all bars are near: told by a ratio, without a logarithm.
  const [wickRatio, closeRatio] = [Math.exp(farWick * usual), Math.exp(farClose * usual)];
  for (let i = 0; i < length; i++) {
    const [top, bottom] = open[i] > close[i] ? [open[i], close[i]] : [close[i], open[i]];
    if (high[i] > top * wickRatio || low[i] * wickRatio < bottom) {
      if (wickOf(bars, i) > farWick * Math.max(usual, usualAround(bars, i, wickOf))) {
        onOutlier(i);
        continue;
      }
    }
    if (i === 0 || (close[i] < close[i - 1] * closeRatio && close[i] * closeRatio > close[i - 1])) continue;
    const step = Math.log(close[i] / close[i - 1]);
    if (!Number.isFinite(step)) continue;
    const back = i + 1 < length ? Math.log(close[i + 1] / close[i]) : 0;
    const local = Math.max(usual, usualAround(bars, i, moveOf));
    // There and back at once: the lesser of the two ways is how far off the bar stands.
    if (step * back < 0 && Math.min(Math.abs(step), Math.abs(back)) > farClose * local) onOutlier(i);
    else if (Math.abs(step) > farJump * local && isSplit(Math.abs(step), local)) onSplit(i);
  }
}

/** A simple ratio, give or take the move that the day would have made anyway. */
function isSplit(step: number, usual: number): boolean {
  const tolerance = Math.min(0.07, Math.max(0.02, 3 * usual));
  return splitRatios.some((ratio) => Math.abs(step - Math.log(ratio)) < tolerance);
}

const moveOf = ({ close }: BarColumns, row: number) => (row === 0 ? 0 : distance(close[row], close[row - 1]));
const wickOf = ({ open, high, low, close }: BarColumns, row: number) =>
  Math.max(distance(high[row], Math.max(open[row], close[row])), distance(low[row], Math.min(open[row], close[row])));

/** What is usual in the bars before and after, the bar itself and the way back from it left out. */
function usualAround(bars: BarColumns, row: number, of: (bars: BarColumns, row: number) => number): number {
  const values: number[] = [];
  for (let i = Math.max(1, row - around); i <= Math.min(bars.length - 1, row + 1 + around); i++) {
    if (i !== row && i !== row + 1) values.push(of(bars, i));
  }
  return values.length === 0 ? 0 : toDeviation * median(values);
}
