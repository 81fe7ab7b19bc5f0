import type {
  AnswerOf,
  ChangeResultDto,
  ProcessDefinitionDto,
  MutationResultDto,
  ProcessSpecDto,
  StatusDto,
  UnregisterResultDto,
  WhyDto,
} from '#contract';
import type { RouteQuery } from '#contract/routes';
import type { Requester } from './requester.js';
import { usageQuery, waitQuery, type ProcessSelector, type UsageOptions, type WaitOptions } from './selector.js';

/** A process specification as it goes over the wire; only `name` and what to run are needed. */
export type ProcessSpecInput = Pick<ProcessSpecDto, 'name'> & Partial<ProcessSpecDto>;

/** How a specification is replaced. */
export interface UpdateOptions extends WaitOptions {
  /** Says what would be done, and does nothing. */
  readonly dryRun?: boolean;
}

type Mutation = 'start' | 'stop' | 'restart' | 'register' | 'update' | 'unregister';

/** The endpoints of single processes. Every method throws a ProvisrError with the code the daemon gave. */
export class ProcessRequests {
  readonly #requester: Requester;

  constructor(requester: Requester) {
    this.#requester = requester;
  }

  /** All processes, by name. */
  list(options: UsageOptions = {}): Promise<StatusDto[]> {
    return this.#requester.request({ route: 'processes', params: {}, query: usageQuery(options) });
  }

  /** One instance by its name. @throws ProvisrError PROVISR_PROCESS_NOT_FOUND */
  get(name: string, options: UsageOptions = {}): Promise<StatusDto> {
    return this.#requester.request({ route: 'process', params: { name }, query: usageQuery(options) });
  }

  /** One object for a `name` that means one instance, else a list, empty when nothing matches. @throws ProvisrError PROVISR_PROCESS_NOT_FOUND for an unknown `name` */
  status(selector: ProcessSelector, options: UsageOptions = {}): Promise<StatusDto | StatusDto[]> {
    return this.#requester.request({ route: 'status', params: {}, query: { ...selector, ...usageQuery(options) } });
  }

  /** What led to the state of an instance or a cronjob, and what comes next. @throws ProvisrError PROVISR_PROCESS_NOT_FOUND */
  why(name: string): Promise<WhyDto> {
    return this.#requester.request({ route: 'processWhy', params: { name } });
  }

  /** The specification as its author wrote it. @throws ProvisrError PROVISR_PROCESS_NOT_FOUND */
  spec(name: string): Promise<ProcessSpecDto> {
    return this.#requester.request({ route: 'processSpec', params: { name } });
  }

  /** The same, where it lies, and whether it can be changed from outside. @throws ProvisrError PROVISR_PROCESS_NOT_FOUND */
  definition(name: string): Promise<ProcessDefinitionDto> {
    return this.#requester.request({ route: 'processDefinition', params: { name } });
  }

  /** Creates and starts; the same specification again only starts what does not run. @throws ProvisrError PROVISR_START_FAILED, PROVISR_PROCESS_CONFLICT, PROVISR_SPEC_INVALID */
  launch(spec: ProcessSpecInput, options: WaitOptions = {}): Promise<MutationResultDto> {
    return this.#send('start', options, {}, spec);
  }

  /** Starts known processes; running ones are fine. @throws ProvisrError PROVISR_PROCESS_NOT_FOUND, PROVISR_START_FAILED */
  start(selector: ProcessSelector, options: WaitOptions = {}): Promise<MutationResultDto> {
    return this.#send('start', options, { ...selector });
  }

  /** Returns when the whole process group is gone. @throws ProvisrError PROVISR_PROCESS_NOT_FOUND, PROVISR_STOP_TIMED_OUT */
  stop(selector: ProcessSelector, options: WaitOptions = {}): Promise<MutationResultDto> {
    return this.#send('stop', options, { ...selector });
  }

  /** Stops what runs and starts it again; starts what does not run. @throws ProvisrError PROVISR_PROCESS_NOT_FOUND, PROVISR_START_FAILED */
  restart(selector: ProcessSelector, options: WaitOptions = {}): Promise<MutationResultDto> {
    return this.#send('restart', options, { ...selector });
  }

  /** Writes the specification to the programs directory and starts it. @throws ProvisrError PROVISR_PROCESS_PROTECTED, PROVISR_PROCESS_CONFLICT */
  register(spec: ProcessSpecInput, options: WaitOptions = {}): Promise<MutationResultDto> {
    return this.#send('register', options, {}, spec);
  }

  /** Replaces a specification, restarting only where a changed field needs it. @throws ProvisrError PROVISR_PROCESS_PROTECTED */
  update(spec: ProcessSpecInput, options: UpdateOptions = {}): Promise<ChangeResultDto> {
    return this.#send('update', options, options.dryRun === true ? { dry_run: true } : {}, spec);
  }

  /** Stops processes and removes their files. @throws ProvisrError PROVISR_PROCESS_NOT_FOUND, PROVISR_PROCESS_PROTECTED */
  unregister(selector: ProcessSelector, options: WaitOptions = {}): Promise<UnregisterResultDto> {
    return this.#send('unregister', options, { ...selector });
  }

  #send<Name extends Mutation>(route: Name, options: WaitOptions, query: RouteQuery, body?: unknown): Promise<AnswerOf<Name>> {
    return this.#requester.request<Mutation, AnswerOf<Name>>({
      route,
      params: {},
      query: { ...query, ...waitQuery(options) },
      waitMs: options.waitMs ?? null,
      ...(body === undefined ? {} : { body }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  }
}
