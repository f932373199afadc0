/** Crossings of two columns between the bar before and this one; ties are no crossing, undefined values neither. */
import type { Reading } from './column-graph.ts';

/** a was strictly below b one bar ago and is strictly above it now. */
export function crossedAbove(a: Reading, b: Reading): boolean {
  return a.ago(1) < b.ago(1) && a.now > b.now;
}

/** a was strictly above b one bar ago and is strictly below it now. */
export function crossedBelow(a: Reading, b: Reading): boolean {
  return a.ago(1) > b.ago(1) && a.now < b.now;
}
