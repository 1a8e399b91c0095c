/**
 * Spans of time counted by buckets whose bounds grow by a tenth: two histograms add up to one of both, and a percentile read from
 * it is at most 5 % off. What took less than a minute counts as a minute.
 */
export type Histogram = ReadonlyMap<number, number>;

const GROWTH = 1.1;
const MINUTE = 60_000;

/** The bucket of a span in milliseconds. */
export function bucketOf(ms: number): number {
  return Math.floor(Math.log(Math.max(1, ms / MINUTE)) / Math.log(GROWTH));
}

/** Milliseconds in the middle of a bucket, as far in relation from its lower bound as from its upper one. */
function middleOf(bucket: number): number {
  return Math.round(GROWTH ** (bucket + 0.5) * MINUTE);
}

export interface Spans {
  count: number;
  /** Milliseconds, each at most 5 % off; null where nothing was counted. */
  median: number | null;
  p90: number | null;
}

export function spansOf(histogram: Histogram): Spans {
  const count = [...histogram.values()].reduce((sum, one) => sum + one, 0);
  return { count, median: percentile(histogram, count, 0.5), p90: percentile(histogram, count, 0.9) };
}

/** The nearest rank: the smallest span that at least this share of all do not exceed. */
function percentile(histogram: Histogram, count: number, share: number): number | null {
  if (count <= 0) return null;
  let left = Math.ceil(share * count);
  for (const [bucket, spans] of [...histogram].sort(([a], [b]) => a - b)) {
    left -= spans;
    if (left <= 0) return middleOf(bucket);
  }
  return null;
}
