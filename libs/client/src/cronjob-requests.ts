import type { CronjobStatusDto, CronRunDto, OkDto } from '#contract';
import type { Requester } from './requester.js';

/** A run that was asked for, as it begins. */
export interface TriggerAnswer extends OkDto {
  readonly run: CronRunDto;
}

/** A cronjob after a change. */
export interface CronjobAnswer extends OkDto {
  readonly cronjob: CronjobStatusDto;
}

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

  /** Runs it now, under its concurrency policy; does not wait for its end. */
  trigger(name: string): Promise<TriggerAnswer> {
    return this.#requester.request({ route: 'cronjobTrigger', params: { name } });
  }

  /** No further runs until resumed; a run under way goes on. */
  suspend(name: string): Promise<CronjobAnswer> {
    return this.#requester.request({ route: 'cronjobSuspend', params: { name } });
  }

  resume(name: string): Promise<CronjobAnswer> {
    return this.#requester.request({ route: 'cronjobResume', params: { name } });
  }
}
