/** Milliseconds the work takes: the median over `rounds`, after `warmup` rounds that let the compiler settle. */
export function median(work: () => unknown, { warmup, rounds }: { readonly warmup: number; readonly rounds: number }) {
  for (let i = 0; i < warmup; i++) work();
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[rounds >> 1];
}
