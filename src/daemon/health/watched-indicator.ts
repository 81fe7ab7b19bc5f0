import { type Clock, messageOf } from '#core';
import type { HealthFinding, HealthProbe } from '#plugin';
import type { Finding } from './finding.js';

/** How long a look may take, ms: orchestrators wait a second or more for an answer, and ask again soon. */
const PATIENCE_MS = 2_000;
/** How long a finding is told again without another look, ms: anybody may ask, and as often as they like. */
const FRESH_MS = 1_000;
const STATUSES: readonly unknown[] = ['up', 'degraded', 'down'] satisfies readonly Finding['status'][];

/** An indicator of somebody else: it may throw, answer with anything or not at all, and there is an answer all the same. */
export class WatchedIndicator {
  #looking: Promise<Finding> | null = null;
  #last: { readonly finding: Finding; readonly atMs: number } | null = null;
  #isBusy = false;

  /** @param failed is told of each failure that is none of what it looks at */
  constructor(
    readonly name: string,
    private readonly probe: HealthProbe,
    private readonly clock: Clock,
    private readonly failed: (name: string, reason: string) => void,
  ) {}

  /** What it finds now, or found a moment ago. Never rejects. */
  finding(): Promise<Finding> {
    if (this.#last !== null && this.clock.monotonicMs() - this.#last.atMs < FRESH_MS) return Promise.resolve(this.#last.finding);
    this.#looking ??= this.#look().finally(() => (this.#looking = null));
    return this.#looking;
  }

  async #look(): Promise<Finding> {
    const finding = this.#isBusy ? this.#down('the look before has not come to an end') : await this.#ask();
    this.#last = { finding, atMs: this.clock.monotonicMs() };
    return finding;
  }

  #ask(): Promise<Finding> {
    const abort = new AbortController();
    return new Promise((resolve) => {
      const late = this.clock.arm(PATIENCE_MS, () => {
        resolve(this.#down(`took longer than ${PATIENCE_MS} ms`));
        abort.abort(new Error('nobody waits any longer'));
      });
      this.#isBusy = true;
      void this.#answer(abort.signal)
        .then(resolve)
        .finally(() => {
          this.#isBusy = false;
          late.disarm();
        });
    });
  }

  async #answer(signal: AbortSignal): Promise<Finding> {
    try {
      const answer = ((await this.probe.check(signal)) ?? {}) as Partial<HealthFinding>;
      const { status, detail } = answer;
      if (!STATUSES.includes(status)) return this.#down('answered with no status');
      return { name: this.name, status: status as Finding['status'], detail: tableOf(detail) };
    } catch (error) {
      return signal.aborted ? this.#plainlyDown(messageOf(error)) : this.#down(messageOf(error));
    }
  }

  #down(reason: string): Finding {
    this.failed(this.name, reason);
    return this.#plainlyDown(reason);
  }

  #plainlyDown(reason: string): Finding {
    return { name: this.name, status: 'down', detail: { reason } };
  }
}

/** Plain data, so that the answer can be written whatever it was. */
function tableOf(detail: unknown): Readonly<Record<string, unknown>> {
  if (typeof detail !== 'object' || detail === null || Array.isArray(detail)) return {};
  const { status: _status, ...others } = JSON.parse(JSON.stringify(detail)) as Record<string, unknown>;
  return others;
}
