/** Kept of each process: ten minutes at a reading every three seconds. */
const MOST_READINGS = 200;
/** Readings further apart were not taken in between: the page was hidden, or the daemon away. */
export const LONGEST_GAP_MS = 15_000;

/** What a process used at a moment. */
export interface UsageReading {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  /** 100 is one processor; `null` while it did not run. */
  readonly cpuPercent: number | null;
  readonly memoryBytes: number | null;
  readonly restarts: number;
}

/** The latest readings of one process, in memory that does not grow. */
class Ring {
  readonly #at = new Float64Array(MOST_READINGS);
  readonly #cpu = new Float32Array(MOST_READINGS);
  readonly #memory = new Float64Array(MOST_READINGS);
  readonly #restarts = new Uint32Array(MOST_READINGS);
  #count = 0;

  add({ atMs, cpuPercent, memoryBytes, restarts }: UsageReading): void {
    const at = this.#count % MOST_READINGS;
    this.#at[at] = atMs;
    this.#cpu[at] = cpuPercent ?? Number.NaN;
    this.#memory[at] = memoryBytes ?? Number.NaN;
    this.#restarts[at] = restarts;
    this.#count += 1;
  }

  /** The oldest first. */
  latest(most: number): readonly UsageReading[] {
    const length = Math.min(this.#count, most);
    return Array.from({ length }, (_, index) => {
      const at = (this.#count - length + index) % MOST_READINGS;
      return {
        atMs: this.#at[at] ?? 0,
        cpuPercent: numberAt(this.#cpu, at),
        memoryBytes: numberAt(this.#memory, at),
        restarts: this.#restarts[at] ?? 0,
      };
    });
  }
}

const rings = new Map<string, Ring>();

export function noteUsage(name: string, reading: UsageReading): void {
  const known = rings.get(name);
  const ring = known ?? new Ring();
  if (known === undefined) rings.set(name, ring);
  ring.add(reading);
}

/**
 * The oldest first; none of a process that nothing was read of.
 * @param most the latest so many; by default all that are kept
 */
export function usageOf(name: string, most = MOST_READINGS): readonly UsageReading[] {
  return rings.get(name)?.latest(most) ?? [];
}

export function forgetUsage(name: string): void {
  rings.delete(name);
}

function numberAt(values: Float32Array | Float64Array, at: number): number | null {
  const value = values[at] ?? Number.NaN;
  return Number.isNaN(value) ? null : value;
}
