/** What one look at one thing found. */
export interface Finding {
  /** `daemon`, `config`, `listeners`, `processes`, or what a plugin calls its indicator. */
  readonly name: string;
  /** `degraded` is told, but makes nothing unready. */
  readonly status: 'up' | 'degraded' | 'down';
  /** For whoever may know it. */
  readonly detail: Readonly<Record<string, unknown>>;
}
