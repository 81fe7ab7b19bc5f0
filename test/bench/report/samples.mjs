/** Everything that was measured: figures by what and by whom. */
export class Samples {
  #values = new Map();

  /** Takes one figure, or several. */
  add(metric, peer, ...values) {
    const key = `${metric} ${peer}`;
    this.#values.set(key, [...(this.#values.get(key) ?? []), ...values]);
  }

  /** `[]` when there is none. */
  of(metric, peer) {
    return this.#values.get(`${metric} ${peer}`) ?? [];
  }

  /** `null` when there is none. */
  median(metric, peer) {
    return quantile(this.of(metric, peer), 0.5);
  }

  p99(metric, peer) {
    return quantile(this.of(metric, peer), 0.99);
  }
}

/** The value below which this share lies, one that was measured (nearest rank); the middle of two for a median. */
function quantile(values, share) {
  if (values.length === 0) return null;
  const sorted = values.toSorted((left, right) => left - right);
  if (share === 0.5 && sorted.length % 2 === 0) return (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}
