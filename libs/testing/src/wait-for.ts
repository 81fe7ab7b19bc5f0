/** How long is waited, and for what. */
export interface WaitForOptions {
  /** @default 20000 */
  readonly timeoutMs?: number;
  /** What is waited for, for the message. */
  readonly what?: string;
}

const LOOK_AGAIN_MS = 20;
const DEFAULT_TIMEOUT_MS = 20_000;

/** What is left of a type when a condition holds. */
export type Truthy<T> = Exclude<T, false | 0 | '' | null | undefined>;

/**
 * Looks until `probe` returns something truthy, and returns that. A probe that throws counts as not yet.
 * @throws Error naming what was waited for, and the last thing the probe said
 */
export async function waitFor<T>(probe: () => T | Promise<T>, options: WaitForOptions = {}): Promise<Truthy<T>> {
  const until = performance.now() + (options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  let last: unknown;
  for (;;) {
    try {
      last = await probe();
      if (last) return last as Truthy<T>;
    } catch (error) {
      last = error;
    }
    if (performance.now() > until) throw new Error(`waited in vain for ${options.what ?? 'a condition'}; last: ${describe(last)}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

function describe(value: unknown): string {
  return value instanceof Error ? value.message : JSON.stringify(value);
}
