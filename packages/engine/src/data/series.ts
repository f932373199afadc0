/**
 * A series is a buffer somebody owns plus the rule how an index finds its place in it: `data[i & mask]`. With
 * `fullMask` the buffer holds all of history; with a power of two minus one it is a ring of the latest values. Indicators
 * are written once against this and run in a batch, a tile or a live ring alike (decision 8).
 */
export interface Series {
  readonly data: Float64Array;
  readonly mask: number;
}

export const fullMask = 0x7fffffff;

/** All of history in one buffer. */
export function fullSeries(data: Float64Array): Series {
  return { data, mask: fullMask };
}

/** A ring that keeps at least `capacity` latest values. */
export function ringSeries(capacity: number): Series {
  const size = 2 ** Math.ceil(Math.log2(Math.max(2, capacity)));
  return { data: new Float64Array(size).fill(Number.NaN), mask: size - 1 };
}
