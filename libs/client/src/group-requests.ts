import type { GroupListItemDto, GroupStatusDto, MutationResultDto } from '#contract';
import type { Requester } from './requester.js';
import { usageQuery, waitQuery, type UsageOptions, type WaitOptions } from './selector.js';

/** The endpoints of groups. All throw ProvisrError PROVISR_GROUP_NOT_FOUND for an unknown one. */
export class GroupRequests {
  readonly #requester: Requester;

  constructor(requester: Requester) {
    this.#requester = requester;
  }

  /** All groups and their members. */
  list(): Promise<GroupListItemDto[]> {
    return this.#requester.request({ route: 'groups', params: {} });
  }

  /** The instances of each member. */
  status(group: string, options: UsageOptions = {}): Promise<GroupStatusDto> {
    return this.#requester.request({ route: 'groupStatus', params: {}, query: { group, ...usageQuery(options) } });
  }

  /** Starts all members, lower priorities first; running ones are fine. @throws ProvisrError PROVISR_GROUP_PARTIAL that lists each member */
  start(group: string, options: WaitOptions = {}): Promise<MutationResultDto> {
    return this.#send('groupStart', group, options);
  }

  /** Stops all members, higher priorities first. @throws ProvisrError PROVISR_GROUP_PARTIAL that lists each member */
  stop(group: string, options: WaitOptions = {}): Promise<MutationResultDto> {
    return this.#send('groupStop', group, options);
  }

  /** Restarts all members, lower priorities first, also those that are down. @throws ProvisrError PROVISR_GROUP_PARTIAL that lists each member */
  restart(group: string, options: WaitOptions = {}): Promise<MutationResultDto> {
    return this.#send('groupRestart', group, options);
  }

  #send(route: 'groupStart' | 'groupStop' | 'groupRestart', group: string, options: WaitOptions): Promise<MutationResultDto> {
    return this.#requester.request({
      route,
      params: {},
      query: { group, ...waitQuery(options) },
      waitMs: options.waitMs ?? null,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  }
}
