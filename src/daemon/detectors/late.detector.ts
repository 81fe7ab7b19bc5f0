import type { Detection, LivenessDetector } from '#core';

/** Used until its maker is loaded, ms. */
const FIRST_INTERVAL_MS = 2_000;

/** A detector whose maker is loaded when it looks for the first time. */
export class LateDetector implements LivenessDetector {
  #detector: LivenessDetector | null = null;

  constructor(
    private readonly type: string,
    private readonly load: () => Promise<LivenessDetector>,
  ) {}

  get label(): string {
    return this.#detector?.label ?? this.type;
  }

  get intervalMs(): number {
    return this.#detector?.intervalMs ?? FIRST_INTERVAL_MS;
  }

  async detect(signal: AbortSignal): Promise<Detection> {
    this.#detector ??= await this.load();
    return this.#detector.detect(signal);
  }
}
