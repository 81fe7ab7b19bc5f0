import { Injectable } from '@nestjs/common';
import type { CronjobStatusDto, WhyDto } from '#contract';
import { type Clock, isProvisrError, type ProcessManager, type ProcessStatus } from '#core';
import { InjectManager } from '../manager/index.js';
import { CronScheduler } from '../schedule/index.js';
import { InjectClock } from '../slots/index.js';
import { explain, explainIdleCronjob } from './explain.js';
import { Recall } from './recall.js';

/** Explains why processes are as they are. */
@Injectable()
export class WhyService {
  constructor(
    @InjectManager() private readonly manager: ProcessManager,
    private readonly scheduler: CronScheduler,
    private readonly recall: Recall,
    @InjectClock() private readonly clock: Clock,
  ) {}

  /** @param name of an instance or a cronjob. @throws ProvisrError PROVISR_PROCESS_NOT_FOUND */
  async explain(name: string): Promise<WhyDto> {
    const cronjob = this.#cronjob(name);
    if (cronjob !== null && !this.#isKnown(name)) {
      return explainIdleCronjob(await this.recall.past(name), cronjob, this.clock.epochMs());
    }
    this.manager.status(name);
    const past = await this.recall.past(name);
    // Looked at when everything else is there, so that it is what it is at the moment of the answer.
    const status: ProcessStatus = this.manager.status(name);
    return explain({ status, spec: this.manager.program(name).spec, past, cronjob, now: this.clock.epochMs() });
  }

  #isKnown(name: string): boolean {
    return this.manager.statuses({ kind: 'wildcard', pattern: name }).length > 0;
  }

  #cronjob(name: string): CronjobStatusDto | null {
    try {
      return this.scheduler.get(name).status();
    } catch (error) {
      if (isProvisrError(error)) return null; // most processes are no cronjobs
      throw error;
    }
  }
}
