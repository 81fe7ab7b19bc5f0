import type { CronjobStatusDto, CronRunDto, OkDto } from '#contract';
import type { Requester } from './requester.js';

/** The endpoints of cronjobs. All but `list` throw ProvisrError PROVISR_CRONJOB_NOT_FOUND for an unknown one. */
export class CronjobRequests {
  readonly #requester: Requester;

  constructor(requester: Requester) {
    this.#requester = requester;
  }

  list(): Promise<CronjobStatusDto[]> {
    return this.#requester.request({ route: 'cronjobs', params: {} });
  }

  get(name: string): Promise<CronjobStatusDto> {
    return this.#requester.request({ route: 'cronjob', params: { name } });
  }

  /** Past runs, the latest first. */
  history(name: string): Promise<CronRunDto[]> {
    return this.#requester.request({ route: 'cronjobHistory', params: { name } });
  }

  /** Runs it now, under its concurrency policy. */
  trigger(name: string): Promise<OkDto> {
    return this.#requester.request({ route: 'cronjobTrigger', params: { name } });
  }

  /** No further runs until resumed; a run under way goes on. */
  suspend(name: string): Promise<OkDto> {
    return this.#requester.request({ route: 'cronjobSuspend', params: { name } });
  }

  resume(name: string): Promise<OkDto> {
    return this.#requester.request({ route: 'cronjobResume', params: { name } });
  }
}
