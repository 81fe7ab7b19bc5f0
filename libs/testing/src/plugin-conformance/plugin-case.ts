/** One thing that everything of its kind has to do. */
export interface PluginCase<Trial> {
  /** A sentence without a subject. */
  readonly name: string;
  /** @throws AssertionError of node:assert */
  readonly check: (trial: Trial) => Promise<void>;
}

/** How long anything may take that must come to an end, ms. */
export const PATIENCE_MS = 10_000;
