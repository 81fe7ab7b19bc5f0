/** How far the daemon is. */
export type DaemonPhase = 'booting' | 'ready' | 'stopping';

/** What the daemon as a whole is doing; asked by the health endpoints and by the guard that refuses changes during the stop. */
export class DaemonState {
  #phase: DaemonPhase = 'booting';
  #problems: readonly string[] = [];

  get phase(): DaemonPhase {
    return this.#phase;
  }

  /** What is wrong with the configuration on disk while an older one stays in force. Degrades, but does not make unready. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  /** The boot is through. A stop that came in between stays a stop. */
  booted(): void {
    if (this.#phase === 'booting') this.#phase = 'ready';
  }

  stopping(): void {
    this.#phase = 'stopping';
  }

  report(problems: readonly string[]): void {
    this.#problems = problems;
  }
}
