import { Injectable } from '@nestjs/common';
import type { Clock } from '#core';
import { InjectClock } from '../slots/index.js';

/** How far the daemon is. */
export type DaemonPhase = 'booting' | 'ready' | 'stopping';

/** The configuration on disk, as it was found the last time. */
export interface ConfigFinding {
  /** Whether it was brought in. When not, an older one stays in force. */
  readonly isApplied: boolean;
  /** Why it was not, or which files of it were left out. */
  readonly problems: readonly string[];
  /** When one was last brought in, milliseconds since the epoch. */
  readonly appliedAt: number;
}

/** Anything that listens. */
export interface Listening {
  readonly url: string;
  isListening(): boolean;
}

/** What the daemon as a whole is doing; asked by the health endpoints and by the guard that refuses changes during the stop. */
@Injectable()
export class DaemonState {
  #phase: DaemonPhase = 'booting';
  #config: ConfigFinding;
  #listeners: readonly Listening[] = [];

  constructor(@InjectClock() private readonly clock: Clock) {
    this.#config = { isApplied: true, problems: [], appliedAt: clock.epochMs() };
  }

  get phase(): DaemonPhase {
    return this.#phase;
  }

  get config(): ConfigFinding {
    return this.#config;
  }

  /** Empty where a host application listens. */
  get listeners(): readonly Listening[] {
    return this.#listeners;
  }

  opened(listeners: readonly Listening[]): void {
    this.#listeners = listeners;
  }

  /** The boot is through. A stop that came in between stays a stop. */
  booted(): void {
    if (this.#phase === 'booting') this.#phase = 'ready';
  }

  stopping(): void {
    this.#phase = 'stopping';
  }

  /** A configuration is in force, but for the files it was left without. */
  configApplied(skipped: readonly string[]): void {
    this.#config = { isApplied: true, problems: skipped, appliedAt: this.clock.epochMs() };
  }

  /** The configuration on disk cannot be used. */
  configRefused(reason: string): void {
    this.#config = { ...this.#config, isApplied: false, problems: [reason] };
  }
}
