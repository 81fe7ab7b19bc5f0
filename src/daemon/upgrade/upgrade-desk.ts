import { Injectable } from '@nestjs/common';
import type { UpgradeAcceptedDto, UpgradeStateDto } from '#contract';
import { ProvisrError } from '#core';

/** What to upgrade to; absent: what the daemon was started from. */
export interface UpgradeRequest {
  /** Absolute path of Node. */
  readonly node?: string;
  /** Absolute path of the script. */
  readonly program?: string;
}

/** Who can do it. */
export interface UpgradePerformer {
  state(): UpgradeStateDto;
  upgrade(request: UpgradeRequest): Promise<UpgradeAcceptedDto>;
}

/** Where an upgrade in place is asked for. Performed by whoever holds the listeners, and not at all inside of another program. */
@Injectable()
export class UpgradeDesk {
  #performer: UpgradePerformer | null = null;

  connect(performer: UpgradePerformer): void {
    this.#performer = performer;
  }

  /** @throws ProvisrError PROVISR_UPGRADE_UNAVAILABLE */
  state(): UpgradeStateDto {
    return this.#required().state();
  }

  /**
   * Resolves when the new program has passed its check; then it takes over.
   * @throws ProvisrError PROVISR_UPGRADE_UNAVAILABLE, PROVISR_UPGRADE_REFUSED, PROVISR_UPGRADING, PROVISR_SHUTTING_DOWN
   */
  upgrade(request: UpgradeRequest): Promise<UpgradeAcceptedDto> {
    return this.#required().upgrade(request);
  }

  #required(): UpgradePerformer {
    if (this.#performer !== null) return this.#performer;
    throw new ProvisrError('PROVISR_UPGRADE_UNAVAILABLE', 'this daemon is part of another program and cannot be replaced in place', {
      hint: 'only a daemon that "provisr serve" started can be upgraded: restart the program that holds this one',
    });
  }
}
