import { Injectable } from '@nestjs/common';
import { type ProcessManager, type ProcessStatus, type Program } from '#core';
import { InjectManager } from '../manager/index.js';
import { DaemonState } from './daemon-state.js';
import type { Finding } from './finding.js';
import { IndicatorRegistry } from './indicator.registry.js';

/** Whether the daemon does all that it was told to do. */
@Injectable()
export class Readiness {
  constructor(
    private readonly state: DaemonState,
    @InjectManager() private readonly manager: ProcessManager,
    private readonly indicators: IndicatorRegistry,
  ) {}

  async isReady(): Promise<boolean> {
    return (await this.findings()).every(({ status }) => status !== 'down');
  }

  /** Our own, then those of plugins. */
  async findings(): Promise<readonly Finding[]> {
    return [this.#daemon(), this.#config(), this.#listeners(), this.#processes(), ...(await this.indicators.findings())];
  }

  #daemon(): Finding {
    const { phase } = this.state;
    return { name: 'daemon', status: phase === 'ready' ? 'up' : 'down', detail: { phase } };
  }

  #config(): Finding {
    const { isApplied, problems } = this.state.config;
    if (!isApplied) return { name: 'config', status: 'down', detail: { problems } };
    return problems.length === 0
      ? { name: 'config', status: 'up', detail: {} }
      : { name: 'config', status: 'degraded', detail: { skipped: problems } };
  }

  #listeners(): Finding {
    const closed = this.state.listeners.filter((listener) => !listener.isListening()).map(({ url }) => url);
    return { name: 'listeners', status: closed.length === 0 ? 'up' : 'down', detail: closed.length === 0 ? {} : { closed } };
  }

  #processes(): Finding {
    const required = this.manager.programs().filter(({ spec }) => spec.required);
    const missing = required.flatMap((program) => this.#missing(program));
    return { name: 'processes', status: missing.length === 0 ? 'up' : 'down', detail: missing.length === 0 ? {} : { missing } };
  }

  #missing({ spec }: Program): readonly Readonly<Record<string, unknown>>[] {
    const down = this.manager.statuses({ kind: 'name', name: spec.name }).filter(({ state }: ProcessStatus) => state !== 'running');
    return down.map(({ name, state }) => ({ name, state }));
  }
}
