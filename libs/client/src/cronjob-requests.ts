import type { CronjobChangeDto, CronjobStatusDto, CronjobTriggerDto, CronRunDto } from '#contract';
import type { Requester } from './requester.js';

/** The endpoints of cronjobs. All but `list` throw ProvisrError PROVISR_CRONJOB_NOT_FOUND for an unknown one. */
export class CronjobRequests {
  readonly #requester: Requester;

  constructor(requester: Requester) {
    this.#requester = requester;
  }

  /** All cronjobs, by name. */
  list(): Promise<CronjobStatusDto[]> {
    return this.#requester.request({ route: 'cronjobs', params: {} });
  }

  /** How one stands: when it runs next, how its last run went. */
  get(name: string): Promise<CronjobStatusDto> {
    return this.#requester.request({ route: 'cronjob', params: { name } });
  }

  /** Past runs, the latest first. */
  history(name: string): Promise<CronRunDto[]> {
    return this.#requester.request({ route: 'cronjobHistory', params: { name } });
  }

  /**
   * Runs it now, suspended or not, under its concurrency policy; does not wait for its end.
   * @throws ProvisrError PROVISR_PROCESS_CONFLICT when it runs already and its runs may not overlap
   */
  trigger(name: string): Promise<CronjobTriggerDto> {
    return this.#requester.request({ route: 'cronjobTrigger', params: { name } });
  }

  /** No further runs until resumed; a run under way goes on. */
  suspend(name: string): Promise<CronjobChangeDto> {
    return this.#requester.request({ route: 'cronjobSuspend', params: { name } });
  }

  /** Runs again at the next tick of its schedule. */
  resume(name: string): Promise<CronjobChangeDto> {
    return this.#requester.request({ route: 'cronjobResume', params: { name } });
  }
}
