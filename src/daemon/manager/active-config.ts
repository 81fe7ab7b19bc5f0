import { Injectable } from '@nestjs/common';
import type { Program } from '#core';
import type { Cronjob } from '#contract';
import { type DaemonConfig, InjectConfig } from '../config/index.js';

/** The definitions in force: those of the start, and what reloads and registrations made of them since. */
@Injectable()
export class ActiveConfig {
  #current: DaemonConfig;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(@InjectConfig() initial: DaemonConfig) {
    this.#current = initial;
  }

  get current(): DaemonConfig {
    return this.#current;
  }

  replace(config: DaemonConfig): void {
    this.#current = config;
  }

  /** Takes note of a program that was registered or updated. */
  keep(program: Program): void {
    const others = this.#current.programs.filter(({ spec }) => spec.name !== program.spec.name);
    this.#current = { ...this.#current, programs: [...others, program] };
  }

  /** Forgets a process or cronjob by its name. */
  drop(name: string): void {
    const isOther = ({ spec }: Program | Cronjob): boolean => spec.name !== name;
    this.#current = {
      ...this.#current,
      programs: this.#current.programs.filter(isOther),
      cronjobs: this.#current.cronjobs.filter(isOther),
    };
  }

  /** Runs changes of definitions one after the other: a reload must not read half of a registration. */
  exclusively<T>(change: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(change);
    // The next in the queue does not care how this one ended; its caller gets the error.
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}
